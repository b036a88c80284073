package io.sessionstats.benchmark;

import static io.sessionstats.benchmark.BenchmarkSettings.EDGE_MILLIS;
import static io.sessionstats.benchmark.BenchmarkSettings.LIMITS;
import static io.sessionstats.benchmark.BenchmarkSettings.ZONES;

import io.sessionstats.benchmark.SessionRecords.Fleet;
import io.sessionstats.ingest.PackedRecord;
import io.sessionstats.ingest.SessionEventJson;
import io.sessionstats.job.DrivenStage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Heap that the state of a session takes: open; open, with what a checkpoint keeps of it; closed
 * but remembered; and that, kept.
 */
class SessionStateBenchmark {

    private final SessionEventJson json = new SessionEventJson();

    @ParameterizedTest
    @EnumSource
    void heapOfASession(Fleet fleet) throws Exception {
        int sessions = BenchmarkSettings.sessions();
        try (DrivenStage<PackedRecord> pairing = DrivenStage.pairing(LIMITS, ZONES, value -> {})) {
            HeapUse heap = new HeapUse(fleet, sessions);
            for (int session = 0; session < sessions; session++) {
                long startMillis = BenchmarkSettings.startMillis(session);
                pairing.process(packed(SessionRecords.start(fleet, session, session, startMillis)));
            }
            pairing.watermark(EDGE_MILLIS);
            heap.print("an open session");
            keep(pairing);
            heap.print("an open session, kept");
            for (int session = 0; session < sessions; session++) {
                pairing.process(packed(SessionRecords.end(fleet, session, EDGE_MILLIS + session)));
            }
            pairing.barrier();
            heap.print("a closed session, kept as an open one");
            keep(pairing);
            heap.print("a closed session, kept");
        }
    }

    private static void keep(DrivenStage<?> stage) throws Exception {
        stage.barrier();
        stage.keep();
    }

    private PackedRecord packed(byte[] value) {
        return SessionRecords.packed(json, value);
    }
}
