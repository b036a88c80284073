package io.sessionstats.store.postgres.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.session.UsageType;
import io.sessionstats.store.StatisticsRow;
import io.sessionstats.store.StatisticsRows;
import io.sessionstats.store.StatisticsStore;
import io.sessionstats.store.StoreRefusesException;
import io.sessionstats.store.StoreSettings;
import io.sessionstats.store.postgres.EmbeddedStore;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.store.postgres.RandomUsage;
import io.sessionstats.usage.JobName;
import io.sessionstats.usage.KeyedCell;
import io.sessionstats.usage.ResourceHash;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsageKey;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How usage is published, against a real PostgreSQL server. */
class PostgresUsageRowsIT {

    private static final ScopeZones UTC = ScopeZones.all(ZoneId.of("UTC"));
    private static final StoreSettings SETTINGS = new StoreSettings(UTC, UsageGrain.DEFAULT);
    private static final long NOON = Instant.parse("2026-03-10T12:00:00Z").toEpochMilli();
    private static final long SLOT = UsageGrain.DEFAULT.slot(NOON);

    private static final UsageKey FULL =
            new UsageKey("f", "q", "fl", "j", "u", UsageType.LICENSE, "i", "l\t\\N", 1_000_000);
    private static final UsageKey BARE =
            new UsageKey("f", null, null, null, null, UsageType.COMPUTE, null, null, 0);

    private final PostgresDatabase database = EmbeddedStore.newSchema();
    private final StatisticsStore store = new PostgresStatisticsStore(database);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void cellComesBackInEveryColumn() throws Exception {
        store.register("job-1", 0, SETTINGS);
        UsageCell cell = new UsageCell(SLOT, SLOT + 4, 2, 3, 4, 5, 6, 7, 8, 9, Long.MAX_VALUE);

        publish(7, new KeyedCell(FULL, cell));

        assertThat(query("SELECT * FROM usage_cell"))
                .containsExactly(
                        uuid(FULL)
                                + "|2026-03-10 12:00:00+00|2026-03-10 13:00:00+00|"
                                + ResourceHash.of("f", "q")
                                + "|"
                                + ResourceHash.of("f", "fl")
                                + "|2|3|4|5|6|7|8|9|9223372036854775807|1|7");
        assertThat(query("SELECT * FROM usage_key"))
                .containsExactly(uuid(FULL) + "|f|q|fl|j|u|LICENSE|i|l\t\\N|1000000");
        assertThat(query("SELECT * FROM usage_reach")).containsExactly("2026-03-01|4500000");
        assertThat(query("SELECT scope FROM scope")).containsExactly("farm:f");
        assertThat(query("SELECT * FROM setting")).containsExactly("usage-grain|PT15M");
    }

    @Test
    void whatAKeyLacksIsNullAndItsCellsAreOfTheFarmAlone() throws Exception {
        store.register("job-1", 0, SETTINGS);

        publish(1, cell(BARE, SLOT, 1));

        assertThat(query("SELECT queue_hash, fleet_hash FROM usage_cell"))
                .containsExactly(ResourceHash.of("f", null) + "|" + ResourceHash.of("f", null));
        assertThat(query("SELECT * FROM usage_key"))
                .containsExactly(uuid(BARE) + "|f|null|null|null|null|COMPUTE|null|null|0");
    }

    /** The ids and hashes are in stores already: computed otherwise, cells would not be found. */
    @Test
    void hashesStayWhatTheyAre() {
        assertThat(ResourceHash.of("f", "q")).isEqualTo(HASH);
        assertThat(ResourceHash.of("f", null)).isEqualTo(FARM_HASH);
        assertThat(ResourceHash.of("f", "")).isNotEqualTo(FARM_HASH);
        assertThat(ResourceHash.of("fq", "u")).isNotEqualTo(ResourceHash.of("f", "qu"));
    }

    private static final long HASH = -443_998_700_671_870_886L;
    private static final long FARM_HASH = -6_569_012_846_389_521_391L;

    @Test
    void laterCheckpointReplacesTheCellAndKeepsTheKey() throws Exception {
        store.register("job-1", 0, SETTINGS);

        publish(1, cell(FULL, SLOT, 1), cell(FULL, SLOT + 1, 1));
        List<String> keys = query("SELECT ctid, * FROM usage_key");
        publish(2, cell(FULL, SLOT, 2), cell(FULL, SLOT, 3));

        assertThat(query("SELECT sessions, checkpoint FROM usage_cell ORDER BY start_slot"))
                .containsExactly("3|2", "1|1");
        assertThat(query("SELECT ctid, * FROM usage_key")).isEqualTo(keys);
    }

    @Test
    void publishingAgainChangesNothingAndNoRowGoesBack() throws Exception {
        store.register("job-1", 0, SETTINGS);
        publish(9, cell(FULL, SLOT, 9), cell(BARE, SLOT, 9));
        List<String> before = everything();

        publish(9, cell(FULL, SLOT, 1));
        publish(8, cell(FULL, SLOT, 1));
        assertThat(everything()).isEqualTo(before);

        EmbeddedStore.execute(database, "UPDATE progress SET checkpoint = 1");
        publish(2, cell(FULL, SLOT, 1));
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void reachOfAMonthOnlyGrows() throws Exception {
        store.register("job-1", 0, SETTINGS);
        long april = UsageGrain.DEFAULT.slot(Instant.parse("2026-04-01T00:00:00Z").toEpochMilli());

        publish(1, cell(FULL, april - 1, april + 2, 1), cell(FULL, april, april, 1));
        publish(2, cell(FULL, april - 1, april, 1), cell(FULL, april, april + 1, 1));

        assertThat(query("SELECT * FROM usage_reach ORDER BY 1"))
                .containsExactly("2026-03-01|3600000", "2026-04-01|1800000");
        assertThat(query("SELECT DISTINCT tableoid::regclass FROM usage_cell ORDER BY 1"))
                .containsExactly("usage_cell_2026_03", "usage_cell_2026_04");
    }

    @Test
    void jobNamesOnlyMoveForward() throws Exception {
        store.register("job-1", 0, SETTINGS);

        publish(1, name("j1", "old"), name("j2", "会话\t\\N"));
        publish(2, name("j1", "other"), name("j1", "new"));
        EmbeddedStore.execute(database, "UPDATE progress SET checkpoint = 0");
        publish(1, name("j1", "old"));

        assertThat(query("SELECT * FROM job_name ORDER BY job_id"))
                .containsExactly("f|j1|new|1|2", "f|j2|会话\t\\N|1|1");
    }

    @Test
    void otherGrainIsRefused() throws Exception {
        store.register("job-1", 0, SETTINGS);
        StoreSettings other = new StoreSettings(UTC, UsageGrain.of(Duration.ofMinutes(5)));

        try (StatisticsStore second = new PostgresStatisticsStore(database)) {
            assertThatThrownBy(() -> second.register("job-1", 0, other))
                    .isInstanceOf(StoreRefusesException.class)
                    .hasMessageContaining("PT15M")
                    .hasMessageContaining("PT5M")
                    .hasMessageContaining("another schema");
        }

        assertThat(query("SELECT * FROM setting")).containsExactly("usage-grain|PT15M");
        store.register("job-1", 0, SETTINGS);
    }

    @Test
    void manyKeysAndCellsAreStoredWhole() throws Exception {
        store.register("job-1", 0, SETTINGS);
        List<KeyedCell> cells = new ArrayList<>();
        for (int i = 0; i < 120_001; i++) {
            UsageKey key =
                    new UsageKey("f", "q", null, "j" + i, null, UsageType.COMPUTE, null, null, i);
            cells.add(cell(key, SLOT + i % 96, 1));
        }

        store.publish(1, RandomUsage.publication(1, NOON, cells));
        store.publish(1, RandomUsage.publication(2, NOON, cells));

        assertThat(query("SELECT count(*), sum(hourly_rate_micro_usd) FROM usage_key"))
                .containsExactly("120001|7200060000");
        assertThat(
                        query(
                                "SELECT count(*), min(usage_cell.checkpoint) FROM usage_cell"
                                        + " JOIN usage_key ON id = usage_key"))
                .containsExactly("120001|2");
    }

    private void publish(long checkpoint, KeyedCell... cells) throws Exception {
        store.publish(1, RandomUsage.publication(checkpoint, NOON, List.of(cells)));
    }

    private void publish(long checkpoint, JobName... names) throws Exception {
        List<StatisticsRow> rows = new ArrayList<>();
        for (JobName name : names) {
            rows.add(StatisticsRows.of(name));
        }
        store.publish(1, StatisticsRows.publication(checkpoint, NOON, rows));
    }

    private static UUID uuid(UsageKey key) {
        return new UUID(key.id().high(), key.id().low());
    }

    private static JobName name(String jobId, String name) {
        return new JobName("f", jobId, name);
    }

    private static KeyedCell cell(UsageKey key, long slot, long sessions) {
        return cell(key, slot, slot, sessions);
    }

    private static KeyedCell cell(UsageKey key, long startSlot, long endSlot, long sessions) {
        return new KeyedCell(
                key, new UsageCell(startSlot, endSlot, sessions, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    private List<String> everything() throws SQLException {
        List<String> all = new ArrayList<>(query("SELECT ctid, * FROM usage_cell ORDER BY 1"));
        all.addAll(query("SELECT ctid, * FROM usage_key ORDER BY 1"));
        all.addAll(query("SELECT ctid, * FROM usage_reach ORDER BY 1"));
        return all;
    }

    private List<String> query(String sql) throws SQLException {
        return EmbeddedStore.query(database, sql);
    }
}
