package io.sessionstats.store.postgres.aggregating;

import static io.sessionstats.store.postgres.RandomUsage.GRAIN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;
import static java.util.Comparator.nullsLast;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.store.Aggregation;
import io.sessionstats.store.AggregationFailedException;
import io.sessionstats.store.AggregationLimits;
import io.sessionstats.store.AggregationRow;
import io.sessionstats.store.AggregationStore;
import io.sessionstats.store.AggregationStore.NewAggregation;
import io.sessionstats.store.AggregationStore.Start;
import io.sessionstats.store.Publication;
import io.sessionstats.store.StatisticsRow;
import io.sessionstats.store.StatisticsRows;
import io.sessionstats.store.StatisticsStore;
import io.sessionstats.store.StoreSettings;
import io.sessionstats.store.postgres.EmbeddedStore;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.store.postgres.RandomUsage;
import io.sessionstats.store.postgres.publishing.PostgresStatisticsStore;
import io.sessionstats.store.postgres.reading.PostgresServerStore;
import io.sessionstats.usage.JobName;
import io.sessionstats.usage.KeyedCell;
import io.sessionstats.usage.ResourceHash;
import io.sessionstats.usage.UsageAggregation;
import io.sessionstats.usage.UsageDimension;
import io.sessionstats.usage.UsageKey;
import io.sessionstats.usage.UsagePeriods;
import io.sessionstats.usage.UsageQuery;
import io.sessionstats.usage.UsageRow;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Aggregations over a real PostgreSQL server against the arithmetic alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AggregationRunIT {

    private static final AggregationLimits WIDE =
            new AggregationLimits(Duration.ofMinutes(2), 1_000_000, 1_000_000, Long.MAX_VALUE);

    private static final long NOVEMBER = millis("2025-11-20T00:00:00Z");
    private static final long APRIL = millis("2026-04-10T00:00:00Z");

    private final PostgresDatabase database = EmbeddedStore.newSchema();
    private final StatisticsStore store = new PostgresStatisticsStore(database);
    private final PostgresServerStore server = PostgresServerStore.open(database, 5);
    private final AggregationStore aggregations = server.aggregations();
    private final List<KeyedCell> cells =
            new RandomUsage(20_260_310).cells(20_000, NOVEMBER, APRIL);

    AggregationRunIT() throws Exception {
        store.register("job-1", 0, new StoreSettings(ScopeZones.all(ZoneId.of("UTC")), GRAIN));
        store.publish(1, RandomUsage.publication(1, APRIL, cells));
        List<StatisticsRow> names = new ArrayList<>();
        for (String job : RandomUsage.ODD) {
            if (!job.equals("a")) {
                names.add(StatisticsRows.of(new JobName("f", job, "name of " + job)));
            }
            names.add(StatisticsRows.of(new JobName("other farm", job, "of another farm")));
        }
        store.publish(1, StatisticsRows.publication(2, APRIL + 7, names));
        aggregations.live(Duration.ofHours(1));
    }

    @AfterEach
    void nothingIsLeftInUse() throws Exception {
        EmbeddedStore.execute(database, "DELETE FROM aggregation WHERE state = 'IN_PROGRESS'");
        assertThat(server.poolUse().active()).isZero();
    }

    @AfterAll
    void close() {
        server.close();
        store.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void rowsAreThoseOfTheArithmetic(long seed) throws Exception {
        UsageQuery query = randomQuery(new Random(seed));
        String id = started();

        aggregations.run(id, query, WIDE);

        assertThat(allRows(id)).as("seed " + seed).isEqualTo(expected(query));
        Aggregation done = aggregations.find("f", id).orElseThrow();
        assertThat(done.state()).isEqualTo(Aggregation.State.COMPLETED);
        assertThat(done.rows()).isEqualTo(expected(query).size());
        assertThat(done.completeThrough()).isEqualTo(Instant.ofEpochMilli(APRIL + 7));
        assertThat(query("SELECT generation, checkpoint FROM aggregation WHERE id = '" + id + "'"))
                .containsExactly("1|2");
    }

    /** So few groups and keys are held that nearly each row is told in parts. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 200})
    void rowsAreTheSameWhateverIsHeldAtATime(int groupsMax) throws Exception {
        for (long seed = 1; seed <= 20; seed++) {
            UsageQuery query = randomQuery(new Random(seed));
            String id = started();

            aggregations.run(
                    id,
                    query,
                    new AggregationLimits(
                            Duration.ofMinutes(2), groupsMax, 10_000_000, Long.MAX_VALUE));

            assertThat(allRows(id)).as("seed " + seed).isEqualTo(expected(query));
            assertThat(aggregations.find("f", id).orElseThrow().rows())
                    .isEqualTo(expected(query).size());
        }
    }

    @Test
    void everyQueryAnswersWithRows() {
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(expected(randomQuery(new Random(seed)))).as("seed " + seed).isNotEmpty();
        }
    }

    @Test
    void queueOrFarmThatNobodyKnowsHasNoRows() throws Exception {
        String id = started();

        aggregations.run(
                id,
                query("f", List.of("nobody's"), Period.DAY, List.of(UsageDimension.USER_ID)),
                WIDE);

        assertThat(aggregations.find("f", id).orElseThrow().rows()).isZero();
        assertThat(allRows(id)).isEmpty();
    }

    /** 64 bits of hash are no proof: the keys decide. */
    @Test
    void cellsFoundByAnotherResourcesHashDoNotCount() throws Exception {
        UsageQuery query =
                query("f", List.of("q1"), Period.MONTH, List.of(UsageDimension.QUEUE_ID));
        EmbeddedStore.execute(
                database,
                "UPDATE usage_cell SET queue_hash = -queue_hash WHERE queue_hash = "
                        + ResourceHash.of("f", "q2"));
        EmbeddedStore.execute(
                database,
                "UPDATE usage_cell SET queue_hash = "
                        + ResourceHash.of("f", "q1")
                        + " WHERE queue_hash = -("
                        + ResourceHash.of("f", "q2")
                        + ")");
        try {
            String id = started();
            aggregations.run(id, query, WIDE);
            assertThat(allRows(id)).isEqualTo(expected(query)).isNotEmpty();
        } finally {
            EmbeddedStore.execute(
                    database,
                    "UPDATE usage_cell SET queue_hash = "
                            + ResourceHash.of("f", "q2")
                            + " FROM usage_key WHERE id = usage_key AND farm_id = 'f'"
                            + " AND queue_id = 'q2'");
        }
    }

    @Test
    void pagesHaveNoGapsAndNoRepeats() throws Exception {
        UsageQuery query =
                query("f", List.of("q1", "q2"), Period.DAY, List.of(UsageDimension.JOB_ID));
        String id = started();
        aggregations.run(id, query, WIDE);

        List<AggregationRow> paged = new ArrayList<>();
        for (List<AggregationRow> page = aggregations.rows(id, 0, 7);
                !page.isEmpty();
                page = aggregations.rows(id, paged.get(paged.size() - 1).position(), 7)) {
            paged.addAll(page);
        }

        assertThat(paged).isEqualTo(expected(query)).hasSizeGreaterThan(100);
    }

    /** The run waits with its first look at the store while there is a publication of new keys. */
    @Test
    void bothConnectionsReadOneSnapshot() throws Exception {
        PostgresDatabase other = EmbeddedStore.newSchema();
        List<KeyedCell> few = cells.subList(0, 500);
        try (StatisticsStore publisher = new PostgresStatisticsStore(other);
                PostgresServerStore reader = PostgresServerStore.open(other, 4)) {
            publisher.register(
                    "job-1", 0, new StoreSettings(ScopeZones.all(ZoneId.of("UTC")), GRAIN));
            publisher.publish(1, RandomUsage.publication(1, APRIL + 1, few));
            AggregationStore running = reader.aggregations();
            running.live(Duration.ofHours(1));
            String id = UUID.randomUUID().toString().replace("-", "");
            running.start(newAggregation(id, "f", null));
            UsageQuery query =
                    query("f", List.of("q1"), Period.DAY, List.of(UsageDimension.JOB_ID));
            CompletableFuture<Throwable> outcome;
            try (Connection blocker = EmbeddedStore.connect(other)) {
                blocker.setAutoCommit(false);
                try (var statement = blocker.createStatement()) {
                    statement.execute("LOCK TABLE aggregation IN ACCESS EXCLUSIVE MODE");
                }
                outcome = run(running, id, query);
                awaitWaiting();

                publisher.publish(1, RandomUsage.publication(2, APRIL + 2, cells.subList(0, 1000)));
            }

            assertThat(outcome.get()).isNull();
            assertThat(running.find("f", id).orElseThrow().completeThrough())
                    .isEqualTo(Instant.ofEpochMilli(APRIL + 1));
            assertThat(running.rows(id, 0, 10_000))
                    .extracting(AggregationRow::usage)
                    .isEqualTo(expected(query, few).stream().map(AggregationRow::usage).toList())
                    .isNotEqualTo(
                            expected(query, cells.subList(0, 1000)).stream()
                                    .map(AggregationRow::usage)
                                    .toList());
        }
    }

    private static CompletableFuture<Throwable> run(
            AggregationStore running, String id, UsageQuery query) {
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        new Thread(
                        () -> {
                            try {
                                running.run(id, query, WIDE);
                                outcome.complete(null);
                            } catch (Throwable e) {
                                outcome.complete(e);
                            }
                        })
                .start();
        return outcome;
    }

    /** Until a lock is waited for. */
    private void awaitWaiting() throws SQLException {
        while (query("SELECT count(*) FROM pg_locks WHERE NOT granted").equals(List.of("0"))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void resultIsOfOneSnapshotWhateverIsPublishedMeanwhile() throws Exception {
        PostgresDatabase other = EmbeddedStore.newSchema();
        List<KeyedCell> few = cells.subList(0, 500);
        try (StatisticsStore publisher = new PostgresStatisticsStore(other);
                PostgresServerStore reader = PostgresServerStore.open(other, 4)) {
            publisher.register(
                    "job-1", 0, new StoreSettings(ScopeZones.all(ZoneId.of("UTC")), GRAIN));
            publisher.publish(1, times(1, few));
            AggregationStore running = reader.aggregations();
            running.live(Duration.ofHours(1));
            CompletableFuture<Void> published =
                    CompletableFuture.runAsync(
                            () -> {
                                for (int checkpoint = 2; checkpoint < 30; checkpoint++) {
                                    try {
                                        publisher.publish(1, times(checkpoint, few));
                                    } catch (Exception e) {
                                        throw new IllegalStateException(e);
                                    }
                                }
                            });
            UsageQuery query =
                    query("f", List.of("q1"), Period.DAY, List.of(UsageDimension.USER_ID));
            List<AggregationRow> once = expected(query, few);

            do {
                String id = UUID.randomUUID().toString().replace("-", "");
                running.start(newAggregation(id, "f", null));
                running.run(id, query, WIDE);

                long checkpoint =
                        Long.parseLong(
                                EmbeddedStore.query(
                                                other,
                                                "SELECT checkpoint FROM aggregation WHERE id = '"
                                                        + id
                                                        + "'")
                                        .get(0));
                assertThat(running.find("f", id).orElseThrow().completeThrough())
                        .isEqualTo(Instant.ofEpochMilli(APRIL + checkpoint));
                assertThat(running.rows(id, 0, 10_000))
                        .hasSameSizeAs(once)
                        .zipSatisfy(
                                once,
                                (row, single) ->
                                        assertThat(row.usage().figures().sessions())
                                                .isEqualTo(
                                                        checkpoint
                                                                * single.usage()
                                                                        .figures()
                                                                        .sessions()));
            } while (!published.isDone());
            published.get();
        }
    }

    /** Each cell with as many sessions more as the checkpoint says. */
    private static Publication times(int checkpoint, List<KeyedCell> cells) {
        List<KeyedCell> more = new ArrayList<>();
        for (KeyedCell cell : cells) {
            var sum = cell.cell();
            for (int i = 1; i < checkpoint; i++) {
                sum = sum.plus(cell.cell());
            }
            more.add(new KeyedCell(cell.key(), sum));
        }
        return RandomUsage.publication(checkpoint, APRIL + checkpoint, more);
    }

    @Test
    void tooManyRowsFail() throws Exception {
        UsageQuery query = query("f", List.of("q1"), Period.DAY, List.of(UsageDimension.JOB_ID));

        assertFails(
                query,
                new AggregationLimits(Duration.ofMinutes(2), 1_000_000, 100, Long.MAX_VALUE),
                Aggregation.State.FAILED,
                "more than 100 rows");
        String id = started();
        int rows = expected(query).size();
        aggregations.run(
                id,
                query,
                new AggregationLimits(Duration.ofMinutes(2), 100_000, rows, Long.MAX_VALUE));
        assertThat(allRows(id)).hasSize(rows);
    }

    @Test
    void partsOfRowsCountAsRows() throws Exception {
        UsageQuery query = query("f", List.of("q1"), null, List.of(UsageDimension.JOB_ID));

        assertThat(expected(query)).hasSizeLessThan(20);
        assertFails(
                query,
                new AggregationLimits(Duration.ofMinutes(2), 1, 20, Long.MAX_VALUE),
                Aggregation.State.FAILED,
                "takes more than 20 rows: ask for a shorter time range");
    }

    @Test
    void rowWhosePartsCountTooManyFails() throws Exception {
        UsageQuery query = query("f", List.of("q1"), null, List.of(UsageDimension.JOB_ID));
        long most =
                expected(query).stream()
                        .mapToLong(row -> row.usage().figures().sessions())
                        .max()
                        .orElseThrow();

        assertFails(
                query,
                new AggregationLimits(Duration.ofMinutes(2), 1, 1_000_000, most - 1),
                Aggregation.State.FAILED,
                "more than " + (most - 1) + " sessions");
        String id = started();
        aggregations.run(
                id, query, new AggregationLimits(Duration.ofMinutes(2), 1, 1_000_000, most));
        assertThat(allRows(id)).isEqualTo(expected(query));
    }

    @Test
    void rowThatCountsTooManyFails() throws Exception {
        UsageQuery query =
                query("f", List.of("q1"), Period.MONTH, List.of(UsageDimension.QUEUE_ID));
        long most =
                expected(query).stream()
                        .mapToLong(row -> row.usage().figures().sessions())
                        .max()
                        .orElseThrow();

        assertFails(
                query,
                new AggregationLimits(Duration.ofMinutes(2), 100, 100, most - 1),
                Aggregation.State.FAILED,
                "more than " + (most - 1) + " sessions");
        String id = started();
        aggregations.run(id, query, new AggregationLimits(Duration.ofMinutes(2), 100, 100, most));
        assertThat(allRows(id)).isEqualTo(expected(query));
    }

    @Test
    void tooLongATimeIsATimeout() throws Exception {
        UsageQuery query = query("f", List.of("q1"), Period.DAY, List.of(UsageDimension.JOB_ID));
        try (Connection blocker = EmbeddedStore.connect(database)) {
            blocker.setAutoCommit(false);
            lock(blocker);

            assertFails(
                    query,
                    new AggregationLimits(
                            Duration.ofMillis(300), 1_000_000, 1_000_000, Long.MAX_VALUE),
                    Aggregation.State.TIMEOUT,
                    "0.3 s: ask for a shorter time range");
        }
    }

    @Test
    void interruptionEndsItAndLeavesNothing() throws Exception {
        UsageQuery query = query("f", List.of("q1"), Period.DAY, List.of(UsageDimension.JOB_ID));
        String id = started();
        List<String> before = query("SELECT * FROM aggregation_row");
        try (Connection blocker = EmbeddedStore.connect(database)) {
            blocker.setAutoCommit(false);
            lock(blocker);
            CompletableFuture<Throwable> outcome = new CompletableFuture<>();
            Thread runner =
                    new Thread(
                            () -> {
                                try {
                                    aggregations.run(id, query, WIDE);
                                    outcome.complete(null);
                                } catch (Throwable e) {
                                    outcome.complete(e);
                                }
                            });
            runner.start();
            awaitWaiting();

            runner.interrupt();

            assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
        }
        assertThat(query("SELECT * FROM aggregation_row")).isEqualTo(before);
        assertThat(aggregations.find("f", id).orElseThrow().state())
                .isEqualTo(Aggregation.State.IN_PROGRESS);
        aggregations.run(id, query, WIDE);
        assertThat(allRows(id)).isEqualTo(expected(query));
    }

    @Test
    void whatAnotherServerTookOverMeanwhileShowsNothing() throws Exception {
        UsageQuery query = query("f", List.of("q1"), Period.DAY, List.of(UsageDimension.JOB_ID));
        String id = started();
        EmbeddedStore.execute(database, "UPDATE aggregation SET server = gen_random_uuid()");
        List<String> before = query("SELECT * FROM aggregation_row");

        assertThatThrownBy(() -> aggregations.run(id, query, WIDE))
                .isInstanceOf(AggregationFailedException.class);
        aggregations.end(id, Aggregation.State.FAILED, "no");

        assertThat(query("SELECT * FROM aggregation_row")).isEqualTo(before);
        assertThat(aggregations.find("f", id).orElseThrow().state())
                .isEqualTo(Aggregation.State.IN_PROGRESS);
    }

    @Test
    void whatIsTakenOverWhileItRunsShowsNothing() throws Exception {
        UsageQuery query = query("f", List.of("q1"), Period.DAY, List.of(UsageDimension.JOB_ID));
        String id = started();
        List<String> before = query("SELECT * FROM aggregation_row");
        CompletableFuture<Throwable> outcome;
        try (Connection blocker = EmbeddedStore.connect(database)) {
            blocker.setAutoCommit(false);
            lock(blocker);
            outcome = run(aggregations, id, query);
            awaitWaiting();
            EmbeddedStore.execute(
                    database,
                    "UPDATE aggregation SET server = gen_random_uuid() WHERE id = '" + id + "'");
        }

        assertThat(outcome.get()).isInstanceOf(IOException.class);
        assertThat(query("SELECT * FROM aggregation_row")).isEqualTo(before);
    }

    /** Reading waits for this lock; publishing and looking up would, too. */
    private static void lock(Connection blocker) throws SQLException {
        try (var statement = blocker.createStatement()) {
            statement.execute("LOCK TABLE usage_cell IN ACCESS EXCLUSIVE MODE");
        }
    }

    private void assertFails(
            UsageQuery query, AggregationLimits limits, Aggregation.State state, String message)
            throws Exception {
        String id = started();
        List<String> before = query("SELECT * FROM aggregation_row");

        assertThatThrownBy(() -> aggregations.run(id, query, limits))
                .isInstanceOfSatisfying(
                        AggregationFailedException.class,
                        failure -> assertThat(failure.state()).isEqualTo(state))
                .hasMessageContaining(message);

        assertThat(query("SELECT * FROM aggregation_row")).isEqualTo(before);
        aggregations.end(id, state, message);
        assertThat(aggregations.find("f", id).orElseThrow().message()).isEqualTo(message);
    }

    private UsageQuery randomQuery(Random random) {
        UsageDimension filter =
                random.nextBoolean() ? UsageDimension.QUEUE_ID : UsageDimension.FLEET_ID;
        String prefix = filter == UsageDimension.QUEUE_ID ? "q" : "fleet";
        List<UsageDimension> groupBy = new ArrayList<>(Arrays.asList(UsageDimension.values()));
        Collections.shuffle(groupBy, random);
        long start = NOVEMBER + random.nextLong((APRIL - NOVEMBER) / 2);
        Period period =
                Arrays.asList(null, Period.HOUR, Period.DAY, Period.WEEK, Period.MONTH)
                        .get(random.nextInt(5));
        long length =
                period == Period.HOUR ? 20 * 86_400_000L : random.nextLong(APRIL - NOVEMBER) + 1;
        ZoneId zone =
                ZoneId.of(
                        List.of("UTC", "America/St_Johns", "Asia/Kathmandu", "UTC-08:00")
                                .get(random.nextInt(4)));
        return new UsageQuery(
                random.nextInt(4) == 0 ? "other farm" : "f",
                filter,
                List.of(prefix + 1, prefix + 2, "nobody's").subList(0, 1 + random.nextInt(3)),
                groupBy.subList(0, 1 + random.nextInt(2)),
                UsagePeriods.of(start, start + length, period, zone, GRAIN),
                random.nextBoolean());
    }

    private static UsageQuery query(
            String farm, List<String> queues, Period period, List<UsageDimension> groupBy) {
        return new UsageQuery(
                farm,
                UsageDimension.QUEUE_ID,
                queues,
                groupBy,
                UsagePeriods.of(
                        millis("2026-01-20T00:00:00Z"),
                        millis("2026-03-11T00:00:00Z"),
                        period,
                        ZoneId.of("UTC"),
                        GRAIN),
                true);
    }

    private List<AggregationRow> expected(UsageQuery query) {
        return expected(query, cells);
    }

    private static List<AggregationRow> expected(UsageQuery query, List<KeyedCell> cells) {
        List<UsageRow> rows = new ArrayList<>();
        UsageAggregation aggregation =
                new UsageAggregation(query, GRAIN, Integer.MAX_VALUE, rows::add);
        for (KeyedCell cell : cells) {
            UsageKey key = cell.key();
            if (query.selects(key)) {
                List<String> group = new ArrayList<>();
                query.groupBy().forEach(dimension -> group.add(key.value(dimension)));
                aggregation.add(
                        aggregation.priceGroup(group, key.hourlyRateMicroUsd()), cell.cell());
            }
        }
        aggregation.finish();
        Comparator<UsageRow> order = comparing(row -> row.group().get(0), BY_CODE_POINTS);
        if (query.groupBy().size() == 2) {
            order = order.thenComparing(row -> row.group().get(1), BY_CODE_POINTS);
        }
        rows.sort(order.thenComparing(comparingLong(UsageRow::startMillis)));
        int jobs = query.groupBy().indexOf(UsageDimension.JOB_ID);
        List<AggregationRow> expected = new ArrayList<>();
        for (UsageRow row : rows) {
            String job = jobs < 0 ? null : row.group().get(jobs);
            expected.add(new AggregationRow(expected.size() + 1, row, nameOf(job, query.farmId())));
        }
        return expected;
    }

    private static String nameOf(String job, String farm) {
        if (job == null) {
            return null;
        }
        if (farm.equals("other farm")) {
            return "of another farm";
        }
        return job.equals("a") ? null : "name of " + job;
    }

    private static final Comparator<String> BY_CODE_POINTS =
            nullsLast(
                    (one, other) ->
                            Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8)));

    private List<AggregationRow> allRows(String id) throws IOException {
        return aggregations.rows(id, 0, 1_000_000);
    }

    private String started() throws IOException {
        String id = UUID.randomUUID().toString().replace("-", "");
        assertThat(aggregations.start(newAggregation(id, "f", null))).isEqualTo(new Start.Added());
        return id;
    }

    private static NewAggregation newAggregation(String id, String farm, String invocation) {
        return new NewAggregation(
                id, farm, "key", invocation, "request", Instant.now().plusSeconds(3600));
    }

    private List<String> query(String sql) throws SQLException {
        return EmbeddedStore.query(database, sql);
    }

    private static long millis(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
