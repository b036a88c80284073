package io.sessionstats.store.postgres.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.Publication;
import io.sessionstats.store.StatisticsRow;
import io.sessionstats.store.StatisticsRows;
import io.sessionstats.store.StatisticsStore;
import io.sessionstats.store.StoreRefusesException;
import io.sessionstats.store.StoreSettings;
import io.sessionstats.store.postgres.EmbeddedStore;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.usage.UsageGrain;
import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The store against a real PostgreSQL server. */
class PostgresStatisticsStoreIT {

    private static final StoreSettings UTC =
            new StoreSettings(ScopeZones.all(ZoneId.of("UTC")), UsageGrain.DEFAULT);
    private static final Scope FARM = Scope.farm("f1");
    private static final long NOON = Instant.parse("2026-03-10T12:00:00Z").toEpochMilli();

    private final PostgresDatabase database = EmbeddedStore.newSchema();
    private final StatisticsStore store = new PostgresStatisticsStore(database);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void scopeRowComesBackInEveryColumn() throws Exception {
        long generation = store.register("job-1", 0, UTC);
        Tally tally = new Tally(1, 2, 3, Long.MAX_VALUE, 5, 6, 7, 8);
        Bucket bucket = new Bucket(Period.DAY, NOON, NOON + 1_800_001);

        store.publish(generation, publication(7, NOON + 5, row(FARM, bucket, tally)));

        assertThat(query("SELECT * FROM scope_bucket"))
                .containsExactly(
                        "farm:f1|DAY|2026-03-10 12:00:00+00|2026-03-10 12:30:00.001+00"
                                + "|1|2|3|9223372036854775807|5|6|7|8|1|7");
        assertThat(query("SELECT * FROM scope")).containsExactly("farm:f1|UTC|1|7");
        assertThat(query("SELECT generation, checkpoint, complete_through FROM progress"))
                .containsExactly("1|7|2026-03-10 12:00:00.005+00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "tab\there",
                "line\nbreak\r\n",
                "back\\slash \\N \\. \\t",
                "\"quoted\" 'single'",
                "{braces,comma}",
                "NULL",
                " spaces ",
                "Ω≈ç√ 会话 \uD83D\uDE80",
                "\u0001\u007F\u2028"
            })
    void anyTextComesBackAsItWas(String id) throws Exception {
        long generation = store.register("job-1", 0, UTC);
        Scope project = Scope.project(id);
        DeviceStatistics statistics =
                new DeviceStatistics(
                        project,
                        id,
                        hour(NOON),
                        Tally.ZERO,
                        List.of(id, "other"),
                        List.of(id + id, id));

        store.publish(generation, publication(1, NOON, StatisticsRows.of(statistics)));

        try (Connection connection = EmbeddedStore.connect(database);
                Statement statement = connection.createStatement()) {
            ResultSet row =
                    statement.executeQuery(
                            "SELECT scope, device_id, field_devices, remote_devices"
                                    + " FROM device_bucket");
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo("project:" + id);
            assertThat(row.getString(2)).isEqualTo(id);
            assertThat(strings(row.getArray(3))).containsExactly(id, "other");
            assertThat(strings(row.getArray(4))).containsExactly(id + id, id);
        }
        assertThat(query("SELECT scope FROM scope")).containsExactly("project:" + id);
    }

    @Test
    void deviceRowComesBackInEveryColumn() throws Exception {
        long generation = store.register("job-1", 0, UTC);
        DeviceStatistics statistics =
                new DeviceStatistics(
                        Scope.project("p"),
                        "d",
                        hour(NOON),
                        new Tally(1, 2, 3, 4, 5, 6, 7, 8),
                        List.of(),
                        List.of("d", "r2"));

        store.publish(generation, publication(2, NOON, StatisticsRows.of(statistics)));

        assertThat(query("SELECT * FROM device_bucket"))
                .containsExactly(
                        "project:p|d|HOUR|2026-03-10 12:00:00+00|2026-03-10 13:00:00+00"
                                + "|1|2|3|4|5|6|7|8|{}|{d,r2}|1|2|f|t");
    }

    @Test
    void laterCheckpointReplacesTheWholeRow() throws Exception {
        long generation = store.register("job-1", 0, UTC);

        store.publish(generation, publication(1, NOON, row(1), row(FARM, hour(0), sessions(8))));
        store.publish(generation, publication(2, NOON, row(2)));

        assertThat(query("SELECT sessions, checkpoint FROM scope_bucket ORDER BY 1"))
                .containsExactly("2|2", "8|1");
    }

    @Test
    void publishingAgainOrAnOlderCheckpointChangesNothing() throws Exception {
        long generation = store.register("job-1", 0, UTC);
        Publication second = publication(2, NOON, row(2));
        store.publish(generation, second);
        List<String> before = everything();

        store.publish(generation, second);
        store.publish(generation, publication(1, NOON + 99, row(1)));

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void olderVersionOfARowNeverReplacesANewerOne() throws Exception {
        long generation = store.register("job-1", 0, UTC);
        store.publish(generation, publication(9, NOON, row(9)));
        EmbeddedStore.execute(database, "UPDATE progress SET checkpoint = 1");

        store.publish(generation, publication(2, NOON, row(2), row(FARM, hour(0), sessions(3))));

        assertThat(query("SELECT sessions, checkpoint FROM scope_bucket ORDER BY 1"))
                .containsExactly("3|2", "9|9");
    }

    @Test
    void lastOfSeveralRowsWithTheSameKeyCounts() throws Exception {
        long generation = store.register("job-1", 0, UTC);

        store.publish(
                generation,
                publication(1, NOON, row(1), row(FARM, hour(0), sessions(5)), row(3), row(2)));

        assertThat(query("SELECT sessions FROM scope_bucket ORDER BY 1")).containsExactly("2", "5");
    }

    @Test
    void publicationOfManyRowsIsStoredWhole() throws Exception {
        long generation = store.register("job-1", 0, UTC);
        List<StatisticsRow> rows = new ArrayList<>();
        for (int i = 0; i < 50_001; i++) {
            rows.add(row(Scope.farm("f" + i), hour(NOON), sessions(i)));
        }

        store.publish(generation, StatisticsRows.publication(1, NOON, rows));
        store.publish(generation, StatisticsRows.publication(2, NOON, rows));

        assertThat(query("SELECT count(*), sum(sessions), min(checkpoint)" + " FROM scope_bucket"))
                .containsExactly("50001|1250025000|2");
        assertThat(query("SELECT count(*) FROM scope")).containsExactly("50001");
    }

    @Test
    void completeThroughIsUnknownAtFirstAndNeverGoesBackWithinAGeneration() throws Exception {
        long generation = store.register("job-1", 0, UTC);

        store.publish(generation, publication(1, Long.MIN_VALUE));
        assertThat(query("SELECT checkpoint, complete_through FROM progress"))
                .containsExactly("1|null");
        store.publish(generation, publication(2, NOON));
        store.publish(generation, publication(3, NOON - 1));
        store.publish(generation, publication(4, Long.MIN_VALUE));

        assertThat(query("SELECT checkpoint, complete_through FROM progress"))
                .containsExactly("4|2026-03-10 12:00:00+00");
    }

    /** The job counts anew what came after the checkpoint that it carries on from. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"job-1", "job-2"})
    void completeThroughGoesBackWithAJobThatCarriesOnFromAnEarlierCheckpoint(String jobId)
            throws Exception {
        store.publish(store.register("job-1", 0, UTC), publication(5, NOON));

        long generation = store.register(jobId, 3, UTC);
        assertThat(query("SELECT complete_through FROM progress"))
                .as("nothing of it is visible yet")
                .containsExactly("2026-03-10 12:00:00+00");
        store.publish(generation, publication(4, NOON - 3_600_000));
        assertThat(query("SELECT complete_through FROM progress"))
                .containsExactly("2026-03-10 11:00:00+00");
        store.publish(generation, publication(5, Long.MIN_VALUE));

        assertThat(query("SELECT complete_through FROM progress"))
                .containsExactly("2026-03-10 11:00:00+00");
    }

    @Test
    void jobKeepsItsGenerationWhenItRegistersAgain() throws Exception {
        assertThat(store.register("job-1", 0, UTC)).isEqualTo(1);
        store.publish(1, publication(5, NOON, row(1)));

        assertThat(store.register("job-1", 5, UTC)).isEqualTo(1);
        assertThat(store.register("job-1", 6, UTC)).isEqualTo(1);
    }

    @Test
    void sameJobIdFromAnEarlierCheckpointTakesTheNextGeneration() throws Exception {
        store.register("job-1", 0, UTC);
        store.publish(1, publication(5, NOON, row(1)));

        long generation = store.register("job-1", 3, UTC);
        store.publish(generation, publication(4, NOON, row(4)));

        assertThat(query("SELECT sessions, generation, checkpoint FROM scope_bucket"))
                .containsExactly("4|2|4");
        assertThat(store.register("job-1", 4, UTC)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"job-1", "job-2"})
    void jobWithoutStateIsRefusedWhereAnotherHasPublished(String jobId) throws Exception {
        store.publish(store.register("job-1", 0, UTC), publication(5, NOON, row(1)));

        assertThatThrownBy(() -> store.register(jobId, 0, UTC))
                .isInstanceOf(StoreRefusesException.class)
                .hasMessageContaining("generation 1 has published up to checkpoint 5")
                .hasMessageContaining("another schema");
        assertThat(query("SELECT job_id FROM job_generation")).containsExactly("job-1");
    }

    @Test
    void jobWithStateIsRefusedWhereNoneHasPublished() throws Exception {
        assertThatThrownBy(() -> store.register("job-1", 5, UTC))
                .isInstanceOf(StoreRefusesException.class)
                .hasMessageContaining("carries on from checkpoint 5")
                .hasMessageContaining("name the schema");
        assertThat(query("SELECT job_id FROM job_generation")).isEmpty();
    }

    @Test
    void newerJobFencesOffTheOlderOne() throws Exception {
        long older = store.register("job-1", 0, UTC);
        store.publish(older, publication(8, NOON, row(1)));
        try (StatisticsStore newerStore = new PostgresStatisticsStore(database)) {
            long newer = newerStore.register("job-2", 8, UTC);
            newerStore.publish(newer, publication(1, NOON, row(2)));
        }

        assertThatThrownBy(() -> store.publish(older, publication(9, NOON, row(3))))
                .isInstanceOf(StoreRefusesException.class)
                .hasMessageContaining("job job-2 publishes as generation 2")
                .hasMessageContaining("this job's generation is 1");
        assertThatThrownBy(() -> store.register("job-1", 9, UTC))
                .isInstanceOf(StoreRefusesException.class);
        assertThat(query("SELECT sessions, generation, checkpoint FROM scope_bucket"))
                .containsExactly("2|2|1");
    }

    @Test
    void anotherZoneThanTheStoredOneIsRefusedNamingBoth() throws Exception {
        ScopeZones zones =
                new ScopeZones(ZoneId.of("UTC"), Map.of(FARM, ZoneId.of("America/Los_Angeles")));
        long generation = store.register("job-1", 0, new StoreSettings(zones, UsageGrain.DEFAULT));
        store.publish(generation, publication(1, NOON, row(1)));

        assertThatThrownBy(() -> store.register("job-2", 0, UTC))
                .isInstanceOf(StoreRefusesException.class)
                .hasMessageContaining("farm:f1")
                .hasMessageContaining("America/Los_Angeles")
                .hasMessageContaining("UTC");
        assertThat(query("SELECT job_id FROM job_generation")).containsExactly("job-1");
        store.publish(generation, publication(2, NOON, row(2)));
    }

    @ParameterizedTest(name = "{0} for {1}")
    @CsvSource({
        "UTC, Etc/UTC",
        "Etc/UTC, Z",
        "Europe/Berlin, Arctic/Longyearbyen",
        "-05:00, -05:00"
    })
    void anotherNameOfTheStoredZoneIsTheSameZone(String stored, String configured)
            throws Exception {
        store.publish(store.register("job-1", 0, zone(stored)), publication(1, NOON, row(1)));

        assertThat(store.register("job-2", 1, zone(configured))).isEqualTo(2);
    }

    private static StoreSettings zone(String name) {
        return new StoreSettings(ScopeZones.all(ZoneId.of(name)), UsageGrain.DEFAULT);
    }

    @Test
    void partitionsAreThoseOfTheStartsUtcMonths() throws Exception {
        long generation = store.register("job-1", 0, UTC);
        List<StatisticsRow> rows = new ArrayList<>();
        for (String start :
                List.of(
                        "1973-01-01T00:00:00Z",
                        "2026-01-31T23:59:59.999Z",
                        "2026-02-01T00:00:00Z",
                        "2026-02-28T23:00:00Z",
                        "2025-12-31T23:00:00Z",
                        "9999-12-31T23:00:00Z")) {
            long startMillis = Instant.parse(start).toEpochMilli();
            rows.add(row(FARM, hour(startMillis), sessions(1)));
        }

        store.publish(generation, StatisticsRows.publication(1, NOON, rows));

        assertThat(
                        query(
                                "SELECT tableoid::regclass, bucket_start FROM scope_bucket"
                                        + " ORDER BY bucket_start"))
                .containsExactly(
                        "scope_bucket_1973_01|1973-01-01 00:00:00+00",
                        "scope_bucket_2025_12|2025-12-31 23:00:00+00",
                        "scope_bucket_2026_01|2026-01-31 23:59:59.999+00",
                        "scope_bucket_2026_02|2026-02-01 00:00:00+00",
                        "scope_bucket_2026_02|2026-02-28 23:00:00+00",
                        "scope_bucket_9999_12|9999-12-31 23:00:00+00");
    }

    @Test
    void newMonthDoesNotWaitForAReader() throws Exception {
        long generation = store.register("job-1", 0, UTC);
        store.publish(generation, publication(1, NOON, row(1)));
        try (Connection reader = EmbeddedStore.connect(database)) {
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            assertThat(EmbeddedStore.query(reader, "SELECT sessions FROM scope_bucket")).hasSize(1);

            store.publish(generation, publication(2, NOON, row(FARM, hour(0), sessions(2))));

            assertThat(EmbeddedStore.query(reader, "SELECT sessions FROM scope_bucket")).hasSize(1);
        }
        assertThat(query("SELECT sessions FROM scope_bucket")).hasSize(2);
    }

    @Test
    void lateRowOfADroppedMonthMakesThePartitionAgain() throws Exception {
        long generation = store.register("job-1", 0, UTC);
        store.publish(generation, publication(1, NOON, row(1)));
        EmbeddedStore.execute(database, "DROP TABLE scope_bucket_2026_03");

        assertThatThrownBy(() -> store.publish(generation, publication(2, NOON, row(2))))
                .isInstanceOf(IOException.class);
        store.publish(generation, publication(2, NOON, row(2)));

        assertThat(query("SELECT sessions FROM scope_bucket")).containsExactly("2");
    }

    @Test
    void schemasOfOneDatabaseDoNotMeet() throws Exception {
        PostgresDatabase otherDatabase = EmbeddedStore.newSchema();
        try (StatisticsStore other = new PostgresStatisticsStore(otherDatabase)) {
            store.publish(store.register("job-1", 0, UTC), publication(1, NOON, row(1)));
            other.register("job-1", 0, UTC);
            other.publish(other.register("job-2", 0, UTC), publication(1, NOON, row(2)));
        }

        assertThat(query("SELECT sessions, generation FROM scope_bucket")).containsExactly("1|1");
        assertThat(
                        EmbeddedStore.query(
                                otherDatabase, "SELECT sessions, generation FROM scope_bucket"))
                .containsExactly("2|2");
    }

    @Test
    void storesThatStartTogetherAgreeOnTheSchema() throws Exception {
        List<Future<Long>> generations = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 4; i++) {
            generations.add(
                    threads.submit(
                            () -> {
                                try (StatisticsStore one = new PostgresStatisticsStore(database)) {
                                    return one.register("job-1", 0, UTC);
                                }
                            }));
        }

        for (Future<Long> generation : generations) {
            assertThat(generation.get()).isEqualTo(1);
        }
        threads.shutdown();
    }

    @Test
    void schemaWithOtherThingsIsRefused() throws Exception {
        EmbeddedStore.execute(
                database,
                "CREATE SCHEMA %1$s; CREATE TABLE %1$s.theirs ()".formatted(database.schema()));

        assertThatThrownBy(() -> store.register("job-1", 0, UTC))
                .isInstanceOf(StoreRefusesException.class)
                .hasMessageContaining(database.schema());
    }

    @Test
    void lostConnectionIsOpenedAgain() throws Exception {
        long generation = store.register("job-1", 0, UTC);
        store.publish(generation, publication(1, NOON, row(1)));
        EmbeddedStore.disconnectStores(database);

        assertThatThrownBy(() -> store.publish(generation, publication(2, NOON, row(2))))
                .isInstanceOf(IOException.class);
        store.publish(generation, publication(2, NOON, row(2)));

        assertThat(query("SELECT sessions, checkpoint FROM scope_bucket")).containsExactly("2|2");
    }

    @Test
    void unreachableServerIsNoRefusal() {
        StatisticsStore nowhere = new PostgresStatisticsStore(EmbeddedStore.schemaOf(1, "nowhere"));

        assertThatThrownBy(() -> nowhere.register("job-1", 0, UTC)).isInstanceOf(IOException.class);
    }

    @Test
    void alteredSchemaIsADefect() throws Exception {
        long generation = store.register("job-1", 0, UTC);
        EmbeddedStore.execute(database, "ALTER TABLE scope_bucket DROP COLUMN rated");

        assertThatThrownBy(() -> store.publish(generation, publication(1, NOON, row(1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("42703");
    }

    @Test
    void closingEndsACallThatIsUnderway() throws Exception {
        long generation = store.register("job-1", 0, UTC);
        try (Connection blocker = EmbeddedStore.connect(database)) {
            blocker.setAutoCommit(false);
            EmbeddedStore.query(blocker, "SELECT * FROM progress FOR UPDATE");
            CompletableFuture<Throwable> outcome = new CompletableFuture<>();
            Thread publisher =
                    new Thread(
                            () -> {
                                try {
                                    store.publish(generation, publication(1, NOON, row(1)));
                                    outcome.complete(null);
                                } catch (Throwable e) {
                                    outcome.complete(e);
                                }
                            });
            publisher.start();
            String waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted";
            while (query(waiting).equals(List.of("0"))) {
                Thread.onSpinWait();
            }

            store.close();

            assertThat(outcome.get()).isInstanceOf(IOException.class);
        }
        assertThat(query("SELECT * FROM scope_bucket")).isEmpty();
    }

    @Test
    void readerNeverSeesRowsOfOneCheckpointWithTheProgressOfAnother() throws Exception {
        long generation = store.register("job-1", 0, UTC);
        store.publish(generation, wholeState(1));
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<List<String>> seen = CompletableFuture.supplyAsync(() -> poll(done));

        for (int checkpoint = 2; checkpoint <= 60; checkpoint++) {
            store.publish(generation, wholeState(checkpoint));
        }
        done.set(true);

        assertThat(seen.get()).isNotEmpty().allMatch(row -> row.equals("t|t|t t|t|t"));
    }

    /** Polls whether all that one transaction sees is of one checkpoint, over all of its rows. */
    private List<String> poll(AtomicBoolean done) {
        List<String> seen = new ArrayList<>();
        try (Connection connection = EmbeddedStore.connect(database)) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            do {
                String progress =
                        EmbeddedStore.query(connection, "SELECT checkpoint FROM progress").get(0);
                String checkpoints = "min(checkpoint), max(checkpoint), count(*) - 40";
                seen.add(
                        Stream.of("scope_bucket", "device_bucket")
                                .map(table -> "SELECT " + checkpoints + " FROM " + table)
                                .flatMap(sql -> queryIn(connection, sql).stream())
                                .map(row -> row.replace(progress, "t"))
                                .collect(Collectors.joining(" ")));
                connection.commit();
            } while (!done.get());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return seen;
    }

    private static List<String> queryIn(Connection connection, String sql) {
        try {
            return EmbeddedStore.query(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every row anew, and one row more each time, in a month of its own. */
    private static Publication wholeState(int checkpoint) {
        List<StatisticsRow> rows = new ArrayList<>();
        for (int i = 0; i < 40 + checkpoint; i++) {
            long start = i < 40 ? NOON : NOON + (i - 39) * 32L * 86_400_000;
            rows.add(row(Scope.farm("f" + i), hour(start), sessions(checkpoint)));
            rows.add(
                    StatisticsRows.of(
                            new DeviceStatistics(
                                    Scope.project("p"),
                                    "d" + i,
                                    hour(NOON),
                                    sessions(checkpoint),
                                    List.of("d" + i),
                                    List.of())));
        }
        return StatisticsRows.publication(checkpoint, NOON, rows);
    }

    private List<String> query(String sql) throws SQLException {
        return EmbeddedStore.query(database, sql);
    }

    private List<String> everything() throws SQLException {
        List<String> all = new ArrayList<>(query("SELECT ctid, * FROM scope_bucket"));
        all.addAll(query("SELECT ctid, * FROM progress"));
        all.addAll(query("SELECT ctid, * FROM scope"));
        return all;
    }

    private static String[] strings(Array array) throws SQLException {
        return (String[]) array.getArray();
    }

    private static Publication publication(
            long checkpoint, long completeThroughMillis, StatisticsRow... rows) {
        return StatisticsRows.publication(checkpoint, completeThroughMillis, List.of(rows));
    }

    private static StatisticsRow row(long sessions) {
        return row(FARM, hour(NOON), sessions(sessions));
    }

    private static StatisticsRow row(Scope scope, Bucket bucket, Tally tally) {
        return StatisticsRows.of(new ScopeStatistics(scope, bucket, tally));
    }

    private static Tally sessions(long sessions) {
        return new Tally(sessions, 0, 0, 0, 0, 0, 0, 0);
    }

    private static Bucket hour(long startMillis) {
        return new Bucket(Period.HOUR, startMillis, startMillis + 3_600_000);
    }
}
