package io.sessionstats.benchmark;

import static io.sessionstats.benchmark.BenchmarkSettings.EDGE_MILLIS;
import static io.sessionstats.benchmark.BenchmarkSettings.HOUR_MILLIS;
import static io.sessionstats.benchmark.BenchmarkSettings.LIMITS;
import static io.sessionstats.benchmark.BenchmarkSettings.ZONES;

import io.sessionstats.benchmark.SessionRecords.Fleet;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.ingest.SessionEventJson;
import io.sessionstats.job.DrivenStage;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.statistics.Contribution;
import io.sessionstats.statistics.CountedExtent;
import io.sessionstats.statistics.DeviceContribution;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Heap that the device stage takes for the devices of an open session: in the hour in which it
 * starts (and that hour's day and month), and after each hour edge.
 */
class DeviceStateBenchmark {

    private static final int HOURS = 3;

    private final SessionEventJson json = new SessionEventJson();

    @ParameterizedTest
    @EnumSource
    void heapOfTheDevicesOfASession(Fleet fleet) throws Exception {
        int sessions = BenchmarkSettings.sessions() / 4;
        ZoneCalendar calendar = new ZoneCalendar(ZoneId.of("UTC"));
        try (DrivenStage<DeviceContribution> devices =
                DrivenStage.devices(LIMITS.allowedLatenessMillis(), ZONES, delta -> {})) {
            HeapUse heap = new HeapUse(fleet, sessions);
            for (int hours = 0; hours <= HOURS; hours++) {
                for (int session = 0; session < sessions; session++) {
                    long startMillis = BenchmarkSettings.startMillis(session);
                    SessionEvent event =
                            SessionRecords.parsed(
                                            json,
                                            SessionRecords.start(
                                                    fleet, session, session, startMillis),
                                            Long.MAX_VALUE / 2)
                                    .event()
                                    .event();
                    CountedExtent start = CountedExtent.started(startMillis);
                    List<Contribution> steps =
                            hours == 0
                                    ? start.contributions(calendar)
                                    : at(hours, start, calendar)
                                            .contributionsSince(
                                                    at(hours - 1, start, calendar), calendar);
                    for (DeviceContribution contribution :
                            DeviceContribution.of(event.scope(), event.details(), steps)) {
                        devices.process(contribution);
                    }
                }
                heap.print("devices, hours: " + (hours + 1));
            }
        }
    }

    /** A session that is open after so many hour edges. */
    private static CountedExtent at(int hours, CountedExtent start, ZoneCalendar calendar) {
        return hours == 0
                ? start
                : start.openAt(
                        EDGE_MILLIS + (hours - 1) * HOUR_MILLIS,
                        LIMITS.maxSessionDurationMillis(),
                        calendar);
    }
}
