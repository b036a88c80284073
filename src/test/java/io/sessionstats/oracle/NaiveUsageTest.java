package io.sessionstats.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.oracle.Recomputation.CellRow;
import io.sessionstats.oracle.Recomputation.JobRow;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionDetails;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.session.UsageType;
import io.sessionstats.usage.RateCard;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Cells and names worked out by hand. */
class NaiveUsageTest {

    private static final Scope FARM = Scope.farm("farm");
    private static final long MINUTE = 60_000;

    /** Slots of a quarter of an hour since the epoch. */
    private static final long TEN_O_CLOCK = millis("10:00") / (15 * MINUTE);

    private final List<Step> steps = new ArrayList<>();

    @Test
    void sessionsOfOneKeyAndSlotsAreOneCell() {
        session("a", "10:01", "10:20", compute(1L));
        session("b", "10:05", "10:30", compute(1L));
        session("c", "10:05", "10:31", compute(1L));
        session("d", "10:05", "10:30", compute(2L));

        assertThat(result().cells())
                .isEqualTo(
                        Map.of(
                                new CellRow(key(1), TEN_O_CLOCK, TEN_O_CLOCK + 1),
                                new UsageCell(
                                        TEN_O_CLOCK,
                                        TEN_O_CLOCK + 1,
                                        2,
                                        6 * MINUTE,
                                        20 * MINUTE,
                                        MINUTE,
                                        5 * MINUTE,
                                        5 * MINUTE,
                                        15 * MINUTE,
                                        19 * MINUTE,
                                        25 * MINUTE),
                                new CellRow(key(1), TEN_O_CLOCK, TEN_O_CLOCK + 2),
                                one(0, 2, 5, 1, 26),
                                new CellRow(key(2), TEN_O_CLOCK, TEN_O_CLOCK + 1),
                                one(0, 1, 5, 15, 25)));
    }

    @Test
    void sessionThatEndsOnTheGridEndsInTheSlotBeforeUnlessItHasNoLength() {
        session("a", "10:00", "10:15", compute(1L));
        session("b", "10:15", "10:15", compute(1L));

        assertThat(result().cells())
                .isEqualTo(
                        Map.of(
                                new CellRow(key(1), TEN_O_CLOCK, TEN_O_CLOCK),
                                one(0, 0, 0, 15, 15),
                                new CellRow(key(1), TEN_O_CLOCK + 1, TEN_O_CLOCK + 1),
                                one(1, 1, 0, 0, 0)));
    }

    @Test
    void onlyEndedSessionsOfFarmsAreUsage() {
        steps.add(new Step.Arrival(start("open", "10:00", compute(1L))));
        session("expired", "10:00", "10:00", compute(1L));
        steps.remove(steps.size() - 1);
        steps.add(new Step.WatermarkTo(millis("10:00") + Duration.ofDays(9).toMillis()));

        assertThat(result().expired()).isEqualTo(2);
        assertThat(result().cells()).isEmpty();
    }

    @Test
    void rateOfTheCardIsThatOfWhatTheSessionIs() {
        session("a", "10:00", "10:01", details(UsageType.COMPUTE, null, null, "job"));
        session("b", "10:00", "10:01", details(UsageType.LICENSE, null, null, "job"));
        session("c", "10:00", "10:01", details(UsageType.LICENSE, 0L, null, "job"));

        assertThat(result().cells().keySet())
                .extracting(row -> row.key().hourlyRateMicroUsd())
                .containsExactlyInAnyOrder(7L, 8L, 0L);
    }

    @Test
    void jobIsCalledWhatItsLatestStartSays() {
        session("a", "10:01", "10:02", details(UsageType.COMPUTE, 1L, "b", "job"));
        steps.add(
                new Step.Arrival(start("b", "10:01", details(UsageType.COMPUTE, 1L, "c", "job"))));
        session("c", "10:00", "10:02", details(UsageType.COMPUTE, 1L, "d", "job"));
        session("d", "10:05", "10:06", details(UsageType.COMPUTE, 1L, null, "job"));
        session("e", "10:05", "10:06", details(UsageType.COMPUTE, 1L, "e", null));

        assertThat(result().jobNames()).isEqualTo(Map.of(new JobRow("farm", "job"), "c"));
    }

    private Recomputation result() {
        return NaiveStatistics.compute(
                steps,
                ScopeZones.all(ZoneId.of("UTC")),
                Duration.ofHours(24),
                Duration.ofDays(7),
                Duration.ofMinutes(15),
                new RateCard(Map.of("m5", 7L), Map.of("maya", 8L)));
    }

    private void session(String id, String start, String end, SessionDetails details) {
        steps.add(new Step.Arrival(start(id, start, details)));
        steps.add(new Step.Arrival(SessionEvent.ended(FARM, id, millis(end), null)));
    }

    private static SessionEvent start(String id, String time, SessionDetails details) {
        return SessionEvent.started(FARM, id, millis(time), details);
    }

    private static SessionDetails compute(Long rate) {
        return details(UsageType.COMPUTE, rate, null, "job");
    }

    private static SessionDetails details(UsageType type, Long rate, String jobName, String jobId) {
        return new SessionDetails(
                "queue", null, jobId, jobName, null, "worker", "m5", type, "maya", rate, null,
                List.of());
    }

    private static UsageKey key(long rate) {
        return new UsageKey(
                "farm", "queue", null, "job", null, UsageType.COMPUTE, "m5", "maya", rate);
    }

    /** The cell of one session; slots since ten o'clock, times in minutes. */
    private static UsageCell one(
            long startSlot, long endSlot, long startOffset, long endOffset, long length) {
        return new UsageCell(
                TEN_O_CLOCK + startSlot,
                TEN_O_CLOCK + endSlot,
                1,
                startOffset * MINUTE,
                endOffset * MINUTE,
                startOffset * MINUTE,
                startOffset * MINUTE,
                endOffset * MINUTE,
                endOffset * MINUTE,
                length * MINUTE,
                length * MINUTE);
    }

    private static long millis(String time) {
        return Instant.parse("2026-03-10T" + time + ":00Z").toEpochMilli();
    }
}
