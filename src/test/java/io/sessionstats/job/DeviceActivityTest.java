package io.sessionstats.job;

import static io.sessionstats.session.SessionFixtures.NASA;
import static io.sessionstats.session.SessionFixtures.STUDIO;
import static io.sessionstats.session.SessionFixtures.at;
import static io.sessionstats.session.SessionFixtures.devices;
import static io.sessionstats.session.SessionFixtures.worker;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionDetails;
import io.sessionstats.statistics.BucketDelta;
import io.sessionstats.statistics.Contribution;
import io.sessionstats.statistics.CountedExtent;
import io.sessionstats.statistics.DeviceContribution;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.Tally;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceActivityTest {

    private static final ZoneCalendar UTC = new ZoneCalendar(ZoneId.of("UTC"));

    private KeyedOneInputStreamOperatorTestHarness<String, DeviceContribution, BucketDelta> harness;

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
        CountedExtent open =
                CountedExtent.started(at("10:45")).openAt(at("13:00"), 86_400_000, UTC);
        CountedExtent ended = CountedExtent.ended(at("10:45"), at("11:00"), null);
        send(NASA, devices("rover"), open.contributions(UTC));
        assertThat(active(Period.HOUR, "12:00")).isEqualTo(Tally.ofDevices(1, 0));

        send(NASA, devices("rover"), ended.contributionsSince(open, UTC));

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

    /** After a restart the watermark comes late: from the slowest subtask upstream. */
    @Test
    void dayThatHasBeenToldIsCorrectedBeforeTheWatermarkIsKnownAgain() throws Exception {
        session(NASA, devices("rover", "console"), "10:00", "10:10");
        harness.processWatermark(at("2026-03-11T00:00:00Z"));
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = harness(Duration.ofHours(25));
        harness.initializeState(snapshot);
        harness.open();

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
    void manyDevicesDoNotPileUpUntilTheNextWatermark() throws Exception {
        for (int rover = 0; rover < 10_000; rover++) {
            session(NASA, devices("rover-" + rover), "10:00", "10:10");
        }

        assertThat(harness.getSideOutput(DeviceActivity.ROWS)).hasSize(10_000);
    }

    @Test
    void leapOfTimeTellsEverythingBeforeItIsForgotten() throws Exception {
        session(NASA, devices("rover", "console"), "10:00", "10:10");

        harness.processWatermark(at("2026-09-01T00:00:00Z"));

        for (Period period : Contribution.PERIODS) {
            assertThat(rows("rover", period)).as(period.name()).hasSize(1);
            assertThat(rows("rover", period).get(0).tally().sessions()).isEqualTo(1);
        }
        assertThat(harness.numKeyedStateEntries()).isZero();
    }

    @Test
    void deviceHasFewTimersForManyHours() throws Exception {
        session(NASA, devices("rover"), "00:10", "23:50");

        // Of the first hour, which leads to the others, and of the ends of the day and the month
        assertThat(harness.numEventTimeTimers()).isEqualTo(3);
        harness.processWatermark(at("2026-03-11T12:00:00Z"));
        assertThat(harness.numEventTimeTimers()).isLessThanOrEqualTo(3);
        harness.processWatermark(at("2026-04-02T01:00:00Z"));
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    @Test
    void workersAreCountedAndNotListed() throws Exception {
        session(STUDIO, worker("w1"), "10:00", "10:10");
        session(STUDIO, worker("w1"), "10:10", "10:20");
        harness.processWatermark(at("2026-04-01T00:00:00Z"));

        assertThat(active(Period.HOUR, "10:00")).isEqualTo(Tally.ofDevices(1, 0));
        assertThat(harness.getSideOutput(DeviceActivity.ROWS)).isNull();
    }

    @Test
    void bucketsAreForgottenWhenNothingCanChangeThemAnyMore() throws Exception {
        session(NASA, devices("rover", "console"), "10:00", "10:10");
        session(STUDIO, worker("w1"), "10:00", "10:10");
        assertThat(harness.numKeyedStateEntries()).isPositive();

        harness.processWatermark(at("2026-04-02T01:00:00Z"));

        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    @ParameterizedTest(name = "{0} after 25 hours")
    @ValueSource(strings = {"PT2H", "PT100H"})
    void bucketsOfAnEarlierRunAreForgotten(Duration retention) throws Exception {
        session(NASA, devices("rover", "console"), "10:00", "10:10");
        harness.processWatermark(at("2026-04-01T00:00:00Z"));
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();

        harness = harness(retention);
        harness.initializeState(snapshot);
        harness.open();
        assertThat(harness.numKeyedStateEntries()).isPositive();
        harness.processWatermark(at("2026-04-02T01:00:00Z"));
        harness.processWatermark(at("2026-04-05T04:00:00Z"));

        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, DeviceContribution, BucketDelta>
            harness(Duration retention) throws Exception {
        var harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new DeviceActivityOperator(
                                new DeviceActivity(
                                        ScopeZones.all(ZoneId.of("UTC")), retention.toMillis())),
                        DeviceActivity::key,
                        Types.STRING);
        ((SerializerConfigImpl) harness.getExecutionConfig().getSerializerConfig())
                .setGenericTypes(false);
        return harness;
    }

    private void session(Scope scope, SessionDetails details, String start, String end)
            throws Exception {
        send(scope, details, CountedExtent.ended(at(start), at(end), null).contributions(UTC));
    }

    private void send(Scope scope, SessionDetails details, List<Contribution> steps)
            throws Exception {
        for (DeviceContribution contribution : DeviceContribution.of(scope, details, steps)) {
            harness.processElement(contribution, 0);
        }
    }

    private Tally active(Period period, String bucketStart) {
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

    private List<DeviceStatistics> rows(String deviceId, Period period) throws Exception {
        harness.prepareSnapshotPreBarrier(0);
        List<DeviceStatistics> rows = new ArrayList<>();
        var output = harness.getSideOutput(DeviceActivity.ROWS);
        if (output != null) {
            output.forEach(record -> rows.add(record.getValue().deviceStatistics()));
        }
        return rows.stream()
                .filter(row -> row.deviceId().equals(deviceId))
                .filter(row -> row.bucket().period() == period)
                .toList();
    }

    private DeviceStatistics lastRow(String deviceId, Period period, String bucketStart)
            throws Exception {
        return rows(deviceId, period).stream()
                .filter(row -> row.bucket().startMillis() == at(bucketStart))
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
