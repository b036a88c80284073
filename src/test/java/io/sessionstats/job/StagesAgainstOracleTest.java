package io.sessionstats.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.ingest.PackedRecord;
import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.ingest.RejectionReason;
import io.sessionstats.ingest.SourceRecord;
import io.sessionstats.ledger.DeviceChange;
import io.sessionstats.ledger.ScopeChange;
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
import io.sessionstats.session.PackedEvent;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.StatisticsRow;
import io.sessionstats.store.StatisticsRowFormat;
import io.sessionstats.usage.RateCard;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsageKey;
import io.sessionstats.usage.UsageKeyId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The stateful stages, one fed by the other, against the naive recomputation: many streams in many
 * zones in a few seconds, which a cluster could not do.
 */
class StagesAgainstOracleTest {

    private static final List<Scope> SCOPES =
            List.of(Scope.project("p"), Scope.project("q"), Scope.farm("f"));

    private static final RateCard CARD =
            new RateCard(Map.of("m5.0", 192_000L, "m5.1", 0L), Map.of("maya-0", 350_000L));

    private static final long WALL_CLOCK = Instant.parse("2030-01-01T00:00:00Z").toEpochMilli();

    private Subtasks<PackedRecord, ScopeChange> pairing;
    private Subtasks<DeviceChange, ScopeChange> devices;
    private Subtasks<ScopeChange, RowChunk> scopes;
    private Subtasks<SessionUsage, RowChunk> cells;
    private Subtasks<NamedJob, RowChunk> jobNames;

    private final Map<ScopeRow, Tally> scopeRows = new HashMap<>();
    private final Map<DeviceRow, DeviceStatistics> deviceRows = new HashMap<>();
    private final Map<CellRow, UsageCell> usageCells = new HashMap<>();
    private final Map<JobRow, String> namesOfJobs = new HashMap<>();
    private final Map<RejectionReason, Long> rejections = new HashMap<>();
    private final Map<UsageKeyId, UsageKey> usageKeys = new HashMap<>();
    private UsageGrain grain;
    private int stepsBetweenBarriers = 1;

    /**
     * How many subtasks each stage has, after each restart the next; and then from the first on.
     */
    private List<Integer> parallelisms = List.of(1);

    /** The memory that shards may take; null for plenty. Then there is a checkpoint a barrier. */
    private ShardMemory memory;

    @AfterEach
    void close() throws Exception {
        for (var stage : stages()) {
            stage.close();
        }
    }

    private List<Subtasks<?, ?>> stages() {
        return List.of(pairing, devices, scopes, cells, jobNames);
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
            for (int batch : new int[] {1, 2, 7, 50}) {
                stepsBetweenBarriers = batch;
                check(steps, shape, "seed " + seed + ", barriers after " + batch);
            }
            steps.add(new Step.WatermarkTo(shape.to().plusSeconds(9 * 86_400).toEpochMilli()));
            steps.add(new Step.WatermarkTo(shape.to().plusSeconds(99 * 86_400).toEpochMilli()));
            steps.add(new Step.WatermarkTo(shape.to().plusSeconds(100 * 86_400).toEpochMilli()));
            for (int batch : new int[] {1, 50}) {
                stepsBetweenBarriers = batch;
                check(steps, shape, "seed " + seed + ", all over, barriers after " + batch);
                barrier();
                for (var stage : stages()) {
                    stage.watermark(
                            new Watermark(shape.to().plusSeconds(101 * 86_400).toEpochMilli()));
                    stage.snapshot();
                    assertThat(stage.keptShards())
                            .as("seed " + seed + ", stage " + stages().indexOf(stage))
                            .isZero();
                }
            }
            check(stream.stepsUpTo(stream.finalWatermarkMillis()), shape, "at once, seed " + seed);
        }
    }

    /** State of one subtask shared out among three, and of those among two. */
    @Test
    void rowsAreTheSameHoweverManySubtasksThereAreAfterEachRestart() throws Exception {
        grain = UsageGrain.DEFAULT;
        parallelisms = List.of(1, 3, 2);
        StreamShape shape = aroundAChangeOfTheClocks();
        for (long seed = 1; seed <= 4; seed++) {
            RandomStream stream = RandomSessions.stream(seed, shape);
            List<Step> steps = new ArrayList<>(stream.stepsWithWatermarks());
            steps.addAll(stream.tooLateSteps());
            for (int batch : new int[] {1, 7, 50}) {
                stepsBetweenBarriers = batch;
                check(steps, shape, "seed " + seed + ", barriers after " + batch);
            }
        }
    }

    /** Of all shards, or of so many that the others take less than a few kilobytes. */
    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(longs = {0, 10_000, 100_000})
    void shardsThatAreLetGoOfAndReadBackGiveTheSameRows(long limitBytes) throws Exception {
        grain = UsageGrain.DEFAULT;
        StreamShape shape = aroundAChangeOfTheClocks();
        for (long seed = 1; seed <= 2; seed++) {
            RandomStream stream = RandomSessions.stream(seed, shape);
            for (int batch : new int[] {1, 7}) {
                stepsBetweenBarriers = batch;
                memory = new ShardMemory(limitBytes);
                check(
                        stream.stepsWithWatermarks(),
                        shape,
                        "seed " + seed + ", barriers after " + batch);
            }
        }
    }

    private static StreamShape aroundAChangeOfTheClocks() {
        Instant from = Instant.parse("2026-03-28T00:00:00Z");
        ScopeZones zones = ScopeZones.all(ZoneId.of("Europe/Berlin"));
        return StreamShape.of(80, SCOPES, zones, from, from.plusSeconds(3 * 86_400));
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
        assertSame(scopeRows, expected.scopeRows(), description);
        Map<DeviceRow, DeviceStatistics> touched = new HashMap<>(deviceRows);
        touched.values().removeIf(row -> row.tally().sessions() == 0);
        assertSame(touched, expected.deviceRows(), description);
        assertThat(usageCells).as(description).isNotEmpty().isEqualTo(expected.cells());
        assertThat(namesOfJobs).as(description).isNotEmpty().isEqualTo(expected.jobNames());
    }

    /** Shows only what differs: there are hundreds of rows. */
    private static <K, V> void assertSame(
            Map<K, V> actual, Map<K, V> expected, String description) {
        Map<K, V> unexpected = new HashMap<>(actual);
        unexpected.entrySet().removeAll(expected.entrySet());
        Map<K, V> missing = new HashMap<>(expected);
        missing.entrySet().removeAll(actual.entrySet());
        assertThat(unexpected).as(description + ", missing is " + missing).isEmpty();
        assertThat(missing).as(description + ", missing").isEmpty();
    }

    private void play(List<Step> steps, StreamShape shape) throws Exception {
        scopeRows.clear();
        deviceRows.clear();
        usageCells.clear();
        namesOfJobs.clear();
        rejections.clear();
        makeStages(shape);
        openStages(parallelisms.get(0), null);
        PackedEvent.Packer packer = new PackedEvent.Packer();
        int played = 0;
        for (Step step : steps) {
            if (step instanceof Step.Arrival arrival) {
                pairing.process(packed(packer, arrival.event()));
            } else if (step instanceof Step.WatermarkTo watermark) {
                pairing.watermark(new Watermark(watermark.millis()));
            }
            drain();
            played++;
            if (played % stepsBetweenBarriers == 0) {
                barrier();
            }
            if (played % 100 == 0) {
                restart(parallelisms.get(played / 100 % parallelisms.size()));
            }
        }
        barrier();
    }

    private static PackedRecord packed(PackedEvent.Packer packer, SessionEvent event) {
        return new PackedRecord(
                packer.pack(event), new SourceRecord("session-events", 0, 0, 1, new byte[] {'{'}));
    }

    private void restart(int parallelism) throws Exception {
        barrier();
        List<OperatorSubtaskState> states = new ArrayList<>();
        for (var stage : stages()) {
            states.add(stage.snapshot());
        }
        close();
        openStages(parallelism, states);
        drain();
    }

    private void makeStages(StreamShape shape) throws Exception {
        if (pairing != null) {
            close();
        }
        PairingLimits limits =
                new PairingLimits(
                        shape.allowedLateness().toMillis(), shape.maxSessionDuration().toMillis());
        long retentionMillis = shape.allowedLateness().toMillis();
        ScopeZones zones = shape.zones();
        pairing =
                new Subtasks<>(
                        () -> new SessionPairingOperator(limits, zones, CARD, false),
                        SessionPairingOperator::shard,
                        FlowTypes.SCOPE_CHANGE);
        devices =
                new Subtasks<>(
                        () -> new DeviceActivityOperator(zones, retentionMillis),
                        DeviceActivityOperator::shard,
                        FlowTypes.SCOPE_CHANGE);
        scopes =
                new Subtasks<>(
                        () -> new ScopeBucketsOperator(zones, retentionMillis),
                        ScopeBucketsOperator::shard,
                        FlowTypes.ROW_CHUNK);
        cells =
                new Subtasks<>(
                        () -> new UsageCellsOperator(grain, retentionMillis),
                        UsageCellsOperator::shard,
                        FlowTypes.ROW_CHUNK);
        jobNames =
                new Subtasks<>(
                        () -> new JobNamesOperator(retentionMillis),
                        JobNamesOperator::shard,
                        FlowTypes.ROW_CHUNK);
        stages().forEach(stage -> stage.boundBy(memory));
    }

    /**
     * Opens the stages.
     *
     * @param states what they go on from, in the order of the stages; null for nothing
     */
    private void openStages(int parallelism, List<OperatorSubtaskState> states) throws Exception {
        for (int i = 0; i < stages().size(); i++) {
            stages().get(i).open(parallelism, WALL_CLOCK, states == null ? null : states.get(i));
        }
    }

    /**
     * Sends on what the first stages have put out, what they told before the watermark after it.
     */
    private void drain() throws Exception {
        send(SessionPairingOperator.DEVICES, devices);
        send(SessionPairingOperator.USAGE, cells);
        send(SessionPairingOperator.JOB_NAMES, jobNames);
        for (ScopeChange change : pairing.taken()) {
            scopes.process(change);
        }
        Watermark watermark = pairing.takenWatermark();
        if (watermark != null) {
            devices.watermark(watermark);
            cells.watermark(watermark);
            jobNames.watermark(watermark);
            for (ScopeChange change : devices.taken()) {
                scopes.process(change);
            }
            scopes.watermark(watermark);
        }
        for (RejectedEvent event : pairing.taken(SessionPairingOperator.REJECTED)) {
            rejections.merge(event.reason(), 1L, Long::sum);
        }
    }

    /** What a barrier makes the stages put out; and if memory is short, a checkpoint. */
    private void barrier() throws Exception {
        pairing.barrier();
        drain();
        devices.barrier();
        for (ScopeChange change : devices.taken()) {
            scopes.process(change);
        }
        Set<Object> told = new HashSet<>();
        for (RowChunk chunk : devices.taken(DeviceActivityOperator.ROWS)) {
            add(chunk, told);
        }
        for (var stage : List.of(scopes, cells, jobNames)) {
            stage.barrier();
            for (RowChunk chunk : stage.taken()) {
                add(chunk, told);
            }
        }
        if (memory != null) {
            for (var stage : stages()) {
                stage.snapshot();
            }
        }
    }

    private <T> void send(OutputTag<T> tag, Subtasks<T, ?> stage) throws Exception {
        for (T value : pairing.taken(tag)) {
            stage.process(value);
        }
    }

    /** Takes rows, each of which may be told once between two barriers, and as first only once. */
    private void add(RowChunk chunk, Set<Object> told) throws IOException {
        for (StatisticsRow row : StatisticsRowFormat.rows(chunk)) {
            if (row instanceof StatisticsRow.OfScope scope) {
                ScopeRow key =
                        new ScopeRow(scope.statistics().scope(), scope.statistics().bucket());
                assertThat(told.add(key)).as("told once: " + key).isTrue();
                scopeRows.put(key, scope.statistics().tally());
            } else if (row instanceof StatisticsRow.OfDevice device) {
                DeviceStatistics statistics = device.statistics();
                DeviceRow key =
                        new DeviceRow(
                                statistics.scope(), statistics.deviceId(), statistics.bucket());
                assertThat(told.add(key)).as("told once: " + key).isTrue();
                assertThat(device.first())
                        .as("first of " + key)
                        .isEqualTo(deviceRows.put(key, statistics) == null);
            } else if (row instanceof StatisticsRow.OfUsageKey key) {
                usageKeys.put(key.id(), key.key());
            } else if (row instanceof StatisticsRow.OfUsageCell cell) {
                CellRow key =
                        new CellRow(
                                usageKeys.get(cell.keyId()),
                                cell.cell().startSlot(),
                                cell.cell().endSlot());
                assertThat(told.add(key)).as("told once: " + key).isTrue();
                assertThat(cell.first())
                        .as("first of " + key)
                        .isEqualTo(usageCells.put(key, cell.cell()) == null);
            } else if (row instanceof StatisticsRow.OfJobName name) {
                JobRow key = new JobRow(name.name().farmId(), name.name().jobId());
                assertThat(told.add(key)).as("told once: " + key).isTrue();
                namesOfJobs.put(key, name.name().name());
            }
        }
    }
}
