package io.sessionstats.api.deadline;

import io.sessionstats.api.AccessKey;
import io.sessionstats.api.CapturedRequest;
import io.sessionstats.api.Grants;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;

/** What AWS clients have sent and signed. */
final class Captures {

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

    private Captures() {}

    static Stream<CapturedRequest> all() {
        return CLIENTS.stream()
                .flatMap(
                        client ->
                                REQUESTS.stream()
                                        .map(name -> read(client + "-deadline-" + name + ".http")));
    }

    static CapturedRequest read(String file) {
        return CapturedRequest.read(Captures.class, file);
    }

    static boolean hasSessionToken(CapturedRequest request) {
        return request.header("X-Amz-Security-Token") != null;
    }

    /** When it was signed. */
    static Instant signedAt(CapturedRequest request) {
        return OffsetDateTime.parse(
                        request.header("X-Amz-Date"),
                        DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssX"))
                .toInstant();
    }
}
