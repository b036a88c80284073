package io.sessionstats.job;

import static io.sessionstats.session.SessionFixtures.NASA;
import static io.sessionstats.session.SessionFixtures.STUDIO;
import static io.sessionstats.session.SessionFixtures.at;
import static io.sessionstats.session.SessionFixtures.end;
import static io.sessionstats.session.SessionFixtures.received;
import static io.sessionstats.session.SessionFixtures.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.ingest.ReceivedEvent;
import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.ingest.RejectionReason;
import io.sessionstats.pairing.PairingLimits;
import io.sessionstats.session.Quality;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.statistics.BucketDelta;
import io.sessionstats.statistics.DeviceContribution;
import io.sessionstats.statistics.Tally;
import io.sessionstats.usage.RateCard;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pairing function and its operator in Flink's harness: state, timers, watermarks. */
class SessionPairingTest {

    private static final long WALL_CLOCK = at("2026-06-01T00:00:00Z");

    private KeyedOneInputStreamOperatorTestHarness<String, ReceivedEvent, BucketDelta> harness;

    @BeforeEach
    void open() throws Exception {
        harness = harness(true);
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void sessionGoesToHourDayAndMonthAndToItsDevices() throws Exception {
        process(start("s", "10:00"), end("s", "10:30", Quality.GOOD));

        assertThat(sum(Period.HOUR, "10:00")).isEqualTo(new Tally(1, 1, 1, 1_800_000, 0, 0, 1, 1));
        assertThat(sum(Period.DAY, "00:00")).isEqualTo(new Tally(1, 1, 1, 1_800_000, 0, 0, 1, 1));
        assertThat(sum(Period.MONTH, "2026-03-01T00:00:00Z").sessions()).isEqualTo(1);
        assertThat(devices())
                .extracting(DeviceContribution::deviceId)
                .containsExactly("rover", "console", "rover", "console");
    }

    @Test
    void workerOfAFarmIsToldOnlyOfBucketsItTouches() throws Exception {
        process(start(STUDIO, "s", "10:00"), SessionEvent.ended(STUDIO, "s", at("10:30"), null));

        assertThat(devices()).extracting(DeviceContribution::deviceId).containsExactly("worker");
    }

    @Test
    void sameSessionIdInAnotherScopeIsAnotherSession() throws Exception {
        process(start(NASA, "s", "10:00"), start(STUDIO, "s", "10:00"));

        assertThat(harness.numKeyedStateEntries()).isEqualTo(2);
        assertThat(rejected()).isEmpty();
    }

    @Test
    void openSessionHasOneTimerAndTimeMovesIt() throws Exception {
        process(start("s", "10:15"));
        assertThat(harness.numEventTimeTimers()).isEqualTo(1);

        harness.processWatermark(at("14:59"));
        assertThat(harness.numEventTimeTimers()).isEqualTo(1);
        assertThat(sum(Period.DAY, "00:00").durationMillis())
                .isEqualTo(Duration.ofMinutes(225).toMillis());
        assertThat(sum(Period.HOUR, "14:00").sessions()).isEqualTo(1);
        assertThat(sum(Period.HOUR, "15:00").sessions()).isZero();
    }

    @Test
    void nothingIsLeftOfAClosedAnExpiredAndAnUnmatchedSession() throws Exception {
        process(
                start("closed", "10:00"),
                end("closed", "10:30"),
                end("closed", "10:30"),
                start("expired", "10:00"),
                end("unmatched", "10:00"));
        assertThat(harness.numKeyedStateEntries()).isEqualTo(3);
        assertThat(harness.numEventTimeTimers()).isEqualTo(3);

        harness.processWatermark(at("2026-03-18T10:00:00.001Z"));

        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
        assertThat(rejected())
                .extracting(RejectedEvent::reason)
                .containsExactly(RejectionReason.UNMATCHED);
    }

    @Test
    void gateKeepsTheHighestWatermarkOverARestart() throws Exception {
        process(start("s", "10:00"));
        harness.processWatermark(at("2026-03-11T12:00:00Z"));
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();

        harness = harness(true);
        harness.initializeState(snapshot);
        harness.open();
        process(start("late", "11:59:59.999"), end("s", "12:00", Quality.BAD));

        assertThat(harness.getOutput())
                .first()
                .isEqualTo(new Watermark(at("2026-03-11T12:00:00Z")));
        assertThat(rejected())
                .extracting(RejectedEvent::reason)
                .containsExactly(RejectionReason.TOO_LATE);
        assertThat(sum(Period.HOUR, "12:00").sessions())
                .as("what was counted before the restart is taken back")
                .isEqualTo(-1);
        assertThat(sum(Period.HOUR, "11:00")).isEqualTo(new Tally(0, 0, 1, 0, 0, 0, 1, 0));
    }

    /** The buckets and the sessions of that time are forgotten: what came would count anew. */
    @Test
    void gateDoesNotGoBackWhenMoreLatenessIsAllowedAfterARestart() throws Exception {
        process(start("s", "10:00"), end("s", "10:30"));
        harness.processWatermark(at("2026-03-11T12:00:00Z"));
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();

        harness = harness(true, Duration.ofDays(2));
        harness.initializeState(snapshot);
        harness.open();
        process(start("s", "10:00"), end("s", "10:30"), start("t", "12:00"));
        harness.processWatermark(at("2026-03-12T12:00:00Z"));
        OperatorSubtaskState laterSnapshot = harness.snapshot(2, 2);
        harness.close();

        assertThat(rejected())
                .extracting(RejectedEvent::reason)
                .containsExactly(RejectionReason.TOO_LATE, RejectionReason.TOO_LATE);
        harness = harness(true, Duration.ofDays(2));
        harness.initializeState(laterSnapshot);
        harness.open();
        process(end("t", "12:00"));
        assertThat(harness.getSideOutput(SessionPairing.REJECTED)).isNull();
    }

    @Test
    void quietTopicMovesOnWithTheWallClockAndDownstreamIsNeverIdle() throws Exception {
        process(start("s", "10:15"));
        harness.processWatermark(at("10:59:58"));
        harness.processWatermarkStatus(WatermarkStatus.IDLE);

        harness.setProcessingTime(WALL_CLOCK + 1_000);
        assertThat(watermarkMillis()).isEqualTo(at("10:59:59"));

        harness.setProcessingTime(WALL_CLOCK + 2_000);
        assertThat(watermarkMillis()).isEqualTo(at("11:00"));
        assertThat(sum(Period.HOUR, "11:00").sessions()).isEqualTo(1);

        harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
        harness.setProcessingTime(WALL_CLOCK + 60_000);
        assertThat(watermarkMillis()).isEqualTo(at("11:00"));
        assertThat(harness.getOutput()).noneMatch(WatermarkStatus.class::isInstance);
    }

    @Test
    void quietTopicStandsStillWhereAdvanceIsOff() throws Exception {
        harness.close();
        harness = harness(false);
        harness.open();
        harness.processWatermark(at("10:59:58"));
        harness.processWatermarkStatus(WatermarkStatus.IDLE);

        harness.setProcessingTime(WALL_CLOCK + 60_000);

        assertThat(watermarkMillis()).isEqualTo(at("10:59:58"));
    }

    @Test
    void endOfInputDoesNotEndTime() throws Exception {
        process(start("s", "10:15"));

        harness.processWatermark(at("11:30"));
        harness.processWatermark(Watermark.MAX_WATERMARK);

        assertThat(watermarkMillis()).isEqualTo(at("11:30"));
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ReceivedEvent, BucketDelta>
            harness(boolean movesOnWhenQuiet) throws Exception {
        return harness(movesOnWhenQuiet, Duration.ofHours(24));
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ReceivedEvent, BucketDelta>
            harness(boolean movesOnWhenQuiet, Duration allowedLateness) throws Exception {
        PairingLimits limits =
                new PairingLimits(allowedLateness.toMillis(), Duration.ofDays(7).toMillis());
        var harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new SessionPairingOperator(
                                new SessionPairing(
                                        limits, ScopeZones.all(ZoneId.of("UTC")), RateCard.EMPTY),
                                movesOnWhenQuiet),
                        SessionPairing::key,
                        Types.STRING);
        ((SerializerConfigImpl) harness.getExecutionConfig().getSerializerConfig())
                .setGenericTypes(false);
        harness.setProcessingTime(WALL_CLOCK);
        return harness;
    }

    private void process(SessionEvent... events) throws Exception {
        for (SessionEvent event : events) {
            harness.processElement(received(event), event.timeMillis());
        }
    }

    private Tally sum(Period period, String bucketStart) {
        Tally sum = Tally.ZERO;
        for (Object output : harness.getOutput()) {
            if (output instanceof StreamRecord<?> record
                    && record.getValue() instanceof BucketDelta delta
                    && delta.period() == period
                    && delta.startMillis() == at(bucketStart)) {
                sum = sum.plus(delta.tally());
            }
        }
        return sum;
    }

    private long watermarkMillis() {
        return harness.getOutput().stream()
                .filter(Watermark.class::isInstance)
                .mapToLong(watermark -> ((Watermark) watermark).getTimestamp())
                .max()
                .orElseThrow();
    }

    private List<DeviceContribution> devices() {
        List<DeviceContribution> devices = new ArrayList<>();
        harness.getSideOutput(SessionPairing.DEVICES).forEach(r -> devices.add(r.getValue()));
        return devices;
    }

    private List<RejectedEvent> rejected() {
        List<RejectedEvent> rejected = new ArrayList<>();
        var records = harness.getSideOutput(SessionPairing.REJECTED);
        if (records != null) {
            records.forEach(record -> rejected.add(record.getValue()));
        }
        return rejected;
    }
}
