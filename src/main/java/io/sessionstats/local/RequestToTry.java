package io.sessionstats.local;

import io.sessionstats.session.Scope;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Requests that a person can paste into a shell: curl signs as AWS's clients do. */
final class RequestToTry {

    private RequestToTry() {}

    /**
     * Asks for what the users of a demo farm have used and cost since midnight, and for the answer.
     *
     * @param user key and secret, with a colon between
     */
    static String ofDemo(int apiPort, String user, Instant now) {
        Scope farm =
                DemoLane.all().stream()
                        .map(DemoLane::scope)
                        .filter(scope -> scope.kind() == Scope.Kind.FARM)
                        .findFirst()
                        .orElseThrow();
        Instant midnight = now.truncatedTo(ChronoUnit.DAYS);
        return """
               curl -s -u %1$s --aws-sigv4 aws:amz:local:deadline -H 'Content-Type: application/json' \\
                 http://localhost:%2$d/2023-10-12/farms/%3$s/sessions-statistics-aggregation \\
                 -d '{"resourceIds":{"queueIds":["%4$s"]},"startTime":"%5$s",
                      "endTime":"%6$s","groupBy":["USER_ID"],"statistics":["SUM","AVG"],"period":"HOURLY"}'
               curl -s -u %1$s --aws-sigv4 aws:amz:local:deadline \\
                 'http://localhost:%2$d/2023-10-12/farms/%3$s/sessions-statistics-aggregation?aggregationId=ID'\
               """
                .formatted(
                        user,
                        apiPort,
                        farm.id(),
                        DemoSessions.queueId(farm.id(), 0),
                        midnight,
                        midnight.plus(1, ChronoUnit.DAYS));
    }

    /** Asks whether the server is ready. */
    static String ofReadiness(int apiPort) {
        return "curl http://localhost:" + apiPort + "/readyz";
    }
}
