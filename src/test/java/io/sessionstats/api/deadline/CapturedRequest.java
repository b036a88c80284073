package io.sessionstats.api.deadline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sessionstats.api.AccessKey;
import io.sessionstats.api.Grants;
import io.sessionstats.api.ReceivedRequest;
import io.sessionstats.api.RequestHead;
import io.sessionstats.api.RequestHead.Header;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A request as an unmodified AWS client has sent and signed it, from {@code captures/}. Each part
 * can be changed; what results is another request.
 *
 * @param file whence it is, as in {@code java-deadline-get.http}
 */
@SuppressWarnings("ArrayRecordComponent") // Is compared by nobody
record CapturedRequest(
        String file,
        String method,
        String rawPath,
        String rawQuery,
        List<Header> headers,
        byte[] body) {

    /** All requests were signed with this dummy key. */
    static final AccessKey KEY = new AccessKey("AKIDEXAMPLE", "dummysecret", Grants.ALL);

    private static final List<String> CLIENTS = List.of("java", "js", "py");
    private static final List<String> REQUESTS =
            List.of(
                    "get",
                    "get-host-prefix",
                    "get-page-token",
                    "get-session-token",
                    "paginator-1",
                    "paginator-2",
                    "start-fleets-minimal",
                    "start-odd-farm-id",
                    "start-queues");

    static Stream<CapturedRequest> all() {
        return CLIENTS.stream()
                .flatMap(
                        client ->
                                REQUESTS.stream()
                                        .map(name -> read(client + "-deadline-" + name + ".http")));
    }

    static CapturedRequest read(String file) {
        String text = new String(bytes(file), ISO_8859_1);
        int headEnd = text.indexOf("\n\n");
        String[] lines = text.substring(0, headEnd).split("\n", -1);
        String[] requestLine = lines[0].split(" ", -1);
        String[] target = requestLine[1].split("\\?", 2);
        List<Header> headers = new ArrayList<>();
        for (String line : List.of(lines).subList(1, lines.length)) {
            int colon = line.indexOf(": ");
            headers.add(new Header(line.substring(0, colon), line.substring(colon + 2)));
        }
        return new CapturedRequest(
                file,
                requestLine[0],
                target[0],
                target.length > 1 ? target[1] : null,
                headers,
                text.substring(headEnd + 2).getBytes(ISO_8859_1));
    }

    private static byte[] bytes(String file) {
        try (InputStream stream = CapturedRequest.class.getResourceAsStream("captures/" + file)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean hasSessionToken() {
        return header("X-Amz-Security-Token") != null;
    }

    /** When it was signed. */
    Instant signedAt() {
        return OffsetDateTime.parse(
                        header("X-Amz-Date"), DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssX"))
                .toInstant();
    }

    String header(String name) {
        return received().head().header(name);
    }

    ReceivedRequest received() {
        return new ReceivedRequest(
                new RequestHead(
                        "00000000-0000-4000-8000-000000000001",
                        method,
                        rawPath,
                        rawQuery,
                        headers,
                        Instant.EPOCH),
                body);
    }

    CapturedRequest withMethod(String other) {
        return new CapturedRequest(file, other, rawPath, rawQuery, headers, body);
    }

    CapturedRequest withPath(UnaryOperator<String> change) {
        return new CapturedRequest(file, method, change.apply(rawPath), rawQuery, headers, body);
    }

    CapturedRequest withQuery(UnaryOperator<String> change) {
        return new CapturedRequest(file, method, rawPath, change.apply(rawQuery), headers, body);
    }

    CapturedRequest withBody(UnaryOperator<String> change) {
        return new CapturedRequest(
                file,
                method,
                rawPath,
                rawQuery,
                headers,
                change.apply(new String(body, UTF_8)).getBytes(UTF_8));
    }

    CapturedRequest withHeaders(List<Header> others) {
        return new CapturedRequest(file, method, rawPath, rawQuery, others, body);
    }

    /** Changes a header's value; removes it where the change is null. */
    CapturedRequest withHeader(String name, UnaryOperator<String> change) {
        List<Header> changed = new ArrayList<>();
        for (Header header : headers) {
            if (!header.name().equalsIgnoreCase(name)) {
                changed.add(header);
            } else if (change.apply(header.value()) != null) {
                changed.add(new Header(header.name(), change.apply(header.value())));
            }
        }
        return withHeaders(changed);
    }

    CapturedRequest withMoreHeader(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return withHeaders(more);
    }

    @Override
    public String toString() {
        return file;
    }
}
