package io.sessionstats.benchmark;

import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.session.UsageType;
import io.sessionstats.store.AggregationLimits;
import io.sessionstats.store.AggregationRow;
import io.sessionstats.store.AggregationStore;
import io.sessionstats.store.AggregationStore.NewAggregation;
import io.sessionstats.store.StatisticsRow;
import io.sessionstats.store.StatisticsRows;
import io.sessionstats.store.StatisticsStore;
import io.sessionstats.store.StoreSettings;
import io.sessionstats.store.postgres.EmbeddedStore;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.store.postgres.publishing.PostgresStatisticsStore;
import io.sessionstats.store.postgres.reading.PostgresServerStore;
import io.sessionstats.usage.KeyedCell;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageDimension;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsageKey;
import io.sessionstats.usage.UsagePeriods;
import io.sessionstats.usage.UsageQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * How long usage takes to aggregate over a farm with a million cells in a month: by day and queue,
 * beside a plain SQL aggregation of the same cells (which is not exact: it does not clip), the same
 * over a farm where each session is of a job of its own, and by job with so many rows that only
 * paging helps.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AggregationBenchmark {

    /** Some of the sessions share a cell: about a million cells. */
    private static final int SESSIONS = Integer.getInteger("benchmark.sessions", 1_200_000);

    private static final int SESSIONS_PER_PUBLICATION = 50_000;
    private static final int QUEUES = 10;
    private static final int JOBS = 100_000;
    private static final int ROUNDS = 5;

    private static final long FROM = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
    private static final long TO = Instant.parse("2026-04-01T00:00:00Z").toEpochMilli();
    private static final AggregationLimits LIMITS =
            new AggregationLimits(Duration.ofMinutes(5), 250_000, 10_000_000, Long.MAX_VALUE);

    private static final String PLAIN_SQL =
            """
            SELECT queue_id, date_trunc('day', start_slot, 'UTC'), sum(sessions),
                sum(extract(epoch FROM end_slot - start_slot) * sessions
                    + end_offset_sum_ms - start_offset_sum_ms),
                sum(hourly_rate_micro_usd::numeric * (end_offset_sum_ms - start_offset_sum_ms))
            FROM usage_cell JOIN usage_key ON id = usage_key
            WHERE start_slot >= '2026-03-01 00:00+00' AND start_slot < '2026-04-01 00:00+00'
            GROUP BY 1, 2""";

    private final PostgresDatabase database = EmbeddedStore.newSchema();
    private final PostgresServerStore server = PostgresServerStore.open(database, 4);
    private final AggregationStore aggregations = server.aggregations();

    private final PostgresDatabase ownJobsDatabase = EmbeddedStore.newSchema();
    private final PostgresServerStore ownJobsServer = PostgresServerStore.open(ownJobsDatabase, 4);

    @BeforeAll
    void publish() throws Exception {
        publish(database, JOBS);
        publish(ownJobsDatabase, 100 * SESSIONS);
        aggregations.live(Duration.ofHours(1));
        ownJobsServer.aggregations().live(Duration.ofHours(1));
    }

    private static void publish(PostgresDatabase database, int jobs) throws Exception {
        try (StatisticsStore store = new PostgresStatisticsStore(database)) {
            store.register(
                    "job",
                    0,
                    new StoreSettings(ScopeZones.all(ZoneId.of("UTC")), UsageGrain.DEFAULT));
            Random random = new Random(1);
            long began = System.nanoTime();
            for (int session = 0, checkpoint = 1; session < SESSIONS; checkpoint++) {
                List<StatisticsRow> rows = new ArrayList<>();
                for (int i = 0;
                        i < SESSIONS_PER_PUBLICATION && session < SESSIONS;
                        i++, session++) {
                    // Cells come about in order of time.
                    long start = FROM + (TO - FROM) / SESSIONS * session + random.nextInt(600_000);
                    long end = start + 60_000 + (long) (random.nextDouble() * 7_200_000);
                    rows.addAll(
                            StatisticsRows.of(
                                    new KeyedCell(
                                            key(random, session, jobs),
                                            UsageCell.of(start, end, UsageGrain.DEFAULT))));
                }
                store.publish(1, StatisticsRows.publication(checkpoint, TO, rows));
            }
            System.out.printf(
                    "%,d sessions published, each in a row, in %.1f s: %s cells, %s keys%n",
                    SESSIONS,
                    (System.nanoTime() - began) / 1e9,
                    count(database, "usage_cell"),
                    count(database, "usage_key"));
        }
        EmbeddedStore.execute(database, "VACUUM ANALYZE usage_cell");
        EmbeddedStore.execute(database, "VACUUM ANALYZE usage_key");
    }

    private static String count(PostgresDatabase database, String table) throws Exception {
        return EmbeddedStore.query(database, "SELECT count(*) FROM " + table).get(0);
    }

    @AfterAll
    void close() {
        server.close();
        ownJobsServer.close();
    }

    /** A job has one user, one queue, one fleet and one kind of machine; it has some ten cells. */
    private static UsageKey key(Random random, int session, int jobs) {
        int job = (int) ((long) session * jobs / SESSIONS / 100 * 100) + random.nextInt(100);
        return new UsageKey(
                "farm",
                id("queue-", job % QUEUES),
                id("fleet-", job % 3),
                id("job-", job),
                "user" + job % 200,
                UsageType.COMPUTE,
                "c5." + job % 7 + "xlarge",
                null,
                340_000);
    }

    private static String id(String prefix, int number) {
        return prefix + "%032x".formatted(number);
    }

    @Test
    void monthByDayAndQueue() throws Exception {
        byDayAndQueue(database, aggregations);
    }

    @Test
    void monthByDayAndQueueOfJobsWithOneSession() throws Exception {
        byDayAndQueue(ownJobsDatabase, ownJobsServer.aggregations());
    }

    /** A third of the cells, which lie in all queues. */
    @Test
    void monthByDayOfAFleet() throws Exception {
        UsageQuery query =
                new UsageQuery(
                        "farm",
                        UsageDimension.FLEET_ID,
                        List.of(id("fleet-", 1)),
                        List.of(UsageDimension.QUEUE_ID),
                        UsagePeriods.of(FROM, TO, Period.DAY, ZoneId.of("UTC"), UsageGrain.DEFAULT),
                        true);
        for (int round = 0; round < ROUNDS; round++) {
            String id = start(aggregations);
            long began = System.nanoTime();
            aggregations.run(id, query, LIMITS);
            System.out.printf(
                    "a fleet by day and queue: %.2f s, %d rows%n",
                    (System.nanoTime() - began) / 1e9,
                    aggregations.find("farm", id).orElseThrow().rows());
        }
    }

    private static void byDayAndQueue(PostgresDatabase database, AggregationStore aggregations)
            throws Exception {
        long cells = Long.parseLong(count(database, "usage_cell"));
        for (int round = 0; round < ROUNDS; round++) {
            double sum = seconds(aggregations, cells, false, "sum, avg");
            double all = seconds(aggregations, cells, true, "sum, avg, min, max");
            long began = System.nanoTime();
            EmbeddedStore.query(database, PLAIN_SQL);
            double sql = (System.nanoTime() - began) / 1e9;
            System.out.printf(
                    "plain SQL (sums only, no clipping) %.2f s; sum, avg take %.2f of it,"
                            + " all four %.2f%n",
                    sql, sum / sql, all / sql);
        }
    }

    @Test
    void monthByJobPaged() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            UsageQuery query = query(true, UsageDimension.JOB_ID);
            String id = start(aggregations);
            long began = System.nanoTime();
            aggregations.run(id, query, LIMITS);
            long ran = System.nanoTime();
            long position = 0;
            int pages = 0;
            for (List<AggregationRow> page = aggregations.rows(id, 0, 100);
                    !page.isEmpty();
                    page = aggregations.rows(id, position, 100)) {
                for (AggregationRow row : page) {
                    if (row.position() != ++position) {
                        throw new AssertionError("row " + row + " after " + (position - 1));
                    }
                }
                pages++;
            }
            long paged = System.nanoTime();
            if (position != aggregations.find("farm", id).orElseThrow().rows()) {
                throw new AssertionError("rows without a page: " + position);
            }
            System.out.printf(
                    "by job: %,d rows in %.2f s; %,d pages of 100 in %.2f s%n",
                    position, (ran - began) / 1e9, pages, (paged - ran) / 1e9);
        }
    }

    private static double seconds(
            AggregationStore aggregations, long cells, boolean extremes, String statistics)
            throws Exception {
        String id = start(aggregations);
        long began = System.nanoTime();
        aggregations.run(id, query(extremes, UsageDimension.QUEUE_ID), LIMITS);
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "by day and queue (%s): %,d cells in %.2f s, %,.0f a second, %d rows%n",
                statistics,
                cells,
                seconds,
                cells / seconds,
                aggregations.find("farm", id).orElseThrow().rows());
        return seconds;
    }

    private static String start(AggregationStore aggregations) throws Exception {
        String id = UUID.randomUUID().toString().replace("-", "");
        aggregations.start(
                new NewAggregation(
                        id, "farm", "key", null, "request", Instant.now().plusSeconds(3600)));
        return id;
    }

    private static UsageQuery query(boolean extremes, UsageDimension dimension) {
        Period period = dimension == UsageDimension.QUEUE_ID ? Period.DAY : null;
        return new UsageQuery(
                "farm",
                UsageDimension.QUEUE_ID,
                IntStream.range(0, QUEUES).mapToObj(queue -> id("queue-", queue)).toList(),
                List.of(dimension),
                UsagePeriods.of(FROM, TO, period, ZoneId.of("UTC"), UsageGrain.DEFAULT),
                extremes);
    }
}
