package io.sessionstats.benchmark;

import static io.sessionstats.benchmark.BenchmarkSettings.EDGE_MILLIS;
import static io.sessionstats.benchmark.BenchmarkSettings.LIMITS;
import static io.sessionstats.benchmark.BenchmarkSettings.ZONES;

import io.sessionstats.benchmark.SessionRecords.Fleet;
import io.sessionstats.ingest.ReceivedEvent;
import io.sessionstats.ingest.SessionEventJson;
import io.sessionstats.job.DrivenStage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Heap that the state of a session takes, its timer included: open, open after an hour edge, and
 * closed but remembered.
 */
class SessionStateBenchmark {

    private final SessionEventJson json = new SessionEventJson();

    @ParameterizedTest
    @EnumSource
    void heapOfASession(Fleet fleet) throws Exception {
        int sessions = BenchmarkSettings.sessions();
        try (DrivenStage<ReceivedEvent> pairing = DrivenStage.pairing(LIMITS, ZONES, delta -> {})) {
            HeapUse heap = new HeapUse(fleet, sessions);
            for (int session = 0; session < sessions; session++) {
                long startMillis = BenchmarkSettings.startMillis(session);
                pairing.process(
                        received(SessionRecords.start(fleet, session, session, startMillis)));
            }
            heap.print("an open session");
            pairing.watermark(EDGE_MILLIS);
            heap.print("an open session after an hour edge");
            for (int session = 0; session < sessions; session++) {
                pairing.process(
                        received(SessionRecords.end(fleet, session, EDGE_MILLIS + session)));
            }
            heap.print("a closed session");
        }
    }

    private ReceivedEvent received(byte[] value) {
        return SessionRecords.parsed(json, value, Long.MAX_VALUE / 2).event();
    }
}
