package io.sessionstats.benchmark;

import static io.sessionstats.benchmark.ProjectYear.FIRST_DAY;
import static io.sessionstats.benchmark.ProjectYear.GROUPS;
import static io.sessionstats.benchmark.ProjectYear.GROUPS_BEFORE_TODAY;
import static io.sessionstats.benchmark.ProjectYear.HOURS_A_DAY;
import static io.sessionstats.benchmark.ProjectYear.NOW;
import static io.sessionstats.benchmark.ProjectYear.PROJECT;
import static io.sessionstats.benchmark.ProjectYear.SETTINGS;
import static io.sessionstats.benchmark.ProjectYear.TODAY;
import static io.sessionstats.benchmark.ProjectYear.ZONE;

import com.fasterxml.jackson.databind.JsonNode;
import io.sessionstats.api.AccessKey;
import io.sessionstats.api.ApiServer;
import io.sessionstats.api.Grants;
import io.sessionstats.api.TokenBuckets;
import io.sessionstats.api.trro.TrroServers;
import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.job.RetryDelays;
import io.sessionstats.job.SessionStatisticsPipeline;
import io.sessionstats.job.StatisticsSink;
import io.sessionstats.store.postgres.EmbeddedStore;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.store.postgres.publishing.PostgresStatisticsStore;
import io.sessionstats.store.postgres.reading.PostgresServerStore;
import io.sessionstats.usage.RateCard;
import io.sessionstats.usage.UsageGrain;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long signed requests of the TRRO face take on a store with a year of a large project, while
 * the job publishes other projects into it every two seconds. Job, server and client share a JVM,
 * and with the database a machine. The requests at a rate do not wait for each other: each one's
 * time counts from when it was due.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProjectLatencyBenchmark {

    private static final int PARALLELISM = 2;
    private static final int EVENTS_PER_SECOND = Integer.getInteger("benchmark.events", 200);
    private static final int REQUESTS_PER_SECOND = Integer.getInteger("benchmark.requests", 200);
    private static final int WARM_UP_SECONDS = 15;
    private static final int SECONDS = Integer.getInteger("benchmark.seconds", 30);
    private static final int ROUNDS = 20;

    private static final String BY_INTERVAL = "DescribeSessionStatisticsByInterval";
    private static final String SUMMARY = "DescribeSessionStatistics";

    private static final LocalDateTime YEAR_START = FIRST_DAY.atStartOfDay();
    private static final LocalDateTime MIDNIGHT = TODAY.atStartOfDay();

    private final Clock clock =
            Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), NOW));
    private final PostgresDatabase database = EmbeddedStore.newSchema();
    private final Random random = new Random(1);

    private PostgresServerStore store;
    private ApiServer server;
    private SignedCalls calls;
    private JobClient job;

    @BeforeAll
    void start(@TempDir Path checkpoints) throws Exception {
        new ProjectYear(database).publish();
        store = PostgresServerStore.open(database, 10);
        AccessKey key = new AccessKey("key", "secret", Grants.ALL);
        server =
                TrroServers.start(
                        Map.of(key.id(), key)::get,
                        store.statistics(),
                        new TokenBuckets(100_000, System::nanoTime),
                        clock);
        calls = new SignedCalls(server.port(), key.id(), key.secret(), clock);
        job = startJob(checkpoints);
    }

    private JobClient startJob(Path checkpoints) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(2));
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, configuration);
        new SessionStatisticsPipeline(
                        SETTINGS.zones(),
                        BenchmarkSettings.LIMITS,
                        RateCard.EMPTY,
                        UsageGrain.DEFAULT,
                        Duration.ofSeconds(10),
                        null,
                        clock)
                .define(
                        environment,
                        new LiveSessions(clock, PARALLELISM, EVENTS_PER_SECOND),
                        new StatisticsSink(
                                PostgresStatisticsStore.in(database),
                                SETTINGS,
                                RetryDelays.standard()),
                        new DiscardingSink<RejectedEvent>());
        JobClient client = environment.executeAsync("latency");
        while (published() == 0) {
            if (client.getJobStatus().get().isTerminalState()) {
                client.getJobExecutionResult().get();
            }
            LockSupport.parkNanos(100_000_000);
        }
        return client;
    }

    /** Of the job that runs beside. */
    private int published() throws Exception {
        return Integer.parseInt(
                EmbeddedStore.query(database, "SELECT checkpoint FROM progress").get(0));
    }

    @AfterAll
    void stop() throws Exception {
        System.out.printf(
                "%d publications of the job beside, at %d events a second%n",
                published(), EVENTS_PER_SECOND);
        job.cancel().get();
        server.close();
        store.close();
    }

    @Test
    void intervalsOfTheProject() throws Exception {
        List<Request> kinds =
                List.of(
                        new Request("a day of hours", BY_INTERVAL, () -> interval("hour", null, 1)),
                        new Request(
                                "a month of days", BY_INTERVAL, () -> interval("day", null, 30)));
        atARate(kinds, WARM_UP_SECONDS, false);
        atARate(kinds, SECONDS, true);
    }

    @Test
    void intervalsOfADevice() throws Exception {
        List<Request> kinds =
                List.of(
                        new Request(
                                "a day of a device's hours",
                                BY_INTERVAL,
                                () -> interval("hour", device(), 1)),
                        new Request(
                                "a month of a device's days",
                                BY_INTERVAL,
                                () -> interval("day", device(), 30)),
                        new Request(
                                "a device's year by month",
                                BY_INTERVAL,
                                () -> interval("month", device(), 360)));
        atARate(kinds, WARM_UP_SECONDS, false);
        atARate(kinds, SECONDS, true);
    }

    @Test
    void summaries() throws Exception {
        long aDay = 4L * HOURS_A_DAY;
        long days = TODAY.toEpochDay() - FIRST_DAY.toEpochDay();
        // By the hour that now is in, half of a day has begun.
        long today = GROUPS * aDay / 2;
        LocalDateTime now = LocalDateTime.ofInstant(NOW, ZONE);
        LocalDateTime someDay = MIDNIGHT.minusDays(100);

        summary("a day", null, someDay, someDay.plusDays(1), GROUPS_BEFORE_TODAY * aDay);
        summary("today", null, MIDNIGHT, now, today);
        summary("the year", null, YEAR_START, MIDNIGHT, days * GROUPS_BEFORE_TODAY * aDay);
        summary(
                "the year, to now",
                null,
                YEAR_START,
                now,
                days * GROUPS_BEFORE_TODAY * aDay + today);
        summary(
                "a device's year, to now",
                ProjectYear.console(17),
                YEAR_START,
                now,
                days * aDay + aDay / 2);
    }

    private void summary(
            String what, String device, LocalDateTime from, LocalDateTime to, long sessions)
            throws Exception {
        boolean withToday = to.isAfter(MIDNIGHT);
        int groups = device != null ? 1 : withToday ? GROUPS : GROUPS_BEFORE_TODAY;
        long[] nanos = new long[ROUNDS];
        for (int round = -3; round < ROUNDS; round++) {
            long before = System.nanoTime();
            JsonNode answer = calls.call(SUMMARY, parameters(null, device, from, to));
            if (round >= 0) {
                nanos[round] = System.nanoTime() - before;
            }
            expect(answer, "SessionNum", sessions);
            expect(answer, "TotalDuration", 30 * sessions);
            expect(answer, "ActiveFieldDeviceNum", 4L * groups);
            expect(answer, "ActiveRemoteDeviceNum", groups);
            expect(answer, "NotBadSessionRatio", 100);
        }
        print("summary of " + what + " (exact)", nanos);
    }

    private static void expect(JsonNode answer, String name, long value) {
        if (!answer.path(name).isIntegralNumber() || answer.path(name).asLong() != value) {
            throw new AssertionError(name + " is not " + value + ": " + answer);
        }
    }

    private interface Parameters {
        String next();
    }

    private record Request(String what, String action, Parameters parameters) {}

    private String interval(String interval, String device, int days) {
        LocalDate first =
                FIRST_DAY.plusDays(
                        random.nextInt((int) (TODAY.toEpochDay() - FIRST_DAY.toEpochDay()) - days));
        return parameters(
                interval, device, first.atStartOfDay(), first.plusDays(days).atStartOfDay());
    }

    private String device() {
        return ProjectYear.console(random.nextInt(GROUPS_BEFORE_TODAY));
    }

    private static String parameters(
            String interval, String device, LocalDateTime from, LocalDateTime to) {
        return "{\"ProjectId\":\"%s\",%s%s\"StartTime\":%d,\"EndTime\":%d}"
                .formatted(
                        PROJECT,
                        interval == null ? "" : "\"StatisticInterval\":\"" + interval + "\",",
                        device == null ? "" : "\"DeviceId\":\"" + device + "\",",
                        from.atZone(ZONE).toEpochSecond(),
                        to.atZone(ZONE).toEpochSecond());
    }

    /** The kinds in turn. */
    private void atARate(List<Request> kinds, int seconds, boolean printed) throws Exception {
        int requests = seconds * REQUESTS_PER_SECOND;
        long[] nanos = new long[requests];
        List<CompletableFuture<Void>> answers = new ArrayList<>(requests);
        long began = System.nanoTime();
        for (int i = 0; i < requests; i++) {
            Request kind = kinds.get(i % kinds.size());
            long due = began + TimeUnit.SECONDS.toNanos(1) * i / REQUESTS_PER_SECOND;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            int number = i;
            answers.add(
                    calls.begin(kind.action(), kind.parameters().next())
                            .thenAccept(
                                    response -> {
                                        nanos[number] = System.nanoTime() - due;
                                        if (response.path("SessionStatistics").isEmpty()) {
                                            throw new AssertionError(response.toString());
                                        }
                                    }));
        }
        for (CompletableFuture<Void> answer : answers) {
            answer.get();
        }
        if (printed) {
            for (int kind = 0; kind < kinds.size(); kind++) {
                long[] ofKind = new long[(requests - kind + kinds.size() - 1) / kinds.size()];
                for (int i = 0; i < ofKind.length; i++) {
                    ofKind[i] = nanos[kind + i * kinds.size()];
                }
                print(kinds.get(kind).what() + ", " + REQUESTS_PER_SECOND + " a second", ofKind);
            }
        }
    }

    private static void print(String what, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                "%-42s p50 %6.1f, p95 %6.1f, p99 %6.1f, max %6.1f ms (%,d; load average %.1f)%n",
                what,
                percentile(nanos, 50),
                percentile(nanos, 95),
                percentile(nanos, 99),
                percentile(nanos, 100),
                nanos.length,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static double percentile(long[] sortedNanos, int percent) {
        int rank = (int) Math.ceil(sortedNanos.length * percent / 100.0);
        return sortedNanos[rank - 1] / 1e6;
    }
}
