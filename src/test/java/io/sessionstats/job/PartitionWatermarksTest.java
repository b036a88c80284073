package io.sessionstats.job;

import static io.sessionstats.session.SessionFixtures.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.ingest.ParsedRecord;
import io.sessionstats.ingest.RejectionReason;
import io.sessionstats.session.SessionFixtures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.util.clock.ManualClock;
import org.junit.jupiter.api.Test;

class PartitionWatermarksTest {

    private final List<Object> emitted = new ArrayList<>();
    private final ManualClock activityClock = new ManualClock();
    private final ReaderActivity reader = new ReaderActivity();
    private PartitionWatermarks watermarks = watermarks(Duration.ofSeconds(60));

    private final WatermarkOutput output =
            new WatermarkOutput() {
                @Override
                public void emitWatermark(Watermark watermark) {
                    emitted.add(Instant.ofEpochMilli(watermark.getTimestamp()).toString());
                }

                @Override
                public void markIdle() {
                    emitted.add("idle");
                }

                @Override
                public void markActive() {
                    emitted.add("active");
                }
            };

    @Test
    void staysTheDisorderBoundBehindTheLatestEvent() {
        event("10:00");
        event("09:00");
        watermarks.onPeriodicEmit(output);

        assertThat(emitted).containsExactly("2026-03-10T09:59:49.999Z");
    }

    @Test
    void eventOfAClockThatIsFastMovesTimeNoFurtherThanTheWallClock() {
        event("12:09");
        watermarks.onPeriodicEmit(output);

        assertThat(emitted).containsExactly("2026-03-10T11:59:49.999Z");
    }

    @Test
    void partitionWithoutEventsFallsIdleOnceAndWakesWithTheNextEvent() {
        event("10:00");
        watermarks.onPeriodicEmit(output);
        passSeconds(59);
        assertThat(emitted).doesNotContain("idle");
        passSeconds(1);
        passSeconds(100);
        event("10:01");
        passSeconds(0);

        assertThat(emitted)
                .containsExactly(
                        "2026-03-10T09:59:49.999Z",
                        "2026-03-10T09:59:49.999Z",
                        "2026-03-10T09:59:49.999Z",
                        "idle",
                        "2026-03-10T10:00:49.999Z");
    }

    @Test
    void emptyPartitionFallsIdleToo() {
        passSeconds(60);

        assertThat(emitted).containsExactly("idle");
    }

    @Test
    void rejectedRecordsNeitherMoveTimeNorKeepItWaiting() {
        event("10:00");
        watermarks.onPeriodicEmit(output);
        passSeconds(59);
        watermarks.onEvent(
                ParsedRecord.rejected(RejectionReason.FUTURE, "time", null),
                at("2099-01-01T00:00:00Z"),
                output);
        passSeconds(1);

        assertThat(emitted)
                .containsExactly(
                        "2026-03-10T09:59:49.999Z",
                        "2026-03-10T09:59:49.999Z",
                        "2026-03-10T09:59:49.999Z",
                        "idle");
    }

    @Test
    void shortPatienceIsForReadersWithNothingElseToRead() {
        watermarks = watermarks(Duration.ofSeconds(1));
        event("10:00");
        for (int second = 0; second < 9; second++) {
            reader.onEvent();
            passSeconds(1);
        }
        assertThat(emitted).as("while other partitions are read").doesNotContain("idle");

        passSeconds(1);
        assertThat(emitted).last().isEqualTo("idle");
    }

    @Test
    void shortPatienceIsForPartitionsThatHaveBegun() {
        watermarks = watermarks(Duration.ofSeconds(1));

        passSeconds(9);
        assertThat(emitted).isEmpty();

        passSeconds(1);
        assertThat(emitted).containsExactly("idle");
    }

    /** Others may have as much to read, and their turn may be yet to come. */
    @Test
    void leapAfterAQuietTimeWaitsAndHoldsTheOthersBack() {
        event("08:00");
        passSeconds(0);
        passSeconds(60);
        emitted.clear();

        event("09:59");
        passSeconds(0);
        passSeconds(9);
        assertThat(emitted).containsExactly("active");

        passSeconds(1);
        assertThat(emitted).containsExactly("active", "2026-03-10T09:58:49.999Z");
    }

    @Test
    void firstEventAfterAQuietTimeWaitsToo() {
        passSeconds(60);
        event("10:00");
        passSeconds(0);
        passSeconds(9);
        assertThat(emitted).containsExactly("idle", "active");

        passSeconds(1);
        assertThat(emitted).last().isEqualTo("2026-03-10T09:59:49.999Z");
    }

    @Test
    void leapOutOfASteadyFlowWaitsOnceForTheWholeBacklog() {
        event("01:00");
        passSeconds(0);
        passSeconds(31);
        event("01:01");
        passSeconds(0);
        emitted.clear();

        event("04:00");
        passSeconds(0);
        event("05:00");
        passSeconds(9);
        assertThat(emitted).containsExactly("active");

        event("06:00");
        passSeconds(1);
        event("09:00");
        passSeconds(1);
        assertThat(emitted)
                .containsExactly("active", "2026-03-10T05:59:49.999Z", "2026-03-10T08:59:49.999Z");
    }

    @Test
    void backlogAtTheStartDoesNotWait() {
        event("01:00");
        passSeconds(0);
        event("09:00");
        passSeconds(0);

        assertThat(emitted).containsExactly("2026-03-10T00:59:49.999Z", "2026-03-10T08:59:49.999Z");
    }

    @Test
    void impatientPartitionIsNotIdleWhileItWaits() {
        watermarks = watermarks(Duration.ofSeconds(1));
        passSeconds(10);
        event("10:00");
        passSeconds(0);
        for (int second = 0; second < 10; second++) {
            passSeconds(1);
        }

        assertThat(emitted).containsExactly("idle", "active", "2026-03-10T09:59:49.999Z", "idle");
    }

    private PartitionWatermarks watermarks(Duration idleTimeout) {
        return new PartitionWatermarks(
                Duration.ofSeconds(10),
                idleTimeout,
                Duration.ofHours(1),
                Clock.fixed(Instant.ofEpochMilli(at("12:00")), ZoneOffset.UTC),
                activityClock,
                reader);
    }

    private void event(String time) {
        var received = SessionFixtures.received(SessionFixtures.start("s", time));
        watermarks.onEvent(
                ParsedRecord.event(received.event(), received.source()), at(time), output);
    }

    private void passSeconds(long seconds) {
        activityClock.advanceTime(Duration.ofSeconds(seconds));
        watermarks.onPeriodicEmit(output);
    }
}
