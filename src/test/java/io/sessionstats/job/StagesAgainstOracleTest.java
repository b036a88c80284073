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
import io.sessionstats.oracle.Recomputation.CellRow;
import io.sessionstats.oracle.Recomputation.DeviceRow;
import io.sessionstats.oracle.Recomputation.JobRow;
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
import io.sessionstats.usage.JobName;
import io.sessionstats.usage.RateCard;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageGrain;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
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

    private static final RateCard CARD =
            new RateCard(Map.of("m5.0", 192_000L, "m5.1", 0L), Map.of("maya-0", 350_000L));

    private KeyedOneInputStreamOperatorTestHarness<String, ReceivedEvent, BucketDelta> pairing;
    private KeyedOneInputStreamOperatorTestHarness<String, DeviceContribution, BucketDelta> devices;
    private KeyedOneInputStreamOperatorTestHarness<CellKey, SessionUsage, ChangedRow> cells;
    private KeyedOneInputStreamOperatorTestHarness<String, NamedStart, ChangedRow> jobNames;

    private final Map<ScopeRow, Tally> scopeRows = new HashMap<>();
    private final Map<DeviceRow, DeviceStatistics> deviceRows = new HashMap<>();
    private final Map<CellRow, UsageCell> usageCells = new HashMap<>();
    private final Map<JobRow, String> namesOfJobs = new HashMap<>();
    private final Map<RejectionReason, Long> rejections = new HashMap<>();
    private ScopeCalendars calendars;
    private UsageGrain grain;

    @AfterEach
    void close() throws Exception {
        for (var stage : stages()) {
            stage.close();
        }
    }

    private List<KeyedOneInputStreamOperatorTestHarness<?, ?, ?>> stages() {
        return List.of(pairing, devices, cells, jobNames);
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
            grain = UsageGrain.of(Duration.ofMinutes(seed % 2 == 0 ? 15 : 60));
            StreamShape shape =
                    StreamShape.of(80, SCOPES, zones, from, from.plusSeconds(3 * 86_400));
            RandomStream stream = RandomSessions.stream(seed, shape);
            // On the way and, long after, when every session is over and forgotten.
            List<Step> steps = new ArrayList<>(stream.stepsWithWatermarks());
            steps.addAll(stream.tooLateSteps());
            check(steps, shape, "seed " + seed);
            steps.add(new Step.WatermarkTo(shape.to().plusSeconds(9 * 86_400).toEpochMilli()));
            check(steps, shape, "seed " + seed + ", all over");
            for (var stage : List.of(pairing, cells, jobNames)) {
                assertThat(stage.numKeyedStateEntries()).as("seed " + seed).isZero();
                assertThat(stage.numEventTimeTimers()).as("seed " + seed).isZero();
            }
            check(stream.stepsUpTo(stream.finalWatermarkMillis()), shape, "at once, seed " + seed);
        }
    }

    private void check(List<Step> steps, StreamShape shape, String description) throws Exception {
        Recomputation expected =
                NaiveStatistics.compute(
                        steps,
                        shape.zones(),
                        shape.allowedLateness(),
                        shape.maxSessionDuration(),
                        grain.duration(),
                        CARD);
        play(steps, shape);

        Map<RejectionReason, Long> expectedRejections = new HashMap<>();
        expected.rejections().forEach(r -> expectedRejections.merge(r.reason(), 1L, Long::sum));
        assertThat(rejections).as(description).isEqualTo(expectedRejections);
        scopeRows.values().removeIf(Tally.ZERO::equals);
        assertThat(scopeRows).as(description).isEqualTo(expected.scopeRows());
        deviceRows.values().removeIf(row -> row.tally().sessions() == 0);
        assertThat(deviceRows).as(description).isEqualTo(expected.deviceRows());
        assertThat(usageCells).as(description).isNotEmpty().isEqualTo(expected.cells());
        assertThat(namesOfJobs).as(description).isNotEmpty().isEqualTo(expected.jobNames());
    }

    private void play(List<Step> steps, StreamShape shape) throws Exception {
        scopeRows.clear();
        deviceRows.clear();
        usageCells.clear();
        namesOfJobs.clear();
        rejections.clear();
        calendars = new ScopeCalendars(shape.zones());
        openStages(shape, null);
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
        List<OperatorSubtaskState> states = new ArrayList<>();
        for (var stage : stages()) {
            states.add(stage.snapshot(1, 1));
        }
        openStages(shape, states);
        drain();
    }

    /**
     * Opens the stages anew.
     *
     * @param states what they go on from, in the order of the stages; null for nothing
     */
    private void openStages(StreamShape shape, List<OperatorSubtaskState> states) throws Exception {
        if (pairing != null) {
            close();
        }
        PairingLimits limits =
                new PairingLimits(
                        shape.allowedLateness().toMillis(), shape.maxSessionDuration().toMillis());
        pairing =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new SessionPairingOperator(
                                new SessionPairing(limits, shape.zones(), CARD), false),
                        SessionPairing::key,
                        Types.STRING);
        devices =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new DeviceActivityOperator(
                                new DeviceActivity(
                                        shape.zones(), shape.allowedLateness().toMillis())),
                        DeviceActivity::key,
                        Types.STRING);
        long retentionMillis = shape.allowedLateness().toMillis();
        UsageGrain usageGrain = grain;
        cells =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new UsageCells(grain, retentionMillis)),
                        usage -> CellKey.of(usage, usageGrain),
                        TypeInformation.of(CellKey.class));
        jobNames =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new JobNames(retentionMillis)),
                        JobNames::key,
                        Types.STRING);
        pairing.setProcessingTime(Instant.parse("2030-01-01T00:00:00Z").toEpochMilli());
        for (int i = 0; i < stages().size(); i++) {
            if (states != null) {
                stages().get(i).initializeState(states.get(i));
            }
            stages().get(i).open();
        }
    }

    /** Sends on what the first stage has put out, side outputs before the watermark after them. */
    private void drain() throws Exception {
        send(SessionPairing.DEVICES, devices);
        send(SessionPairing.USAGE, cells);
        send(SessionPairing.JOB_NAMES, jobNames);
        for (Object output : taken(pairing.getOutput())) {
            if (output instanceof Watermark watermark) {
                devices.processWatermark(watermark);
                cells.processWatermark(watermark);
                jobNames.processWatermark(watermark);
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
        for (ChangedRow row : rows(cells.getOutput())) {
            UsageCell cell = row.usageCell().cell();
            usageCells.put(
                    new CellRow(row.usageCell().key(), cell.startSlot(), cell.endSlot()), cell);
        }
        for (ChangedRow row : rows(jobNames.getOutput())) {
            JobName name = row.jobName();
            namesOfJobs.put(new JobRow(name.farmId(), name.jobId()), name.name());
        }
        var rejected = pairing.getSideOutput(SessionPairing.REJECTED);
        if (rejected != null) {
            for (StreamRecord<RejectedEvent> record : rejected) {
                rejections.merge(record.getValue().reason(), 1L, Long::sum);
            }
            rejected.clear();
        }
    }

    private <T> void send(OutputTag<T> tag, KeyedOneInputStreamOperatorTestHarness<?, T, ?> stage)
            throws Exception {
        var records = pairing.getSideOutput(tag);
        if (records != null) {
            for (StreamRecord<T> record : records) {
                stage.processElement(record.getValue(), 0);
            }
            records.clear();
        }
    }

    private static List<ChangedRow> rows(Queue<Object> outputs) {
        List<ChangedRow> rows = new ArrayList<>();
        for (Object output : taken(outputs)) {
            if (output instanceof StreamRecord<?> record) {
                rows.add((ChangedRow) record.getValue());
            }
        }
        return rows;
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
