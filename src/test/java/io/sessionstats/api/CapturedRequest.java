package io.sessionstats.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A request that an unmodified client of a vendor has sent: request line, headers, an empty line,
 * and the body byte for byte; lines end in LF.
 */
public record CapturedRequest(ReceivedRequest request) {

    /** Reads a resource beside a test class. */
    public static CapturedRequest read(Class<?> test, String file) {
        try (InputStream in = test.getResourceAsStream("captures/" + file)) {
            return new CapturedRequest(parse(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ReceivedRequest parse(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        int end = text.indexOf("\n\n");
        String[] lines = text.substring(0, end).split("\n", -1);
        String[] requestLine = lines[0].split(" ", -1);
        int question = requestLine[1].indexOf('?');
        List<RequestHead.Header> headers = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.add(
                    new RequestHead.Header(
                            lines[i].substring(0, colon), lines[i].substring(colon + 1).strip()));
        }
        return new ReceivedRequest(
                new RequestHead(
                        "request-1",
                        requestLine[0],
                        question < 0 ? requestLine[1] : requestLine[1].substring(0, question),
                        question < 0 ? null : requestLine[1].substring(question + 1),
                        headers,
                        Instant.EPOCH),
                text.substring(end + 2).getBytes(ISO_8859_1));
    }

    public RequestHead head() {
        return request.head();
    }

    public String body() {
        return new String(request.body(), ISO_8859_1);
    }

    /** This request with another body. */
    public CapturedRequest withBody(String body) {
        return new CapturedRequest(new ReceivedRequest(head(), body.getBytes(ISO_8859_1)));
    }

    /** This request with another raw query. */
    public CapturedRequest withQuery(String rawQuery) {
        return with(head().rawPath(), rawQuery, head().headers());
    }

    /** This request with another raw path. */
    public CapturedRequest withPath(String rawPath) {
        return with(rawPath, head().rawQuery(), head().headers());
    }

    /** This request with another value of a header. */
    public CapturedRequest withHeader(String name, UnaryOperator<String> change) {
        List<RequestHead.Header> headers = new ArrayList<>();
        for (RequestHead.Header header : head().headers()) {
            headers.add(
                    header.name().equalsIgnoreCase(name)
                            ? new RequestHead.Header(header.name(), change.apply(header.value()))
                            : header);
        }
        return with(head().rawPath(), head().rawQuery(), headers);
    }

    private CapturedRequest with(
            String rawPath, String rawQuery, List<RequestHead.Header> headers) {
        return new CapturedRequest(
                new ReceivedRequest(
                        new RequestHead(
                                head().id(),
                                head().method(),
                                rawPath,
                                rawQuery,
                                headers,
                                head().receivedAt()),
                        request.body()));
    }
}
