package io.sessionstats.store.postgres.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.session.Scope;
import io.sessionstats.session.UsageType;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.Publication;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.StatisticsRow;
import io.sessionstats.store.StatisticsRows;
import io.sessionstats.store.StatisticsStore;
import io.sessionstats.store.StoreSettings;
import io.sessionstats.store.postgres.EmbeddedStore;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.usage.KeyedCell;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsageKey;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that are told to be the first of theirs, whether or not they are. */
class FirstRowsIT {

    private static final StoreSettings UTC =
            new StoreSettings(ScopeZones.all(ZoneId.of("UTC")), UsageGrain.DEFAULT);
    private static final long NOON = Instant.parse("2026-03-31T12:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;
    private static final UsageKey KEY =
            new UsageKey("f", "q", "l", "j", "u", UsageType.COMPUTE, "i", null, 1);

    private final PostgresDatabase database = EmbeddedStore.newSchema();
    private final StatisticsStore store = new PostgresStatisticsStore(database);

    @BeforeEach
    void register() throws Exception {
        store.register("job-1", 0, UTC);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void firstRowsOverTheEndOfAMonthAreStoredInEveryColumn() throws Exception {
        publish(1, device("d1", NOON, 1, true), device("d1", NOON + 12 * HOUR, 2, true));

        assertThat(query("SELECT tableoid::regclass, * FROM device_bucket ORDER BY bucket_start"))
                .containsExactly(
                        "device_bucket_2026_03|project:p|d1|HOUR|2026-03-31 12:00:00+00"
                                + "|2026-03-31 13:00:00+00|1|2|3|4|5|6|7|8|{d1}|{r,ü}|1|1|t|f",
                        "device_bucket_2026_04|project:p|d1|HOUR|2026-04-01 00:00:00+00"
                                + "|2026-04-01 01:00:00+00|2|2|3|4|5|6|7|8|{d1}|{r,ü}|1|1|t|f");
    }

    @Test
    void deviceIsInNoRoleOfABucketThatItNeverTouched() throws Exception {
        publish(1, device("d1", NOON, 0, true));

        assertThat(query("SELECT was_field_device, was_remote_device FROM device_bucket"))
                .containsExactly("f|f");
    }

    /** The job carries on from a checkpoint in which the rows had not been told yet. */
    @Test
    void rowsThatAreThereAlreadyAreReplaced() throws Exception {
        publish(4, device("d1", NOON, 8, true));
        publish(5, device("d2", NOON, 9, true), device("d3", NOON, 9, true));
        publish(6, cell(NOON, 9, true));

        long generation = store.register("job-2", 4, UTC);
        store.publish(
                generation,
                StatisticsRows.publication(
                        1,
                        NOON,
                        rows(
                                device("d0", NOON, 1, true),
                                device("d1", NOON, 1, false),
                                device("d2", NOON, 1, true),
                                cell(NOON + HOUR, 1, true),
                                cell(NOON, 1, true))));

        assertThat(devices()).containsExactly("d0|1|2|1", "d1|1|2|1", "d2|1|2|1", "d3|9|1|5");
        assertThat(query("SELECT sessions, generation, checkpoint FROM usage_cell"))
                .containsExactlyInAnyOrder("1|2|1", "1|2|1");
    }

    @Test
    void firstRowNeverReplacesANewerOne() throws Exception {
        publish(9, device("d1", NOON, 9, true));
        EmbeddedStore.execute(database, "UPDATE progress SET checkpoint = 1");

        publish(2, device("d1", NOON, 2, true), device("d2", NOON, 2, true));

        assertThat(devices()).containsExactly("d1|9|1|9", "d2|2|1|2");
    }

    /** Of a checkpoint that was held back until the next. */
    @Test
    void lastOfARowsVersionsCountsWhicheverIsTheFirst() throws Exception {
        publish(1, device("d0", NOON, 1, true));

        List<RowChunk> chunks = new ArrayList<>();
        chunks.addAll(chunks(device("d1", NOON, 1, true), device("d2", NOON, 1, true)));
        chunks.addAll(chunks(device("d1", NOON, 2, false), device("d0", NOON, 2, false)));
        chunks.addAll(chunks(device("d1", NOON, 3, false), device("d0", NOON, 3, false)));
        store.publish(1, new Publication(2, NOON, chunks));

        assertThat(devices()).containsExactly("d0|3|1|2", "d1|3|1|2", "d2|1|1|2");
    }

    @Test
    void lastOfSeveralThatAreToldToBeTheFirstCounts() throws Exception {
        publish(
                1,
                device("d1", NOON, 7, true),
                device("d1", NOON, 8, true),
                device("d1", NOON, 3, true));

        assertThat(devices()).containsExactly("d1|3|1|1");
    }

    @Test
    void rowsOfOtherKindsStayWhenOneIsTakenBack() throws Exception {
        publish(1, device("d1", NOON, 1, true));

        List<StatisticsRow> rows =
                new ArrayList<>(rows(device("d1", NOON, 2, true), cell(NOON, 2, true)));
        rows.add(
                StatisticsRows.of(
                        new ScopeStatistics(Scope.project("p"), hour(NOON), Tally.ofSessions(2))));
        store.publish(1, StatisticsRows.publication(2, NOON, rows));

        assertThat(devices()).containsExactly("d1|2|1|2");
        assertThat(query("SELECT sessions FROM scope_bucket")).containsExactly("2");
        assertThat(query("SELECT sessions FROM usage_cell")).containsExactly("2");
        assertThat(query("SELECT count(*) FROM usage_key")).containsExactly("1");
    }

    @Test
    void failureBetweenTheKindsLeavesNothingVisible() throws Exception {
        publish(1, device("d1", NOON, 1, true));
        EmbeddedStore.execute(database, "ALTER TABLE usage_cell ADD CHECK (sessions < 5)");

        assertThatThrownBy(() -> publish(2, device("d2", NOON, 2, true), cell(NOON, 6, true)))
                .isInstanceOf(Exception.class)
                .hasStackTraceContaining("usage_cell");

        assertThat(devices()).containsExactly("d1|1|1|1");
        assertThat(query("SELECT count(*) FROM usage_key")).containsExactly("0");
        assertThat(query("SELECT count(*) FROM usage_fleet_queue")).containsExactly("0");
        assertThat(query("SELECT checkpoint FROM progress")).containsExactly("1");
        publish(2, device("d2", NOON, 2, true), cell(NOON, 4, true));
        assertThat(devices()).containsExactly("d1|1|1|1", "d2|2|1|2");
        assertThat(query("SELECT count(*) FROM usage_fleet_queue")).containsExactly("1");
    }

    /** A stage forgets keys in time, and tells them again. */
    @Test
    void manyKeysOfWhichSomeAreThereStayAsTheyAre() throws Exception {
        publish(1, keys(0, 600));
        List<String> before = query("SELECT ctid, id FROM usage_key ORDER BY id");

        publish(2, keys(599, 1400));
        publish(3, keys(0, 3));

        assertThat(query("SELECT count(*), sum(hourly_rate_micro_usd) FROM usage_key"))
                .containsExactly("1400|979300");
        assertThat(query("SELECT ctid, id FROM usage_key ORDER BY id")).containsAll(before);
    }

    @Test
    void fleetsQueuesAreKnown() throws Exception {
        UsageKey otherQueue =
                new UsageKey("f", "q2", "l", null, null, UsageType.COMPUTE, null, null, 1);
        UsageKey noQueue =
                new UsageKey("f", null, "l", null, null, UsageType.COMPUTE, null, null, 1);
        publish(1, cell(NOON, 1, true));
        publish(2, cell(NOON + HOUR, 1, true));
        publish(
                3,
                cellOf(otherQueue, NOON, 1, true),
                cellOf(noQueue, NOON, 1, true),
                cellOf(otherQueue, NOON + HOUR, 1, true));

        assertThat(query("SELECT fleet_hash, queue_hash FROM usage_fleet_queue"))
                .containsExactlyInAnyOrder(
                        KEY.fleetHash() + "|" + KEY.queueHash(),
                        KEY.fleetHash() + "|" + otherQueue.queueHash(),
                        KEY.fleetHash() + "|" + noQueue.queueHash());
    }

    private void publish(long checkpoint, Object... rows) throws Exception {
        store.publish(1, StatisticsRows.publication(checkpoint, NOON, rows(rows)));
    }

    private static List<RowChunk> chunks(Object... rows) {
        return StatisticsRows.chunks(rows(rows));
    }

    /** Of rows and lists of rows. */
    private static List<StatisticsRow> rows(Object... rows) {
        List<StatisticsRow> all = new ArrayList<>();
        for (Object each : rows) {
            if (each instanceof List<?> list) {
                list.forEach(row -> all.add((StatisticsRow) row));
            } else {
                all.add((StatisticsRow) each);
            }
        }
        return all;
    }

    private static StatisticsRow device(String id, long startMillis, long sessions, boolean first) {
        return new StatisticsRow.OfDevice(
                new DeviceStatistics(
                        Scope.project("p"),
                        id,
                        hour(startMillis),
                        new Tally(sessions, 2, 3, 4, 5, 6, 7, 8),
                        List.of(id),
                        List.of("r", "ü")),
                first);
    }

    private static List<StatisticsRow> cell(long startMillis, long sessions, boolean first) {
        return cellOf(KEY, startMillis, sessions, first);
    }

    private static List<StatisticsRow> cellOf(
            UsageKey key, long startMillis, long sessions, boolean first) {
        long slot = UsageGrain.DEFAULT.slot(startMillis);
        return StatisticsRows.of(
                new KeyedCell(key, new UsageCell(slot, slot, sessions, 1, 2, 3, 4, 5, 6, 7, 8)),
                first);
    }

    private static List<StatisticsRow> keys(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(
                        i ->
                                new UsageKey(
                                        "f",
                                        "q",
                                        null,
                                        null,
                                        null,
                                        UsageType.COMPUTE,
                                        null,
                                        null,
                                        i))
                .<StatisticsRow>map(key -> new StatisticsRow.OfUsageKey(key.id(), key))
                .toList();
    }

    private static Bucket hour(long startMillis) {
        return new Bucket(Period.HOUR, startMillis, startMillis + HOUR);
    }

    private List<String> devices() throws SQLException {
        return query(
                "SELECT device_id, sessions, generation, checkpoint FROM device_bucket"
                        + " ORDER BY device_id");
    }

    private List<String> query(String sql) throws SQLException {
        return EmbeddedStore.query(database, sql);
    }
}
