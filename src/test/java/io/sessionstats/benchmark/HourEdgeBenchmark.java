package io.sessionstats.benchmark;

import static io.sessionstats.benchmark.BenchmarkSettings.EDGE_MILLIS;
import static io.sessionstats.benchmark.BenchmarkSettings.HOUR_MILLIS;
import static io.sessionstats.benchmark.BenchmarkSettings.LIMITS;
import static io.sessionstats.benchmark.BenchmarkSettings.ZONES;

import io.sessionstats.benchmark.SessionRecords.Fleet;
import io.sessionstats.ingest.PackedRecord;
import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.ingest.SessionEventJson;
import io.sessionstats.job.DrivenStage;
import io.sessionstats.job.RetryDelays;
import io.sessionstats.job.SessionStatisticsPipeline;
import io.sessionstats.job.StatisticsSink;
import io.sessionstats.ledger.DeviceChange;
import io.sessionstats.ledger.ScopeChange;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.StoreSettings;
import io.sessionstats.store.postgres.EmbeddedStore;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.store.postgres.publishing.PostgresStatisticsStore;
import io.sessionstats.usage.RateCard;
import io.sessionstats.usage.UsageGrain;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How long open sessions take to roll over an hour edge, all in the same moment:
 *
 * <ul>
 *   <li>in the stages alone that it matters to, one after the other on one thread, with the rows
 *       that a barrier makes them tell;
 *   <li>through the whole job in a local cluster of as many subtasks as in jobs/local, from the
 *       event that moves the watermark over the edge to that watermark at the sink;
 *   <li>published: until a reader of PostgreSQL sees the edge's numbers, with a checkpoint of all
 *       state on the heap in between, as in jobs/local. Each device of a project has two rows at an
 *       edge, of the hour before and of the new hour.
 * </ul>
 *
 * <p>The first edge warms up. With less heap than a million sessions with two devices each want,
 * ask for {@code -Dbenchmark.sessions=300000}.
 */
class HourEdgeBenchmark {

    private static final int PARALLELISM = 2;
    private static final long POLL_NANOS = 20_000_000;

    @ParameterizedTest
    @EnumSource
    void stagesAlone(Fleet fleet) throws Exception {
        SessionEventJson json = new SessionEventJson();
        long retentionMillis = LIMITS.allowedLatenessMillis();
        int sessions = BenchmarkSettings.sessions();
        try (DrivenStage<ScopeChange> scopes =
                        DrivenStage.scopes(retentionMillis, ZONES, row -> {});
                DrivenStage<DeviceChange> devices =
                        DrivenStage.devices(retentionMillis, ZONES, DrivenStage.into(scopes));
                DrivenStage<PackedRecord> pairing =
                        DrivenStage.pairing(LIMITS, ZONES, DrivenStage.into(devices, scopes))) {
            for (int session = 0; session < sessions; session++) {
                byte[] start =
                        SessionRecords.start(
                                fleet, session, session, BenchmarkSettings.startMillis(session));
                pairing.process(SessionRecords.packed(json, start));
            }
            pairing.watermark(EDGE_MILLIS - 1_000);
            for (int edge = 0; edge < EdgeClock.EDGES; edge++) {
                TimeSpent before = TimeSpent.now();
                pairing.watermark(EDGE_MILLIS + edge * HOUR_MILLIS);
                pairing.barrier();
                devices.barrier();
                scopes.barrier();
                print(fleet, "stages alone", edge, TimeSpent.now().since(before));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void wholeJob(Fleet fleet) throws Exception {
        EdgeClock.reset(PARALLELISM);
        JobClient job = start(fleet, new Configuration(), new WatermarkSink());
        List<TimeSpent> edges = EdgeClock.edges();
        job.cancel().get();
        print(fleet, "the whole job", edges);
    }

    @ParameterizedTest
    @EnumSource
    void published(Fleet fleet, @TempDir Path checkpoints) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(2));
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        PostgresDatabase database = EmbeddedStore.newSchema();
        StoreSettings settings = new StoreSettings(ZONES, UsageGrain.DEFAULT);
        EdgeClock.reset(1);
        JobClient job =
                start(
                        fleet,
                        configuration,
                        new StatisticsSink(
                                PostgresStatisticsStore.in(database),
                                settings,
                                RetryDelays.standard()));
        long seenMillis = Long.MIN_VALUE;
        while (!EdgeClock.isOver()) {
            if (job.getJobStatus().get().isGloballyTerminalState()) {
                job.getJobExecutionResult().get();
            }
            LockSupport.parkNanos(POLL_NANOS);
            long millis = completeThroughMillis(database);
            EdgeClock.atSink(seenMillis, millis);
            seenMillis = millis;
        }
        job.cancel().get();
        print(fleet, "published", EdgeClock.edges());
    }

    private static JobClient start(
            Fleet fleet, Configuration configuration, Sink<RowChunk> statistics) throws Exception {
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(20));
        // A full collection of a heap of many gigabytes is no lost connection.
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofMinutes(10));
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, configuration);
        new SessionStatisticsPipeline(
                        ZONES,
                        LIMITS,
                        RateCard.EMPTY,
                        UsageGrain.DEFAULT,
                        Duration.ZERO,
                        null,
                        Clock.systemUTC())
                .define(
                        environment,
                        new OpenSessions(fleet, BenchmarkSettings.sessions()),
                        statistics,
                        new DiscardingSink<RejectedEvent>());
        return environment.executeAsync("hour edge");
    }

    private static long completeThroughMillis(PostgresDatabase database) {
        try {
            return Long.parseLong(
                    EmbeddedStore.query(
                                    database,
                                    "SELECT coalesce((extract(epoch FROM complete_through) * 1000)"
                                            + "::bigint, 0) FROM progress")
                            .get(0));
        } catch (SQLException e) {
            return 0; // The job has not made the schema yet
        }
    }

    private static void print(Fleet fleet, String what, List<TimeSpent> edges) {
        for (int edge = 0; edge < edges.size(); edge++) {
            print(fleet, what, edge, edges.get(edge));
        }
    }

    private static void print(Fleet fleet, String what, int edge, TimeSpent time) {
        System.out.printf(
                "%-8s %,d open sessions, hour edge %d, %s: %s%n",
                fleet, BenchmarkSettings.sessions(), edge + 1, what, time);
    }
}
