package io.sessionstats.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sessionstats.api.RequestHead.Header;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A request that an unmodified client of a vendor has sent and signed. Each part can be changed;
 * what results is another request.
 *
 * @param file whence it is: request line, headers, an empty line, and the body byte for byte; lines
 *     end in LF
 */
public record CapturedRequest(String file, ReceivedRequest received) {

    /** Reads a resource beside a test class. */
    public static CapturedRequest read(Class<?> test, String file) {
        try (InputStream in = test.getResourceAsStream("captures/" + file)) {
            return new CapturedRequest(file, parse(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ReceivedRequest parse(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        int headEnd = text.indexOf("\n\n");
        String[] lines = text.substring(0, headEnd).split("\n", -1);
        String[] requestLine = lines[0].split(" ", -1);
        String[] target = requestLine[1].split("\\?", 2);
        List<Header> headers = new ArrayList<>();
        for (String line : List.of(lines).subList(1, lines.length)) {
            int colon = line.indexOf(':');
            headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return new ReceivedRequest(
                new RequestHead(
                        "00000000-0000-4000-8000-000000000001",
                        requestLine[0],
                        target[0],
                        target.length > 1 ? target[1] : null,
                        headers,
                        Instant.EPOCH),
                text.substring(headEnd + 2).getBytes(ISO_8859_1));
    }

    public RequestHead head() {
        return received.head();
    }

    /** The value of a header; null if there is none. */
    public String header(String name) {
        return head().header(name);
    }

    public CapturedRequest withMethod(String method) {
        return with(method, head().rawPath(), head().rawQuery(), head().headers());
    }

    public CapturedRequest withPath(UnaryOperator<String> change) {
        String path = change.apply(head().rawPath());
        return with(head().method(), path, head().rawQuery(), head().headers());
    }

    /** Changes the raw query, which may be null. */
    public CapturedRequest withQuery(UnaryOperator<String> change) {
        String query = change.apply(head().rawQuery());
        return with(head().method(), head().rawPath(), query, head().headers());
    }

    /** Changes the body, of which each byte is shown as a character. */
    public CapturedRequest withBody(UnaryOperator<String> change) {
        String body = change.apply(new String(received.body(), ISO_8859_1));
        return new CapturedRequest(file, new ReceivedRequest(head(), body.getBytes(ISO_8859_1)));
    }

    public CapturedRequest withHeaders(List<Header> headers) {
        return with(head().method(), head().rawPath(), head().rawQuery(), headers);
    }

    /** Changes a header's value; removes it where the change is null. */
    public CapturedRequest withHeader(String name, UnaryOperator<String> change) {
        List<Header> changed = new ArrayList<>();
        for (Header header : head().headers()) {
            if (!header.name().equalsIgnoreCase(name)) {
                changed.add(header);
            } else if (change.apply(header.value()) != null) {
                changed.add(new Header(header.name(), change.apply(header.value())));
            }
        }
        return withHeaders(changed);
    }

    public CapturedRequest withMoreHeader(String name, String value) {
        List<Header> more = new ArrayList<>(head().headers());
        more.add(new Header(name, value));
        return withHeaders(more);
    }

    private CapturedRequest with(
            String method, String rawPath, String rawQuery, List<Header> headers) {
        return new CapturedRequest(
                file,
                new ReceivedRequest(
                        new RequestHead(
                                head().id(),
                                method,
                                rawPath,
                                rawQuery,
                                headers,
                                head().receivedAt()),
                        received.body()));
    }

    /** In the names of tests. */
    @Override
    public String toString() {
        return file;
    }
}
