package io.sessionstats.job;

import static io.sessionstats.session.SessionFixtures.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.ingest.RejectionReason;
import io.sessionstats.local.EmbeddedKafka;
import io.sessionstats.oracle.NaiveStatistics;
import io.sessionstats.oracle.ObservedRecord;
import io.sessionstats.oracle.RandomSessions;
import io.sessionstats.oracle.RandomStream;
import io.sessionstats.oracle.Recomputation;
import io.sessionstats.oracle.Step;
import io.sessionstats.oracle.StreamShape;
import io.sessionstats.session.Scope;
import io.sessionstats.store.postgres.EmbeddedStore;
import io.sessionstats.store.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The whole job, from a real broker through Flink to a real database, against the naive
 * recomputation: every row, and every rejected record.
 */
class SessionStatisticsJobIT {

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(2)
                            .setNumberSlotsPerTaskManager(1)
                            .setConfiguration(clusterConfiguration())
                            .build());

    private static final AtomicInteger RUNS = new AtomicInteger();

    /** The cluster numbers its task managers in the order in which they were started. */
    private static final AtomicInteger TERMINATED = new AtomicInteger();

    private static final List<Scope> SCOPES =
            List.of(Scope.project("p"), Scope.project("q"), Scope.farm("f"));
    private static final ZoneId ZONE_OF_Q = ZoneId.of("Asia/Shanghai");

    private final int run = RUNS.incrementAndGet();
    private final RunningJob running = new RunningJob();
    private final PostgresDatabase database = running.database();

    /** Also when it failed: the cluster has room for one job. */
    @AfterEach
    void cancel() throws Exception {
        running.cancel();
    }

    @ParameterizedTest(name = "{0} from {1}")
    @CsvSource({
        "UTC,                 2026-02-26T12:00:00Z",
        "Australia/Lord_Howe, 2026-04-03T12:00:00Z",
        "America/Sao_Paulo,   2017-10-13T12:00:00Z",
        "America/St_Johns,    2006-10-27T12:00:00Z",
        "Asia/Kathmandu,      2026-03-30T12:00:00Z",
        "Europe/Berlin,       2025-10-24T00:00:00Z",
    })
    void everyRowAndRejectionIsWhatTheOracleSays(String zone, Instant from) throws Exception {
        StreamShape shape = shape(zone, from);
        RandomStream stream = RandomSessions.stream(run, shape);
        System.out.println(zone + ": seed " + run);
        startJob(zone);

        running.publish(stream.records());
        List<Step> steps = new ArrayList<>(stream.stepsUpTo(Long.MIN_VALUE));
        steps.addAll(close(stream.latestEventMillis() + 1_000, new Watch()));
        new StoredRows(database).assertAreThoseOf(steps, shape);

        running.publish(stream.tooLate());
        steps.addAll(stream.tooLateSteps());
        steps.addAll(close(stream.latestEventMillis() + 2_000, new Watch()));
        new StoredRows(database).assertAreThoseOf(steps, shape);
        List<ObservedRecord> all = new ArrayList<>(stream.records());
        all.addAll(stream.tooLate());
        checkRejections(steps, shape, all);
    }

    @ParameterizedTest(name = "seed {0}")
    @CsvSource({"101", "102", "103"})
    void failureInTheMiddleChangesNothingAndNothingVisibleGoesBack(
            long seed, @InjectMiniCluster MiniCluster cluster) throws Exception {
        StreamShape shape = shape("Europe/Berlin", Instant.parse("2026-03-27T12:00:00Z"));
        RandomStream stream = RandomSessions.stream(seed, shape);
        List<ObservedRecord> records = stream.records();
        JobClient job = startJob("Europe/Berlin");
        Watch watch = new Watch();

        running.publish(records.subList(0, records.size() / 3));
        watch.until(() -> running.completeThroughMillis() > 0);
        running.publish(records.subList(records.size() / 3, 2 * records.size() / 3));
        cluster.terminateTaskManager(TERMINATED.getAndIncrement()).get();
        running.publish(records.subList(2 * records.size() / 3, records.size()));
        cluster.startTaskManager();
        List<Step> steps = new ArrayList<>(stream.stepsUpTo(Long.MIN_VALUE));
        steps.addAll(close(stream.latestEventMillis() + 1_000, watch));

        assertThat(restartedMillis(cluster, job)).as("when the failure hit the job").isPositive();
        assertThat(watch.wentBack).isEmpty();
        assertThat(watch.seen).as("rows looked at on the way").isNotEmpty();
        new StoredRows(database).assertAreThoseOf(steps, shape);
    }

    /** Epoch milliseconds; 0 for never. */
    private static long restartedMillis(MiniCluster cluster, JobClient job) throws Exception {
        return cluster.getArchivedExecutionGraph(job.getJobID())
                .get()
                .getStatusTimestamp(JobStatus.RESTARTING);
    }

    /** Days lie between the partitions' positions while they are read one after the other. */
    @Test
    void backlogOfDaysIsNotTooLateHoweverImpatientTheJobIs() throws Exception {
        StreamShape shape = shape("UTC", Instant.parse("2026-03-01T00:00:00Z"));
        RandomStream stream = RandomSessions.stream(run, shape);
        running.publish(stream.records());

        startJob("UTC", "PT0.2S");

        List<Step> steps = new ArrayList<>(stream.stepsUpTo(Long.MIN_VALUE));
        steps.addAll(close(stream.latestEventMillis() + 1_000, new Watch()));
        checkRejections(steps, shape, stream.records());
    }

    /** The first partition to wake must not leave the others' part of the burst days behind. */
    @Test
    void burstOfDaysAfterAQuietTimeIsNotTooLate() throws Exception {
        StreamShape shape = shape("UTC", Instant.parse("2026-03-01T00:00:00Z"));
        RandomStream stream = RandomSessions.stream(run, shape);
        startJob("UTC", "PT0.2S");
        long longBefore = shape.from().minus(Duration.ofDays(9)).toEpochMilli();
        List<Step> steps = new ArrayList<>(close(longBefore, new Watch()));
        // Event time moves on by itself when all partitions are idle.
        await(() -> running.completeThroughMillis() > longBefore);

        running.publish(stream.records());
        steps.addAll(stream.stepsUpTo(Long.MIN_VALUE));
        steps.addAll(close(stream.latestEventMillis() + 1_000, new Watch()));

        checkRejections(steps, shape, stream.records());
    }

    @Test
    void nothingThatArrivesOnTheTopicStopsTheJobOrMovesTime() throws Exception {
        startJob("UTC");
        byte[] brackets = new byte[10_000_000];
        Arrays.fill(brackets, (byte) '[');
        byte[] nested = new byte[5_000_000];
        for (int i = 0; i < nested.length; i++) {
            nested[i] = (byte) (i % 5 == 0 ? '{' : i % 5 == 4 ? ':' : i % 5 == 2 ? 'a' : '"');
        }
        running.publishToOnePartition(
                event("SESSION_STARTED", "a", "2026-03-10T10:00:00Z"),
                null,
                new byte[0],
                new byte[] {'{', '"', (byte) 0xC3, (byte) 0x28, '"', '}'},
                new byte[] {0, 0, 0, 0},
                brackets,
                nested,
                new String(event("SESSION_STARTED", "zero", "2026-03-10T10:00:00Z"), UTF_8)
                        .replace("rover", "\\u0000")
                        .getBytes(UTF_8),
                event("SESSION_STARTED", "fast", "2099-01-01T00:00:00Z"),
                event("SESSION_STARTED", "old", "1969-01-01T00:00:00Z"),
                event("SESSION_ENDED", "a", "2026-03-10T10:30:00Z"));

        close(at("2026-03-10T10:30:01Z"), new Watch());

        assertThat(
                        EmbeddedStore.query(
                                database,
                                "SELECT period, sessions, duration_ms FROM scope_bucket"
                                        + " WHERE scope = 'project:p' ORDER BY 1"))
                .containsExactly("DAY|1|1800000", "HOUR|1|1800000", "MONTH|1|1800000");
        List<ConsumerRecord<byte[], byte[]>> rejected = rejectedRecords(9);
        assertThat(rejected)
                .extracting(record -> header(record, "reason"))
                .containsExactlyInAnyOrder(
                        "malformed",
                        "malformed",
                        "malformed",
                        "malformed",
                        "malformed",
                        "malformed",
                        "malformed",
                        "malformed",
                        "future");
        ConsumerRecord<byte[], byte[]> large =
                rejected.stream()
                        .filter(record -> header(record, "original-size").equals("10000000"))
                        .findAny()
                        .orElseThrow();
        assertThat(large.value()).hasSize(512 * 1024).startsWith('[', '[');
        assertThat(header(large, "topic")).isEqualTo(running.topic());
        assertThat(header(large, "partition")).matches("[0-2]");
        assertThat(header(large, "offset")).matches("[0-9]+");
    }

    private static Configuration clusterConfiguration() {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(500));
        return configuration;
    }

    private static StreamShape shape(String zone, Instant from) {
        ScopeZones zones = new ScopeZones(ZoneId.of(zone), Map.of(Scope.project("q"), ZONE_OF_Q));
        return StreamShape.of(300, SCOPES, zones, from, from.plus(Duration.ofDays(4)));
    }

    private JobClient startJob(String zone) throws Exception {
        return startJob(zone, "off");
    }

    private JobClient startJob(String zone, String idleAdvance) throws Exception {
        return running.start(
                "--time-zone=" + zone,
                "--scope-time-zones=project:q=" + ZONE_OF_Q,
                "--idle-advance=" + idleAdvance);
    }

    /** Waits until everything published before is visible. */
    private List<Step> close(long millis, Watch watch) throws Exception {
        List<Step> steps = running.publishLast(millis);
        watch.until(() -> running.isReadThrough(millis));
        return steps;
    }

    private static byte[] event(String type, String sessionId, String time) {
        return """
               {"type": "%s", "sessionId": "%s", "time": "%s", "projectId": "p", \
               "fieldDeviceId": "rover", "remoteDeviceIds": []}"""
                .formatted(type, sessionId, time)
                .getBytes(UTF_8);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().forever().pollInterval(Duration.ofMillis(50)).until(condition);
    }

    private boolean tablesExist() throws SQLException {
        return EmbeddedStore.query(
                        database,
                        "SELECT to_regclass('" + database.schema() + ".device_bucket') IS NOT NULL")
                .contains("t");
    }

    private void checkRejections(
            List<Step> steps, StreamShape shape, List<ObservedRecord> published) {
        Recomputation expected =
                NaiveStatistics.compute(
                        steps, shape.zones(), shape.allowedLateness(), shape.maxSessionDuration());
        Map<String, Integer> expectedReasons = new TreeMap<>();
        for (Recomputation.Rejection rejection : expected.rejections()) {
            expectedReasons.merge(rejection.reason().word(), 1, Integer::sum);
        }
        for (ObservedRecord record : published) {
            RejectionReason garbage = record.garbage();
            if (garbage != null) {
                expectedReasons.merge(garbage.word(), 1, Integer::sum);
            }
        }
        int count = expectedReasons.values().stream().mapToInt(Integer::intValue).sum();

        Map<String, Integer> reasons = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : rejectedRecords(count)) {
            reasons.merge(header(record, "reason"), 1, Integer::sum);
            assertThat(published)
                    .as("the original bytes")
                    .anyMatch(sent -> Arrays.equals(sent.value(), record.value()));
        }
        assertThat(reasons).isEqualTo(expectedReasons);
    }

    private List<ConsumerRecord<byte[], byte[]>> rejectedRecords(int atLeast) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                EmbeddedKafka.server().bootstrapServers()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(running.rejectedTopic(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (records.size() < atLeast
                    || consumer.position(partition)
                            < consumer.endOffsets(List.of(partition)).get(partition)) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    /** Looks at every row again and again, and at what goes back from one look to the next. */
    private final class Watch {

        private final Map<String, long[]> seen = new HashMap<>();
        private final List<String> wentBack = new ArrayList<>();

        void until(Callable<Boolean> condition) {
            await(
                    () -> {
                        look();
                        return condition.call();
                    });
        }

        void look() throws SQLException {
            if (!tablesExist()) {
                return;
            }
            String sql =
                    "SELECT scope || ' ' || period || ' ' || bucket_start, generation, checkpoint"
                            + " FROM scope_bucket UNION ALL SELECT scope || ' ' || device_id || ' '"
                            + " || period || ' ' || bucket_start, generation, checkpoint FROM"
                            + " device_bucket UNION ALL SELECT 'progress', generation, checkpoint"
                            + " FROM progress";
            try (Connection connection = EmbeddedStore.connect(database);
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(sql)) {
                while (result.next()) {
                    long[] version = {result.getLong(2), result.getLong(3)};
                    long[] before = seen.put(result.getString(1), version);
                    if (before != null && Arrays.compare(before, version) > 0) {
                        wentBack.add(
                                result.getString(1)
                                        + " from "
                                        + Arrays.toString(before)
                                        + " to "
                                        + Arrays.toString(version));
                    }
                }
            }
        }
    }
}
