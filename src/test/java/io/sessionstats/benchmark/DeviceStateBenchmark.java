package io.sessionstats.benchmark;

import static io.sessionstats.benchmark.BenchmarkSettings.EDGE_MILLIS;
import static io.sessionstats.benchmark.BenchmarkSettings.HOUR_MILLIS;
import static io.sessionstats.benchmark.BenchmarkSettings.LIMITS;
import static io.sessionstats.benchmark.BenchmarkSettings.ZONES;

import io.sessionstats.benchmark.SessionRecords.Fleet;
import io.sessionstats.ingest.SessionEventJson;
import io.sessionstats.job.DrivenStage;
import io.sessionstats.ledger.DeviceChange;
import io.sessionstats.ledger.DeviceChanges;
import io.sessionstats.ledger.Extent;
import io.sessionstats.session.PackedEvent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Heap that the device stage takes for the devices of an open session, with what a checkpoint keeps
 * of them: in the hour in which it starts (and that hour's day and month), and after each hour
 * edge.
 */
class DeviceStateBenchmark {

    private static final int HOURS = 3;

    private final SessionEventJson json = new SessionEventJson();
    private final DeviceChanges changes = new DeviceChanges();

    @ParameterizedTest
    @EnumSource
    void heapOfTheDevicesOfASession(Fleet fleet) throws Exception {
        int sessions = BenchmarkSettings.sessions() / 4;
        try (DrivenStage<DeviceChange> devices =
                DrivenStage.devices(LIMITS.allowedLatenessMillis(), ZONES, value -> {})) {
            HeapUse heap = new HeapUse(fleet, sessions);
            for (int session = 0; session < sessions; session++) {
                long startMillis = BenchmarkSettings.startMillis(session);
                PackedEvent event =
                        SessionRecords.packed(
                                        json,
                                        SessionRecords.start(fleet, session, session, startMillis))
                                .event();
                for (DeviceChange change :
                        changes.of(event.details(), null, Extent.open(startMillis))) {
                    devices.process(change);
                }
            }
            for (int hours = 0; hours <= HOURS; hours++) {
                if (hours > 0) {
                    devices.watermark(EDGE_MILLIS + (hours - 1) * HOUR_MILLIS);
                }
                devices.barrier();
                devices.keep();
                heap.print("devices, hours: " + (hours + 1));
            }
        }
    }
}
