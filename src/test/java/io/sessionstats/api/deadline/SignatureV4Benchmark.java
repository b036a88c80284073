package io.sessionstats.api.deadline;

import io.sessionstats.api.CapturedRequest;
import io.sessionstats.api.ReceivedRequest;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processor time that verifying a request takes. Judges nothing; part of no build. */
class SignatureV4Benchmark {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 5;
    private static final int REQUESTS = 50_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "py-deadline-get.http",
                "js-deadline-get-page-token.http",
                "java-deadline-start-queues.http"
            })
    void costOfAVerification(String file) throws Exception {
        CapturedRequest request = Captures.read(file);
        ReceivedRequest received = request.received();
        Instant now = Captures.signedAt(request);
        for (int round = 1; round <= ROUNDS; round++) {
            long startNanos = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < REQUESTS; i++) {
                SignatureV4.verify(received, id -> Captures.KEY, now, Duration.ofMinutes(5));
            }
            System.out.printf(
                    "%s: %.1f microseconds%n",
                    file, (THREADS.getCurrentThreadCpuTime() - startNanos) / 1e3 / REQUESTS);
        }
    }
}
