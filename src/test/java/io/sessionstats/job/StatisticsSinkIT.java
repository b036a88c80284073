package io.sessionstats.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.Publication;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.StatisticsRows;
import io.sessionstats.store.StatisticsStore;
import io.sessionstats.store.StatisticsStoreFactory;
import io.sessionstats.store.StoreRefusesException;
import io.sessionstats.store.StoreSettings;
import io.sessionstats.store.postgres.EmbeddedStore;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.store.postgres.publishing.PostgresStatisticsStore;
import io.sessionstats.usage.UsageGrain;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The sink in a Flink job, against a real PostgreSQL server. */
class StatisticsSinkIT {

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    private static final long START = Instant.parse("2026-03-10T00:00:00Z").toEpochMilli();
    private static final StoreSettings UTC =
            new StoreSettings(ScopeZones.all(ZoneId.of("UTC")), UsageGrain.DEFAULT);
    private static final int FARMS = 40;

    /** A step that the test and the job share, since both live in one JVM. */
    private static final Semaphore FAILED_CALLS = new Semaphore(0);

    private static final AtomicBoolean FAILURE_IS_DUE = new AtomicBoolean();

    /** What the test has seen of each row, and what went back from one look to the next. */
    private final Map<String, long[]> seen = new HashMap<>();

    private final List<String> wentBack = new ArrayList<>();

    @BeforeEach
    void reset() {
        FAILED_CALLS.drainPermits();
        FAILURE_IS_DUE.set(false);
    }

    @Test
    void rowsAreExactThroughAnOutageAndAFailure(@TempDir Path directory) throws Exception {
        int port = freePort();
        PostgresDatabase database = EmbeddedStore.schemaOf(port, "outage");
        int numbers = 4_000;
        JobClient job = run(numbers, database);
        try (EmbeddedPostgres server = start(directory, port)) {
            assertThat(server.getPort()).isEqualTo(port);
            awaitCheckpoint(database, job, 5);
            watch(database, job, 15);
        }

        FAILED_CALLS.drainPermits();
        awaitFailedCalls(25, job); // for longer than a checkpoint may take
        FAILURE_IS_DUE.set(true);
        try (EmbeddedPostgres server = start(directory, port)) {
            assertThat(server.getPort()).isEqualTo(port);
            watch(database, job, Long.MAX_VALUE);
            job.getJobExecutionResult().get();

            assertThat(FAILURE_IS_DUE).isFalse();
            assertThat(
                            EmbeddedStore.query(
                                    database,
                                    "SELECT scope, sessions, duration_ms FROM scope_bucket"
                                            + " ORDER BY scope"))
                    .containsExactlyInAnyOrderElementsOf(expected(numbers));
            assertThat(EmbeddedStore.query(database, "SELECT max(generation) FROM job_generation"))
                    .containsExactly("1");
            assertThat(wentBack).isEmpty();
        }
    }

    @Test
    void newerJobEndsTheOlderOneForGood() throws Exception {
        PostgresDatabase database = EmbeddedStore.newSchema();
        JobClient job = run(Integer.MAX_VALUE, database);
        awaitCheckpoint(database, job, 2);

        try (StatisticsStore newer = new PostgresStatisticsStore(database)) {
            newer.register("newer", 2, UTC);
        }

        assertThat(failureOf(job))
                .hasStackTraceContaining(StoreRefusesException.class.getName())
                .hasStackTraceContaining("job newer publishes as generation 2");
    }

    @Test
    void jobThatWaitsForItsStoreIsCancelledAtOnce() throws Exception {
        JobClient job = run(1_000, EmbeddedStore.schemaOf(1, "nowhere"));
        awaitFailedCalls(2, job);

        job.cancel().get();

        assertThat(failureOf(job)).hasStackTraceContaining("JobCancellationException");
    }

    private JobClient run(int numbers, PostgresDatabase database) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
        configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
        configuration.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofSeconds(1));
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(2);
        env.fromSource(
                        new PacedNumbers(1, numbers, 25),
                        WatermarkStrategy.<Long>forMonotonousTimestamps()
                                .withTimestampAssigner((number, previous) -> START + number),
                        "Numbers")
                .uid("numbers")
                .keyBy(number -> number % FARMS)
                .map(new Sum())
                .returns(FlowTypes.ROW_CHUNK)
                .uid("sum")
                .sinkTo(
                        new StatisticsSink(
                                new NotedFailures(database), UTC, new RetryDelays(10, 100)))
                .uid("store")
                .name("Store");
        return env.executeAsync("sink");
    }

    /** Counts the numbers and adds them up, by farm; fails once when it is time to. */
    private static final class Sum extends RichMapFunction<Long, RowChunk> {

        private static final long serialVersionUID = 1L;

        private transient ValueState<Long> count;
        private transient ValueState<Long> sum;

        @Override
        public void open(OpenContext context) {
            count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
            sum = getRuntimeContext().getState(new ValueStateDescriptor<>("sum", Types.LONG));
        }

        @Override
        public RowChunk map(Long number) throws IOException {
            if (FAILURE_IS_DUE.compareAndSet(true, false)) {
                throw new IOException("failing as told");
            }
            count.update(count.value() == null ? 1 : count.value() + 1);
            sum.update(sum.value() == null ? number : sum.value() + number);
            return NamedRows.chunk(
                    StatisticsRows.of(
                            new ScopeStatistics(
                                    Scope.farm("f" + number % FARMS),
                                    new Bucket(Period.DAY, START, START + 86_400_000),
                                    new Tally(count.value(), 0, 0, sum.value(), 0, 0, 0, 0))));
        }
    }

    private static List<String> expected(int numbers) {
        Map<String, long[]> byFarm = new HashMap<>();
        for (long number = 1; number <= numbers; number++) {
            long[] numbersOfFarm =
                    byFarm.computeIfAbsent("farm:f" + number % FARMS, farm -> new long[2]);
            numbersOfFarm[0]++;
            numbersOfFarm[1] += number;
        }
        return byFarm.entrySet().stream()
                .map(e -> e.getKey() + "|" + e.getValue()[0] + "|" + e.getValue()[1])
                .sorted()
                .toList();
    }

    /** A store that tells the test when a call has failed for now. */
    private record NotedFailures(PostgresDatabase database) implements StatisticsStoreFactory {

        @Override
        public StatisticsStore open() {
            StatisticsStore store = new PostgresStatisticsStore(database);
            return new StatisticsStore() {
                @Override
                public long register(String jobId, long restoredCheckpoint, StoreSettings settings)
                        throws IOException, StoreRefusesException {
                    try {
                        return store.register(jobId, restoredCheckpoint, settings);
                    } catch (IOException e) {
                        FAILED_CALLS.release();
                        throw e;
                    }
                }

                @Override
                public void publish(long generation, Publication publication)
                        throws IOException, StoreRefusesException {
                    try {
                        store.publish(generation, publication);
                    } catch (IOException e) {
                        FAILED_CALLS.release();
                        throw e;
                    }
                }

                @Override
                public void close() {
                    store.close();
                }
            };
        }
    }

    /** Polls the store until that checkpoint is published or the job has ended. */
    private void watch(PostgresDatabase database, JobClient job, long checkpoint)
            throws SQLException {
        CompletableFuture<?> end = job.getJobExecutionResult();
        try (Connection connection = EmbeddedStore.connect(database)) {
            long published;
            do {
                compare(
                        connection,
                        "SELECT 'progress', generation, checkpoint,"
                                + " coalesce(extract(epoch FROM complete_through), 0)"
                                + " FROM progress");
                compare(
                        connection,
                        "SELECT scope, generation, checkpoint, sessions FROM scope_bucket");
                published = seen.get("progress")[1];
            } while (published < checkpoint && !end.isDone());
        }
    }

    /** Rows of a name, generation, checkpoint and a number, none of which may go back. */
    private void compare(Connection connection, String sql) throws SQLException {
        for (String row : EmbeddedStore.query(connection, sql)) {
            String[] columns = row.split("[|]", 4);
            long generation = Long.parseLong(columns[1]);
            long checkpoint = Long.parseLong(columns[2]);
            long number = (long) Double.parseDouble(columns[3]);
            long[] before = seen.getOrDefault(columns[0], new long[3]);
            if (number < before[2]
                    || generation < before[0]
                    || (generation == before[0] && checkpoint < before[1])) {
                wentBack.add(row);
            }
            seen.put(columns[0], new long[] {generation, checkpoint, number});
        }
    }

    private static void awaitFailedCalls(int count, JobClient job) throws InterruptedException {
        CompletableFuture<?> end = job.getJobExecutionResult();
        while (!FAILED_CALLS.tryAcquire(count, 10, TimeUnit.MILLISECONDS)) {
            assertThat(end).isNotDone();
        }
    }

    private static void awaitCheckpoint(PostgresDatabase database, JobClient job, long checkpoint) {
        CompletableFuture<?> end = job.getJobExecutionResult();
        while (true) {
            assertThat(end).isNotDone();
            try {
                String published =
                        EmbeddedStore.query(database, "SELECT checkpoint FROM progress").get(0);
                if (Long.parseLong(published) >= checkpoint) {
                    return;
                }
            } catch (SQLException e) {
                Thread.onSpinWait(); // the schema is not there yet
            }
        }
    }

    private static Throwable failureOf(JobClient job) throws InterruptedException {
        try {
            job.getJobExecutionResult().get();
            throw new AssertionError("the job ended well");
        } catch (ExecutionException e) {
            return e;
        }
    }

    private static EmbeddedPostgres start(Path directory, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(directory.resolve("postgres"))
                .setCleanDataDirectory(false)
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
