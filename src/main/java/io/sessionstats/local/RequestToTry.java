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
     * @param now within the day that is asked for
     */
    static String ofFarm(int apiPort, String keyId, String secret, Instant now) {
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
                        keyId + ":" + secret,
                        apiPort,
                        farm.id(),
                        DemoSessions.queueId(farm.id(), 0),
                        midnight,
                        midnight.plus(1, ChronoUnit.DAYS));
    }

    /**
     * Asks for the hours of a project, one of the demo's and of the README: signed as Tencent
     * Cloud's older clients do, which takes openssl besides.
     */
    static String ofProject(int apiPort, String keyId, String secret) {
        return """
               q="Action=DescribeSessionStatisticsByInterval&Nonce=1&ProjectId=nasa-ames&SecretId=%1$s\
               &StatisticInterval=hour&Timestamp=$(date +%%s)&Version=2022-03-25"
               curl -sG localhost:%2$d/ -d "$q" --data-urlencode Signature="$(printf %%s \
                 "GETlocalhost:%2$d/?$q" | openssl dgst -sha1 -hmac %3$s -binary | base64)\""""
                .formatted(keyId, apiPort, secret);
    }
}
