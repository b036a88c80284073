package io.sessionstats.benchmark;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.StatisticsRow;
import io.sessionstats.store.StatisticsRows;
import io.sessionstats.store.StatisticsStore;
import io.sessionstats.store.StoreSettings;
import io.sessionstats.store.postgres.EmbeddedStore;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.store.postgres.publishing.PostgresStatisticsStore;
import io.sessionstats.usage.UsageGrain;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a project that began a year ago, as the job would have left them by {@link #NOW}: the
 * store makes the partitions, SQL fills them.
 *
 * <p>Devices come in groups of four in the field and a console. A group is active in some hours of
 * each day, the same number each day but not the same hours; in such an hour each of the four has a
 * session of half an hour with the console. One group in a hundred is new today.
 */
final class ProjectYear {

    static final String PROJECT = "year";
    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    static final StoreSettings SETTINGS =
            new StoreSettings(ScopeZones.all(ZONE), UsageGrain.DEFAULT);

    static final LocalDate FIRST_DAY = LocalDate.parse("2025-03-20");
    static final LocalDate TODAY = LocalDate.parse("2026-03-20");
    static final Instant NOW = Instant.parse("2026-03-20T03:59:00Z");

    /** The hours of today that there are rows for. */
    static final int HOURS_TODAY = 12;

    static final int DEVICES = Integer.getInteger("benchmark.devices", 20_000);
    static final int GROUPS = DEVICES / 5;
    static final int GROUPS_BEFORE_TODAY = GROUPS - GROUPS / 100;

    /** In so many hours of a day each device is active; a divisor of 24, at least 2. */
    static final int HOURS_A_DAY = Integer.getInteger("benchmark.hours", 2);

    private static final String COLUMNS =
            "scope, period, bucket_start, bucket_end, sessions, started, ended, duration_ms,"
                    + " active_field_devices, active_remote_devices, rated, not_bad, generation,"
                    + " checkpoint";

    /** From groups and hours: parameters are the first day, the day after the last, the groups. */
    private static final String ACTIVITY =
            """
            (SELECT day, g, day + (g + (day::date - date '2025-01-01')) %% (24 / %3$d)
                            * interval '1 hour' + k * (24 / %3$d) * interval '1 hour' AS hour
             FROM generate_series(timestamp '%1$s', timestamp '%2$s' - interval '1 day',
                                  interval '1 day') AS day,
                 generate_series(0, %3$d - 1) AS k, generate_series(0, %4$d - 1) AS g) AS activity""";

    private final PostgresDatabase database;

    ProjectYear(PostgresDatabase database) {
        this.database = database;
    }

    /** The group's console, or one of its devices in the field. */
    static String console(int group) {
        return "console-" + (10_000 + group);
    }

    void publish() throws Exception {
        long began = System.nanoTime();
        try (StatisticsStore store = new PostgresStatisticsStore(database)) {
            long generation = store.register("past job", 0, SETTINGS);
            store.publish(
                    generation,
                    StatisticsRows.publication(1, NOW.toEpochMilli() - 10_000, oneRowAMonth()));
        }
        try (Connection connection = EmbeddedStore.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = '" + ZONE + "'");
            statement.execute("DELETE FROM scope_bucket");
            statement.execute("DELETE FROM device_bucket");
            // So that a new job is not refused for want of the state behind the rows.
            statement.execute("UPDATE progress SET generation = 0, checkpoint = 0");
            statement.execute("DELETE FROM job_generation");
            for (LocalDate month = FIRST_DAY.withDayOfMonth(1);
                    month.isBefore(TODAY);
                    month = month.plusMonths(1)) {
                LocalDate from = month.isBefore(FIRST_DAY) ? FIRST_DAY : month;
                LocalDate to = month.plusMonths(1);
                fill(statement, from, to.isAfter(TODAY) ? TODAY : to, to.isAfter(TODAY));
            }
            fillToday(statement);
            statement.execute("VACUUM ANALYZE scope_bucket");
            statement.execute("VACUUM ANALYZE device_bucket");
            statement.execute("VACUUM ANALYZE scope");
            statement.execute("CHECKPOINT");
        }
        System.out.printf(
                "%,d devices, each active in %d hours a day, from %s to %s %s: rows of devices %s,"
                        + " tables and indexes %s; filled in %.0f s%n",
                DEVICES,
                HOURS_A_DAY,
                FIRST_DAY,
                NOW,
                ZONE,
                EmbeddedStore.query(
                        database,
                        "SELECT period, count(*) FROM device_bucket GROUP BY 1 ORDER BY 1"),
                EmbeddedStore.query(
                        database,
                        """
                        SELECT pg_size_pretty(sum(pg_table_size(relid))),
                            pg_size_pretty(sum(pg_indexes_size(relid)))
                        FROM pg_partition_tree('device_bucket')"""),
                (System.nanoTime() - began) / 1e9);
    }

    /** Has the partitions made, a UTC month before the first too. */
    private static List<StatisticsRow> oneRowAMonth() {
        Scope scope = Scope.project(PROJECT);
        ZoneCalendar calendar = new ZoneCalendar(ZONE);
        Tally tally = new Tally(1, 1, 1, 1, 1, 0, 0, 0);
        List<StatisticsRow> rows = new ArrayList<>();
        for (LocalDate day = FIRST_DAY.minusMonths(1);
                !day.isAfter(TODAY);
                day = day.plusMonths(1)) {
            long millis = day.atStartOfDay(ZONE).toInstant().toEpochMilli();
            Bucket bucket = calendar.bucket(Period.DAY, millis);
            rows.add(StatisticsRows.of(new ScopeStatistics(scope, bucket, tally)));
            rows.add(
                    StatisticsRows.of(
                            new DeviceStatistics(
                                    scope, "d", bucket, tally, List.of("d"), List.of())));
        }
        return rows;
    }

    private void fill(Statement statement, LocalDate from, LocalDate to, boolean open)
            throws SQLException {
        String activity = ACTIVITY.formatted(from, to, HOURS_A_DAY, GROUPS_BEFORE_TODAY);
        fillDevices(statement, "HOUR", "hour", "1 hour", 1, activity);
        fillScope(statement, "HOUR", "hour", activity);
        String oneADay = "(SELECT day, g FROM %s GROUP BY day, g) AS days".formatted(activity);
        fillDevices(statement, "DAY", "day", "1 day", HOURS_A_DAY, oneADay);
        fillScope(statement, "DAY", "day", activity);
        LocalDate month = from.withDayOfMonth(1);
        long perMonth = HOURS_A_DAY * (to.toEpochDay() - from.toEpochDay());
        if (!open) {
            fillDevices(
                    statement,
                    "MONTH",
                    "day",
                    "1 month",
                    perMonth,
                    "(SELECT timestamp '%s' AS day, g FROM generate_series(0, %d) AS g) AS months"
                            .formatted(month, GROUPS_BEFORE_TODAY - 1));
        }
        fillScope(statement, "MONTH", "timestamp '" + month + "'", activity);
    }

    /** Today's day and the running month count it for the scope, but not for devices. */
    private void fillToday(Statement statement) throws SQLException {
        String activity = ACTIVITY.formatted(TODAY, TODAY.plusDays(1), HOURS_A_DAY, GROUPS);
        String begun =
                "(SELECT * FROM %s WHERE hour < timestamp '%s' + %d * interval '1 hour') AS begun"
                        .formatted(activity, TODAY, HOURS_TODAY);
        fillDevices(statement, "HOUR", "hour", "1 hour", 1, begun);
        fillScope(statement, "HOUR", "hour", begun);
        fillScope(statement, "DAY", "day", begun);
        // No summary takes the running month's numbers twice: its row is written whole.
        statement.execute(
                """
                UPDATE scope_bucket SET sessions = scope_bucket.sessions + today.sessions,
                    started = scope_bucket.started + today.started,
                    ended = scope_bucket.ended + today.ended,
                    duration_ms = scope_bucket.duration_ms + today.duration_ms,
                    active_field_devices = today.active_field_devices,
                    active_remote_devices = today.active_remote_devices,
                    rated = scope_bucket.rated + today.rated,
                    not_bad = scope_bucket.not_bad + today.not_bad
                FROM scope_bucket AS today
                WHERE scope_bucket.period = 'MONTH'
                    AND scope_bucket.bucket_start = timestamp '%s'
                    AND today.period = 'DAY' AND today.bucket_start = timestamp '%s'"""
                        .formatted(TODAY.withDayOfMonth(1), TODAY));
    }

    /** A group's rows: sessions of each device in the field, so many; of the console four times. */
    private void fillDevices(
            Statement statement,
            String period,
            String start,
            String length,
            long sessions,
            String groups)
            throws SQLException {
        statement.execute(
                """
                INSERT INTO device_bucket (device_id, %1$s, field_devices, remote_devices,
                    was_field_device, was_remote_device)
                SELECT CASE member WHEN 4 THEN console ELSE field[member + 1] END,
                    'project:year', '%2$s', %3$s, %3$s + interval '%4$s', n, n, n, n * 1800000,
                    CASE member WHEN 4 THEN 4 ELSE 1 END, 1, n, n, 0, 0,
                    CASE member WHEN 4 THEN field ELSE field[member + 1:member + 1] END,
                    ARRAY[console], member < 4, member = 4
                FROM (SELECT *, 'console-' || 10000 + g AS console,
                             ARRAY['rover-' || 100000 + 4 * g, 'rover-' || 100001 + 4 * g,
                                   'rover-' || 100002 + 4 * g, 'rover-' || 100003 + 4 * g] AS field
                      FROM %5$s) AS member_of,
                    generate_series(0, 4) AS member,
                    LATERAL (SELECT %6$d * CASE member WHEN 4 THEN 4 ELSE 1 END AS n) AS numbers"""
                        .formatted(COLUMNS, period, start, length, groups, sessions));
    }

    private void fillScope(Statement statement, String period, String start, String activity)
            throws SQLException {
        statement.execute(
                """
                INSERT INTO scope_bucket (%1$s)
                SELECT 'project:year', '%2$s', start, start + interval '1 %2$s', n, n, n,
                    n * 1800000, 4 * groups, groups, n, n, 0, 0
                FROM (SELECT %3$s AS start, 4 * count(*) AS n, count(DISTINCT g) AS groups
                      FROM %4$s GROUP BY 1) AS numbers"""
                        .formatted(COLUMNS, period, start, activity));
    }
}
