package io.sessionstats.job;

import static io.sessionstats.session.SessionFixtures.NASA;
import static io.sessionstats.session.SessionFixtures.STUDIO;
import static io.sessionstats.session.SessionFixtures.at;
import static io.sessionstats.session.SessionFixtures.devices;
import static io.sessionstats.session.SessionFixtures.end;
import static io.sessionstats.session.SessionFixtures.received;
import static io.sessionstats.session.SessionFixtures.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.ingest.PackedRecord;
import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.ingest.RejectionReason;
import io.sessionstats.ledger.DeviceChange;
import io.sessionstats.ledger.DeviceTable;
import io.sessionstats.ledger.Extent;
import io.sessionstats.ledger.HourEdges;
import io.sessionstats.ledger.ScopeChange;
import io.sessionstats.pairing.PairingLimits;
import io.sessionstats.session.PackedEvent.PackedDetails;
import io.sessionstats.session.Quality;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.statistics.Tally;
import io.sessionstats.usage.RateCard;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pairing stage in Flink's harness: state, batches, watermarks. */
class SessionPairingOperatorTest {

    private static final long WALL_CLOCK = at("2026-06-01T00:00:00Z");
    private static final ZoneCalendar UTC = new ZoneCalendar(ZoneId.of("UTC"));

    private KeyedOneInputStreamOperatorTestHarness<Integer, PackedRecord, ScopeChange> harness;

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
    void sessionGoesToItsScopeAndToItsDevices() throws Exception {
        process(start("s", "10:00"), end("s", "10:30", Quality.GOOD));

        Extent extent = Extent.ended(at("10:00"), at("10:30"), Quality.GOOD);
        assertThat(told())
                .extracting(
                        SessionPairingOperatorTest::deviceId,
                        DeviceChange::roles,
                        DeviceChange::before,
                        DeviceChange::after)
                .containsExactly(
                        tuple("console", DeviceTable.REMOTE, null, extent),
                        tuple("rover", DeviceTable.FIELD, null, extent));
        assertThat(tally(NASA, Period.HOUR, "10:00"))
                .isEqualTo(new Tally(1, 1, 1, 1_800_000, 0, 0, 1, 1));
    }

    @Test
    void workerOfAFarmIsItsFieldDevice() throws Exception {
        process(start(STUDIO, "s", "10:00"), SessionEvent.ended(STUDIO, "s", at("10:30"), null));

        assertThat(told())
                .extracting(SessionPairingOperatorTest::deviceId, DeviceChange::roles)
                .containsExactly(tuple("worker", DeviceTable.FIELD));
    }

    @Test
    void deviceInBothRolesIsToldOnceOfBoth() throws Exception {
        process(
                SessionEvent.started(NASA, "s", at("10:00"), devices("robot", "desk", "robot")),
                end("s", "10:30"));

        assertThat(told())
                .extracting(SessionPairingOperatorTest::deviceId, DeviceChange::roles)
                .containsExactly(
                        tuple("desk", DeviceTable.REMOTE),
                        tuple("robot", DeviceTable.FIELD | DeviceTable.REMOTE));
    }

    @Test
    void sameSessionIdInAnotherScopeIsAnotherSession() throws Exception {
        process(start(NASA, "s", "10:00"), start(STUDIO, "s", "10:00"));

        assertThat(tally(NASA, Period.HOUR, "10:00").sessions()).isEqualTo(1);
        assertThat(tally(STUDIO, Period.HOUR, "10:00").sessions()).isEqualTo(1);
        assertThat(rejected()).isEmpty();
    }

    @Test
    void deviceOfTheSameIdInAnotherScopeIsAnotherDevice() throws Exception {
        Scope other = Scope.project("esa");
        process(
                SessionEvent.started(NASA, "s", at("10:00"), devices("rover")),
                SessionEvent.started(other, "s", at("10:00"), devices("rover")));
        flush();

        assertThat(told()).extracting(DeviceChange::keyHigh).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void openSessionIsToldOnceHoweverLongItGoesOn() throws Exception {
        process(start("s", "10:15"));

        for (int hour = 11; hour < 20; hour++) {
            harness.processWatermark(at(hour + ":01"));
        }

        assertThat(changes(NASA)).hasSize(1);
        assertThat(told()).hasSize(2);
        assertThat(tally(NASA, Period.DAY, "00:00").durationMillis())
                .isEqualTo(Duration.ofMinutes(8 * 60 + 45).toMillis());
        assertThat(tally(NASA, Period.HOUR, "19:00").sessions()).isEqualTo(1);
        assertThat(tally(NASA, Period.HOUR, "20:00").sessions()).isZero();
    }

    @Test
    void manySessionsOfAScopeAreToldInOneChange() throws Exception {
        for (int session = 0; session < 1_000; session++) {
            process(start("s" + session, "10:00"), end("s" + session, "12:00"));
        }
        assertThat(changes(NASA)).as("before the batch is over").isEmpty();

        flush();

        assertThat(changes(NASA)).hasSize(1);
        assertThat(tally(NASA, Period.HOUR, "11:00").sessions()).isEqualTo(1_000);
    }

    @Test
    void whatABatchCountsGoesOnBeforeTheWatermark() throws Exception {
        process(start("s", "10:15"), start("t", "10:15"), end("t", "10:20"));

        harness.processWatermark(at("10:21"));

        assertThat(harness.getOutput()).hasSize(2).last().isEqualTo(new Watermark(at("10:21")));
    }

    @Test
    void whatABatchCountsGoesOnBeforeABarrier() throws Exception {
        process(start("s", "10:15"));
        assertThat(harness.getOutput()).as("an end may come in the same batch").isEmpty();

        flush();

        assertThat(changes(NASA)).hasSize(1);
        assertThat(told()).hasSize(2);
    }

    @Test
    void whatABatchCountsGoesOnWhenTheInputEnds() throws Exception {
        process(start("s", "10:15"));

        harness.endInput();

        assertThat(changes(NASA)).hasSize(1);
    }

    @Test
    void nothingIsLeftOfAClosedAnExpiredAndAnUnmatchedSession() throws Exception {
        process(
                start("closed", "10:00"),
                end("closed", "10:30"),
                end("closed", "10:30"),
                start("expired", "10:00"),
                end("unmatched", "10:00"));
        assertThat(StageHarness.keptShards(harness)).isEqualTo(3);

        harness.processWatermark(at("2026-03-18T10:00:00.001Z"));

        assertThat(StageHarness.keptShards(harness)).isZero();
        assertThat(rejected())
                .extracting(RejectedEvent::reason)
                .containsExactly(RejectionReason.UNMATCHED);
    }

    @Test
    void gateKeepsTheHighestWatermarkOverARestart() throws Exception {
        process(start("s", "10:00"));
        harness.processWatermark(at("2026-03-11T12:00:00Z"));
        OperatorSubtaskState snapshot = StageHarness.snapshot(harness);
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
        assertThat(told())
                .as("what was counted before the restart is taken back")
                .extracting(DeviceChange::before, DeviceChange::after)
                .containsOnly(
                        tuple(
                                Extent.open(at("10:00")),
                                Extent.ended(at("10:00"), at("12:00"), Quality.BAD)));
        assertThat(tally(NASA, Period.HOUR, "12:00").sessions()).isEqualTo(-1);
        assertThat(tally(NASA, Period.HOUR, "11:00")).isEqualTo(new Tally(0, 0, 1, 0, 0, 0, 1, 0));
    }

    /** The buckets and the sessions of that time are forgotten: what came would count anew. */
    @Test
    void gateDoesNotGoBackWhenMoreLatenessIsAllowedAfterARestart() throws Exception {
        process(start("s", "10:00"), end("s", "10:30"));
        harness.processWatermark(at("2026-03-11T12:00:00Z"));
        OperatorSubtaskState snapshot = StageHarness.snapshot(harness);
        harness.close();

        harness = harness(true, Duration.ofDays(2));
        harness.initializeState(snapshot);
        harness.open();
        process(start("s", "10:00"), end("s", "10:30"), start("t", "12:00"));
        harness.processWatermark(at("2026-03-12T12:00:00Z"));
        OperatorSubtaskState laterSnapshot = StageHarness.snapshot(harness);
        harness.close();

        assertThat(rejected())
                .extracting(RejectedEvent::reason)
                .containsExactly(RejectionReason.TOO_LATE, RejectionReason.TOO_LATE);
        harness = harness(true, Duration.ofDays(2));
        harness.initializeState(laterSnapshot);
        harness.open();
        process(end("t", "12:00"));
        assertThat(rejected()).isEmpty();
    }

    /** Also in shards that no event comes for any more. */
    @Test
    void limitsOfThisRunDecideAboutEverySessionAtOnce() throws Exception {
        for (int session = 0; session < 20; session++) {
            process(start("s" + session, "10:00"));
        }
        harness.processWatermark(at("2026-03-11T12:00:00Z"));
        OperatorSubtaskState snapshot = StageHarness.snapshot(harness);
        harness.close();

        harness = harness(true, Duration.ofHours(1), Duration.ofHours(2));
        harness.initializeState(snapshot);
        harness.open();

        assertThat(StageHarness.keptShards(harness)).as("all have expired").isZero();
        assertThat(told())
                .extracting(DeviceChange::after)
                .filteredOn(extent -> extent.stage() == Extent.Stage.ENDED)
                .hasSize(40)
                .containsOnly(
                        Extent.stopped(at("10:00"), at("2026-03-11T12:00:00Z"), true).expired());
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

        harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
        harness.setProcessingTime(WALL_CLOCK + 60_000);
        assertThat(watermarkMillis()).isEqualTo(at("11:00"));
        assertThat(harness.getOutput()).noneMatch(WatermarkStatus.class::isInstance);
    }

    /** It came before the topic was quiet, and is worked on by the time of its coming. */
    @Test
    void eventAtTheEdgeOfTheAllowedLatenessCountsThoughTimeMovesOnBeforeItsBatchIsOver()
            throws Exception {
        harness.processWatermark(at("2026-03-11T10:00:00Z"));
        process(start("by the watermark", "10:00"));
        harness.processWatermark(at("2026-03-11T10:00:01Z"));
        process(start("by itself", "10:00:01"));
        harness.processWatermarkStatus(WatermarkStatus.IDLE);

        harness.setProcessingTime(WALL_CLOCK + 2_000);

        assertThat(watermarkMillis()).isGreaterThan(at("2026-03-11T10:00:01Z"));
        assertThat(rejected()).isEmpty();
        assertThat(tally(NASA, Period.HOUR, "10:00").sessions()).isEqualTo(2);
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

    private static KeyedOneInputStreamOperatorTestHarness<Integer, PackedRecord, ScopeChange>
            harness(boolean movesOnWhenQuiet) throws Exception {
        return harness(movesOnWhenQuiet, Duration.ofHours(24));
    }

    private static KeyedOneInputStreamOperatorTestHarness<Integer, PackedRecord, ScopeChange>
            harness(boolean movesOnWhenQuiet, Duration allowedLateness) throws Exception {
        return harness(movesOnWhenQuiet, allowedLateness, Duration.ofDays(7));
    }

    private static KeyedOneInputStreamOperatorTestHarness<Integer, PackedRecord, ScopeChange>
            harness(boolean movesOnWhenQuiet, Duration allowedLateness, Duration maxDuration)
                    throws Exception {
        PairingLimits limits =
                new PairingLimits(allowedLateness.toMillis(), maxDuration.toMillis());
        var harness =
                StageHarness.of(
                        new SessionPairingOperator(
                                limits,
                                ScopeZones.all(ZoneId.of("UTC")),
                                RateCard.EMPTY,
                                movesOnWhenQuiet),
                        SessionPairingOperator::shard,
                        FlowTypes.SCOPE_CHANGE);
        harness.setProcessingTime(WALL_CLOCK);
        return harness;
    }

    private void process(SessionEvent... events) throws Exception {
        for (SessionEvent event : events) {
            harness.processElement(received(event), event.timeMillis());
        }
    }

    private void flush() throws Exception {
        harness.prepareSnapshotPreBarrier(0);
    }

    private List<ScopeChange> changes(Scope scope) {
        List<ScopeChange> changes = new ArrayList<>();
        for (Object output : harness.getOutput()) {
            if (output instanceof StreamRecord<?> record
                    && record.getValue() instanceof ScopeChange change
                    && change.scope().equals(scope)) {
                changes.add(change);
            }
        }
        return changes;
    }

    /** What the scope has been told of a bucket, by the time that it has been told. */
    private Tally tally(Scope scope, Period period, String bucketStart) throws Exception {
        flush();
        HourEdges edges = new HourEdges();
        changes(scope).forEach(change -> edges.addAll(change.edges()));
        Bucket bucket = UTC.bucket(period, at(bucketStart));
        long runningHour =
                harness.getOutput().stream().anyMatch(Watermark.class::isInstance)
                        ? UTC.hourStart(watermarkMillis())
                        : Long.MIN_VALUE;
        return edges.tally(bucket.startMillis(), bucket.endMillis(), runningHour, UTC);
    }

    private long watermarkMillis() {
        return harness.getOutput().stream()
                .filter(Watermark.class::isInstance)
                .mapToLong(watermark -> ((Watermark) watermark).getTimestamp())
                .max()
                .orElseThrow();
    }

    private static String deviceId(DeviceChange change) {
        return new PackedDetails(change.bytes()).text(change.deviceAt());
    }

    private List<DeviceChange> told() throws Exception {
        flush();
        List<DeviceChange> devices = new ArrayList<>();
        var records = harness.getSideOutput(SessionPairingOperator.DEVICES);
        if (records != null) {
            records.forEach(record -> devices.add(record.getValue()));
        }
        return devices;
    }

    private List<RejectedEvent> rejected() throws Exception {
        flush();
        return StageHarness.taken(harness, SessionPairingOperator.REJECTED);
    }
}
