package io.sessionstats.job;

import static io.sessionstats.session.SessionFixtures.NASA;
import static io.sessionstats.session.SessionFixtures.STUDIO;
import static io.sessionstats.session.SessionFixtures.at;
import static io.sessionstats.session.SessionFixtures.devices;
import static io.sessionstats.session.SessionFixtures.worker;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.ledger.DeviceChange;
import io.sessionstats.ledger.DeviceChanges;
import io.sessionstats.ledger.Extent;
import io.sessionstats.ledger.ScopeChange;
import io.sessionstats.ledger.ScopeChange.ActiveDevices;
import io.sessionstats.session.PackedEvent;
import io.sessionstats.session.PackedEvent.PackedDetails;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionDetails;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.StatisticsRow;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The device stage in Flink's harness: what it tells and when, and what is left of it. */
class DeviceActivityOperatorTest {

    private static final List<Period> PERIODS = List.of(Period.HOUR, Period.DAY, Period.MONTH);

    private KeyedOneInputStreamOperatorTestHarness<Integer, DeviceChange, ScopeChange> harness;
    private final List<StatisticsRow.OfDevice> told = new ArrayList<>();
    private final PackedEvent.Packer packer = new PackedEvent.Packer();
    private final DeviceChanges changes = new DeviceChanges();

    @BeforeEach
    void open() throws Exception {
        harness = harness(Duration.ofHours(25));
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void deviceIsActiveOnceHoweverManySessionsItHas() throws Exception {
        session(NASA, devices("rover", "console"), "10:00", "10:10");
        session(NASA, devices("rover", "console", "spare"), "10:20", "10:30");

        assertThat(active(Period.HOUR, "10:00")).isEqualTo(Tally.ofDevices(1, 2));
        assertThat(active(Period.DAY, "00:00")).isEqualTo(Tally.ofDevices(1, 2));
        assertThat(active(Period.MONTH, "2026-03-01T00:00:00Z")).isEqualTo(Tally.ofDevices(1, 2));
    }

    @Test
    void deviceInBothRolesCountsInEach() throws Exception {
        session(NASA, devices("robot", "robot"), "10:00", "10:10");
        session(NASA, devices("rover", "robot"), "10:20", "10:30");

        assertThat(active(Period.HOUR, "10:00")).isEqualTo(Tally.ofDevices(2, 1));
        DeviceStatistics robot = lastRow("robot", Period.HOUR, "10:00");
        assertThat(robot.tally().sessions()).isEqualTo(2);
        assertThat(robot.fieldDevices()).containsExactly("robot", "rover");
        assertThat(robot.remoteDevices()).containsExactly("robot");
        assertThat(robot.tally().activeFieldDevices()).isEqualTo(2);
        assertThat(robot.tally().activeRemoteDevices()).isEqualTo(1);
    }

    @Test
    void correctionTakesTheDeviceAwayAgain() throws Exception {
        Extent open = Extent.open(at("10:45"));
        send(NASA, devices("rover"), null, open);
        harness.processWatermark(at("13:00"));
        assertThat(active(Period.HOUR, "12:00")).isEqualTo(Tally.ofDevices(1, 0));
        assertThat(lastRow("rover", Period.HOUR, "12:00").tally().sessions()).isEqualTo(1);

        send(NASA, devices("rover"), open, Extent.ended(at("10:45"), at("11:00"), null));

        assertThat(active(Period.HOUR, "12:00")).isEqualTo(Tally.ZERO);
        assertThat(active(Period.HOUR, "10:00")).isEqualTo(Tally.ofDevices(1, 0));
        assertThat(lastRow("rover", Period.HOUR, "12:00").tally()).isEqualTo(Tally.ZERO);
        assertThat(lastRow("rover", Period.HOUR, "12:00").fieldDevices()).isEmpty();
    }

    @Test
    void dayAndMonthAreToldOnceTheyHaveEndedAndCorrectedAfterThat() throws Exception {
        session(NASA, devices("rover", "console"), "10:00", "10:10");
        assertThat(rows("rover", Period.DAY)).isEmpty();

        harness.processWatermark(at("2026-03-11T00:00:00Z"));
        assertThat(rows("rover", Period.DAY)).hasSize(1);
        assertThat(rows("rover", Period.MONTH)).isEmpty();

        session(NASA, devices("rover", "spare"), "23:00", "23:10");
        assertThat(rows("rover", Period.DAY)).hasSize(2);
        assertThat(lastRow("rover", Period.DAY, "00:00").remoteDevices())
                .containsExactly("console", "spare");

        harness.processWatermark(at("2026-04-01T00:00:00Z"));
        assertThat(lastRow("rover", Period.MONTH, "2026-03-01T00:00:00Z").tally())
                .isEqualTo(new Tally(2, 2, 2, 1_200_000, 1, 2, 0, 0));
    }

    @Test
    void firstVersionOfARowSaysSoAndNoOther() throws Exception {
        session(NASA, devices("rover", "console"), "10:00", "10:10");
        rows("rover", Period.HOUR);
        session(NASA, devices("rover", "console"), "10:20", "10:30");
        restart(Duration.ofHours(25));
        session(NASA, devices("rover", "console"), "10:40", "10:50");
        rows("rover", Period.HOUR);

        assertThat(told)
                .filteredOn(row -> row.statistics().deviceId().equals("rover"))
                .extracting(StatisticsRow.OfDevice::first)
                .containsExactly(true, false, false);
    }

    /** After a restart the watermark comes late: from the slowest subtask upstream. */
    @Test
    void dayThatHasBeenToldIsCorrectedBeforeTheWatermarkIsKnownAgain() throws Exception {
        session(NASA, devices("rover", "console"), "10:00", "10:10");
        harness.processWatermark(at("2026-03-11T00:00:00Z"));
        restart(Duration.ofHours(25));

        session(NASA, devices("rover", "spare"), "23:00", "23:10");
        session(NASA, devices("other", "spare"), "23:00", "23:10");

        assertThat(lastRow("rover", Period.DAY, "00:00").tally().sessions()).isEqualTo(2);
        assertThat(rows("other", Period.DAY)).isEmpty();

        harness.processWatermark(at("2026-03-11T00:00:00Z"));
        assertThat(lastRow("other", Period.DAY, "00:00").tally().sessions()).isEqualTo(1);
    }

    @Test
    void consoleThatManyDevicesMeetIsToldOnceForAllOfThem() throws Exception {
        for (int rover = 0; rover < 1_000; rover++) {
            session(NASA, devices("rover-" + rover, "console"), "10:00", "10:10");
        }

        assertThat(rows("console", Period.HOUR)).hasSize(1);
        assertThat(rows("console", Period.HOUR).get(0).fieldDevices()).hasSize(1_000);
    }

    @Test
    void activityOfManyDevicesIsToldInOneChange() throws Exception {
        for (int rover = 0; rover < 1_000; rover++) {
            session(NASA, devices("rover-" + rover), "10:00", "10:10");
        }
        harness.prepareSnapshotPreBarrier(0);

        assertThat(harness.extractOutputValues()).hasSize(1);
        assertThat(active(Period.HOUR, "10:00")).isEqualTo(Tally.ofDevices(1_000, 0));
    }

    @Test
    void sumsOfZeroAreNotSent() throws Exception {
        Extent open = Extent.open(at("10:45"));
        send(NASA, devices("rover"), null, open);
        harness.processWatermark(at("10:50"));
        harness.getOutput().clear();

        send(NASA, devices("rover"), open, Extent.stopped(at("10:45"), at("11:45"), false));
        send(
                NASA,
                devices("rover"),
                Extent.stopped(at("10:45"), at("11:45"), false),
                Extent.ended(at("10:45"), at("10:50"), null));
        harness.prepareSnapshotPreBarrier(0);

        assertThat(harness.extractOutputValues()).isEmpty();
    }

    @Test
    void leapOfTimeTellsEverythingBeforeItIsForgotten() throws Exception {
        session(NASA, devices("rover", "console"), "10:00", "10:10");

        harness.processWatermark(at("2026-09-01T00:00:00Z"));

        for (Period period : PERIODS) {
            assertThat(rows("rover", period)).as(period.name()).hasSize(1);
            assertThat(rows("rover", period).get(0).tally().sessions()).isEqualTo(1);
        }
        harness.processWatermark(at("2026-09-02T00:00:00Z"));
        assertThat(StageHarness.keptShards(harness)).isZero();
    }

    @Test
    void workersAreCountedAndNotListed() throws Exception {
        session(STUDIO, worker("w1"), "10:00", "10:10");
        session(STUDIO, worker("w1"), "10:10", "10:20");
        harness.processWatermark(at("2026-04-01T00:00:00Z"));

        assertThat(active(Period.HOUR, "10:00")).isEqualTo(Tally.ofDevices(1, 0));
        assertThat(rows("w1", Period.HOUR)).isEmpty();
        assertThat(rows("w1", Period.DAY)).isEmpty();
    }

    @Test
    void bucketsAreForgottenWhenNothingCanChangeThemAnyMore() throws Exception {
        session(NASA, devices("rover", "console"), "10:00", "10:10");
        session(STUDIO, worker("w1"), "10:00", "10:10");
        passTo("2026-04-01T00:00:00Z");
        assertThat(StageHarness.keptShards(harness)).isPositive();

        passTo("2026-04-03T00:00:00Z");

        assertThat(StageHarness.keptShards(harness)).isZero();
    }

    @ParameterizedTest(name = "{0} after 25 hours")
    @ValueSource(strings = {"PT2H", "PT100H"})
    void bucketsOfAnEarlierRunAreForgotten(Duration retention) throws Exception {
        session(NASA, devices("rover", "console"), "10:00", "10:10");
        harness.processWatermark(at("2026-04-01T00:00:00Z"));

        restart(retention);
        assertThat(harness.numKeyedStateEntries()).isPositive();
        passTo("2026-04-07T00:00:00Z");

        assertThat(StageHarness.keptShards(harness)).isZero();
    }

    /** A shard is made anew at the watermark at which nothing was left of it. */
    @Test
    void shardOfWhichNothingWasLeftKnowsTheTime() throws Exception {
        session(NASA, devices("rover"), "10:00", "10:10");
        long millis = at("2026-03-31T22:00:00Z");
        do {
            millis += 3_600_000;
            harness.processWatermark(millis);
        } while (StageHarness.keptShards(harness) > 0);
        harness.getOutput().clear();

        send(NASA, devices("rover"), null, Extent.open(millis - 2 * 3_600_000));

        assertThat(active(Period.HOUR, Instant.ofEpochMilli(millis).toString()))
                .isEqualTo(Tally.ofDevices(1, 0));
    }

    private static KeyedOneInputStreamOperatorTestHarness<Integer, DeviceChange, ScopeChange>
            harness(Duration retention) throws Exception {
        return StageHarness.of(
                new DeviceActivityOperator(ScopeZones.all(ZoneId.of("UTC")), retention.toMillis()),
                DeviceActivityOperator::shard,
                FlowTypes.SCOPE_CHANGE);
    }

    private void restart(Duration retention) throws Exception {
        OperatorSubtaskState snapshot = StageHarness.snapshot(harness);
        takeRows();
        harness.close();
        harness = harness(retention);
        harness.initializeState(snapshot);
        harness.open();
    }

    /** Event time passes an hour at a time, with a barrier after each. */
    private void passTo(String time) throws Exception {
        for (long millis = at("10:00"); millis <= at(time); millis += 3_600_000) {
            harness.processWatermark(millis);
            harness.prepareSnapshotPreBarrier(0);
        }
    }

    private void session(Scope scope, SessionDetails details, String start, String end)
            throws Exception {
        send(scope, details, null, Extent.ended(at(start), at(end), null));
    }

    /** Tells each device of a session that this is what it counts for now. */
    private void send(Scope scope, SessionDetails session, Extent before, Extent after)
            throws Exception {
        PackedDetails start =
                packer.pack(SessionEvent.started(scope, "s", after.startMillis(), session))
                        .details();
        for (DeviceChange change : changes.of(start, before, after)) {
            harness.processElement(change, 0);
        }
    }

    /** What the scope has been told of active devices in a bucket. */
    private Tally active(Period period, String bucketStart) throws Exception {
        harness.prepareSnapshotPreBarrier(0);
        Tally sum = Tally.ZERO;
        for (Object output : harness.getOutput()) {
            if (output instanceof StreamRecord<?> record) {
                for (ActiveDevices devices : ((ScopeChange) record.getValue()).devices()) {
                    if (devices.period() == period && devices.startMillis() == at(bucketStart)) {
                        sum = sum.plus(Tally.ofDevices(devices.field(), devices.remote()));
                    }
                }
            }
        }
        return sum;
    }

    private List<DeviceStatistics> rows(String deviceId, Period period) throws Exception {
        harness.prepareSnapshotPreBarrier(0);
        takeRows();
        return told.stream()
                .map(StatisticsRow.OfDevice::statistics)
                .filter(row -> row.deviceId().equals(deviceId))
                .filter(row -> row.bucket().period() == period)
                .toList();
    }

    private void takeRows() throws Exception {
        for (RowChunk chunk : StageHarness.taken(harness, DeviceActivityOperator.ROWS)) {
            StageHarness.rows(chunk).forEach(row -> told.add((StatisticsRow.OfDevice) row));
        }
    }

    private DeviceStatistics lastRow(String deviceId, Period period, String bucketStart)
            throws Exception {
        return rows(deviceId, period).stream()
                .filter(row -> row.bucket().startMillis() == at(bucketStart))
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
