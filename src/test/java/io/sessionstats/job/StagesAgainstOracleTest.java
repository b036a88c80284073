package io.sessionstats.job;

import static io.sessionstats.session.SessionFixtures.received;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.calendar.ScopeCalendars;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.ingest.ReceivedEvent;
import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.ingest.RejectionReason;
import io.sessionstats.oracle.NaiveStatistics;
import io.sessionstats.oracle.RandomSessions;
import io.sessionstats.oracle.RandomStream;
import io.sessionstats.oracle.Recomputation;
import io.sessionstats.oracle.Recomputation.DeviceRow;
import io.sessionstats.oracle.Recomputation.ScopeRow;
import io.sessionstats.oracle.Step;
import io.sessionstats.oracle.StreamShape;
import io.sessionstats.pairing.PairingLimits;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.BucketDelta;
import io.sessionstats.statistics.DeviceContribution;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.ChangedRow;
import io.sessionstats.usage.RateCard;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The stateful stages, one fed by the other, against the naive recomputation: many streams in many
 * zones in a few seconds, which a cluster could not do.
 */
class StagesAgainstOracleTest {

    private static final List<Scope> SCOPES =
            List.of(Scope.project("p"), Scope.project("q"), Scope.farm("f"));

    private KeyedOneInputStreamOperatorTestHarness<String, ReceivedEvent, BucketDelta> pairing;
    private KeyedOneInputStreamOperatorTestHarness<String, DeviceContribution, BucketDelta> devices;

    private final Map<ScopeRow, Tally> scopeRows = new HashMap<>();
    private final Map<DeviceRow, DeviceStatistics> deviceRows = new HashMap<>();
    private final Map<RejectionReason, Long> rejections = new HashMap<>();
    private ScopeCalendars calendars;

    @AfterEach
    void close() throws Exception {
        pairing.close();
        devices.close();
    }

    @ParameterizedTest(name = "{0} from {1}")
    @CsvSource({
        "UTC,                 2026-02-26T12:00:00Z",
        "Australia/Lord_Howe, 2026-04-03T12:00:00Z",
        "America/Sao_Paulo,   2017-10-13T12:00:00Z",
        "America/St_Johns,    2006-10-27T12:00:00Z",
        "Asia/Kathmandu,      2026-03-30T12:00:00Z",
        "Europe/Berlin,       2026-03-28T00:00:00Z",
        "Pacific/Apia,        2011-12-28T12:00:00Z",
    })
    void everyRowIsWhatTheOracleSays(String zone, Instant from) throws Exception {
        ScopeZones zones =
                new ScopeZones(
                        ZoneId.of(zone), Map.of(Scope.project("q"), ZoneId.of("Asia/Shanghai")));
        for (long seed = 1; seed <= 4; seed++) {
            StreamShape shape =
                    StreamShape.of(80, SCOPES, zones, from, from.plusSeconds(3 * 86_400));
            RandomStream stream = RandomSessions.stream(seed, shape);
            // On the way and, long after, when every session is over and forgotten.
            List<Step> steps = new ArrayList<>(stream.stepsWithWatermarks());
            steps.addAll(stream.tooLateSteps());
            check(steps, shape, "seed " + seed);
            steps.add(new Step.WatermarkTo(shape.to().plusSeconds(9 * 86_400).toEpochMilli()));
            check(steps, shape, "seed " + seed + ", all over");
            assertThat(pairing.numKeyedStateEntries()).isZero();
            check(stream.stepsUpTo(stream.finalWatermarkMillis()), shape, "at once, seed " + seed);
        }
    }

    private void check(List<Step> steps, StreamShape shape, String description) throws Exception {
        Recomputation expected =
                NaiveStatistics.compute(
                        steps, shape.zones(), shape.allowedLateness(), shape.maxSessionDuration());
        play(steps, shape);

        Map<RejectionReason, Long> expectedRejections = new HashMap<>();
        expected.rejections().forEach(r -> expectedRejections.merge(r.reason(), 1L, Long::sum));
        assertThat(rejections).as(description).isEqualTo(expectedRejections);
        scopeRows.values().removeIf(Tally.ZERO::equals);
        assertThat(scopeRows).as(description).isEqualTo(expected.scopeRows());
        deviceRows.values().removeIf(row -> row.tally().sessions() == 0);
        assertThat(deviceRows).as(description).isEqualTo(expected.deviceRows());
    }

    private void play(List<Step> steps, StreamShape shape) throws Exception {
        scopeRows.clear();
        deviceRows.clear();
        rejections.clear();
        calendars = new ScopeCalendars(shape.zones());
        openStages(shape, null, null);
        int sinceRestart = 0;
        for (Step step : steps) {
            if (step instanceof Step.Arrival arrival) {
                pairing.processElement(received(arrival.event()), arrival.event().timeMillis());
                drain();
            } else if (step instanceof Step.WatermarkTo watermark) {
                pairing.processWatermark(watermark.millis());
                drain();
            }
            sinceRestart++;
            if (sinceRestart == 100) {
                sinceRestart = 0;
                restart(shape);
            }
        }
    }

    private void restart(StreamShape shape) throws Exception {
        OperatorSubtaskState pairingState = pairing.snapshot(1, 1);
        OperatorSubtaskState deviceState = devices.snapshot(1, 1);
        openStages(shape, pairingState, deviceState);
        drain();
    }

    private void openStages(
            StreamShape shape, OperatorSubtaskState pairingState, OperatorSubtaskState deviceState)
            throws Exception {
        if (pairing != null) {
            pairing.close();
            devices.close();
        }
        PairingLimits limits =
                new PairingLimits(
                        shape.allowedLateness().toMillis(), shape.maxSessionDuration().toMillis());
        pairing =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new SessionPairingOperator(
                                new SessionPairing(limits, shape.zones(), RateCard.EMPTY), false),
                        SessionPairing::key,
                        Types.STRING);
        devices =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new DeviceActivityOperator(
                                new DeviceActivity(
                                        shape.zones(), shape.allowedLateness().toMillis())),
                        DeviceActivity::key,
                        Types.STRING);
        pairing.setProcessingTime(Instant.parse("2030-01-01T00:00:00Z").toEpochMilli());
        if (pairingState != null) {
            pairing.initializeState(pairingState);
            devices.initializeState(deviceState);
        }
        pairing.open();
        devices.open();
    }

    /** Sends on what the first stage has put out, side outputs before the watermark after them. */
    private void drain() throws Exception {
        var deviceRecords = pairing.getSideOutput(SessionPairing.DEVICES);
        if (deviceRecords != null) {
            for (var record : deviceRecords) {
                devices.processElement(record.getValue(), 0);
            }
            deviceRecords.clear();
        }
        for (Object output : taken(pairing.getOutput())) {
            if (output instanceof Watermark watermark) {
                devices.processWatermark(watermark);
            } else {
                add(((StreamRecord<?>) output).getValue());
            }
        }
        devices.prepareSnapshotPreBarrier(0);
        for (Object output : taken(devices.getOutput())) {
            if (output instanceof StreamRecord<?> record) {
                add(record.getValue());
            }
        }
        var rows = devices.getSideOutput(DeviceActivity.ROWS);
        if (rows != null) {
            for (StreamRecord<ChangedRow> record : rows) {
                DeviceStatistics row = record.getValue().deviceStatistics();
                deviceRows.put(new DeviceRow(row.scope(), row.deviceId(), row.bucket()), row);
            }
            rows.clear();
        }
        var rejected = pairing.getSideOutput(SessionPairing.REJECTED);
        if (rejected != null) {
            for (StreamRecord<RejectedEvent> record : rejected) {
                rejections.merge(record.getValue().reason(), 1L, Long::sum);
            }
            rejected.clear();
        }
    }

    private void add(Object value) {
        BucketDelta delta = (BucketDelta) value;
        scopeRows.merge(
                new ScopeRow(
                        delta.scope(),
                        calendars.of(delta.scope()).bucket(delta.period(), delta.startMillis())),
                delta.tally(),
                Tally::plus);
    }

    private static List<Object> taken(Queue<Object> outputs) {
        List<Object> taken = new ArrayList<>(outputs);
        outputs.clear();
        return taken;
    }
}
