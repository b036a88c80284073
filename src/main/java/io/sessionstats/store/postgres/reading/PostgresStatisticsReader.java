package io.sessionstats.store.postgres.reading;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.ActiveDevices;
import io.sessionstats.statistics.BucketRun;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.StatisticsReader;
import io.sessionstats.store.postgres.ConnectionPool;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.store.postgres.ServerFailure;
import io.sessionstats.store.postgres.TallyColumns;
import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads statistics over pooled connections. Each reading is one REPEATABLE READ transaction, so the
 * rows and the progress that it sees belong to one checkpoint.
 */
final class PostgresStatisticsReader implements StatisticsReader {

    private static final String BEGINNING =
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; ";

    private static final String WITH_SESSIONS = " AND sessions > 0";

    private static final String TALLY = String.join(", ", TallyColumns.NAMES);

    private final PostgresDatabase database;
    private final ConnectionPool pool;

    PostgresStatisticsReader(PostgresDatabase database, ConnectionPool pool) {
        this.database = database;
        this.pool = pool;
    }

    @Override
    public <T, E extends Exception> T read(Reading<T, E> reading) throws IOException, E {
        try (Connection connection = pool.connection()) {
            connection.setAutoCommit(false);
            T result = reading.from(new SqlSnapshot(connection));
            connection.commit();
            return result;
        } catch (SQLException e) {
            throw ServerFailure.of(e, database);
        }
    }

    /** Statements over one transaction, with as few round trips as can be. */
    private final class SqlSnapshot implements Snapshot {

        private final Connection connection;
        private boolean begun;

        /** Null until it has been read. */
        private Long completeThroughMillis;

        SqlSnapshot(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Optional<ZoneId> zoneOf(Scope scope) throws IOException {
            return query(
                    """
                    SELECT complete_through, time_zone
                    FROM progress LEFT JOIN scope ON scope = ?""",
                    statement -> statement.setString(1, scope.toString()),
                    rows -> {
                        rows.next();
                        completeThroughMillis = completeThrough(rows);
                        return Optional.ofNullable(rows.getString(2)).map(ZoneId::of);
                    });
        }

        @Override
        public long completeThroughMillis() throws IOException {
            if (completeThroughMillis == null) {
                completeThroughMillis =
                        query(
                                "SELECT complete_through FROM progress",
                                statement -> {},
                                rows -> {
                                    rows.next();
                                    return completeThrough(rows);
                                });
            }
            return completeThroughMillis;
        }

        private long completeThrough(ResultSet rows) throws SQLException {
            return rows.getTimestamp(1) == null ? Long.MIN_VALUE : millis(rows, 1);
        }

        @Override
        public List<ScopeStatistics> scopeBuckets(Scope scope, List<BucketRun> runs, int limit)
                throws IOException {
            if (runs.isEmpty()) {
                return List.of();
            }
            return query(
                    inRuns(
                                    "period, bucket_start, bucket_end, " + TALLY,
                                    "scope_bucket",
                                    runs,
                                    WITH_SESSIONS)
                            + " ORDER BY bucket_start LIMIT ?",
                    statement -> {
                        int next = bind(statement, scope, runs);
                        statement.setInt(next, limit);
                    },
                    rows -> {
                        List<ScopeStatistics> found = new ArrayList<>();
                        while (rows.next()) {
                            found.add(new ScopeStatistics(scope, bucket(rows), tally(rows)));
                        }
                        return found;
                    });
        }

        @Override
        public List<DeviceStatistics> deviceBuckets(
                Scope scope, String deviceId, List<BucketRun> runs, int limit) throws IOException {
            if (runs.isEmpty()) {
                return List.of();
            }
            return query(
                    runs.stream()
                                    .map(SqlSnapshot::inRunOfDevice)
                                    .collect(Collectors.joining(" UNION ALL "))
                            + " ORDER BY bucket_start LIMIT ?",
                    statement -> {
                        int next = 1;
                        for (BucketRun run : runs) {
                            statement.setString(next++, scope.toString());
                            statement.setString(next++, deviceId);
                            statement.setObject(next++, time(run.startMillis()));
                            statement.setObject(next++, time(run.endMillis()));
                            statement.setString(next++, scope.toString());
                            statement.setObject(next++, time(run.startMillis()));
                            statement.setObject(next++, time(run.endMillis()));
                        }
                        statement.setInt(next, limit);
                    },
                    rows -> {
                        List<DeviceStatistics> found = new ArrayList<>();
                        while (rows.next()) {
                            found.add(
                                    new DeviceStatistics(
                                            scope,
                                            deviceId,
                                            bucket(rows),
                                            tally(rows),
                                            strings(rows.getArray(12)),
                                            strings(rows.getArray(13))));
                        }
                        return found;
                    });
        }

        @Override
        public ActiveDevices activeDevices(Scope scope, List<BucketRun> runs) throws IOException {
            if (runs.isEmpty()) {
                return new ActiveDevices(0, 0);
            }
            // All from the index. A row without sessions has the device in neither role.
            String columns = "device_id, was_field_device, was_remote_device";
            return query(
                    """
                    SELECT count(*) FILTER (WHERE in_the_field), count(*) FILTER (WHERE remote)
                    FROM (SELECT bool_or(was_field_device) AS in_the_field,
                                 bool_or(was_remote_device) AS remote
                          FROM (%s) AS met GROUP BY device_id) AS device"""
                            .formatted(inRuns(columns, "device_bucket", runs, "")),
                    statement -> bind(statement, scope, runs),
                    rows -> {
                        rows.next();
                        return new ActiveDevices(rows.getLong(1), rows.getLong(2));
                    });
        }

        /**
         * A device's rows are looked up bucket by bucket, of those that its scope has sessions in.
         * (LIMIT says so: the planner could think of reading all devices' rows.)
         */
        private static String inRunOfDevice(BucketRun run) {
            return """
                    SELECT device.* FROM scope_bucket AS met, LATERAL (
                        SELECT period, bucket_start, bucket_end, %1$s, field_devices,
                            remote_devices
                        FROM device_bucket AS device
                        WHERE scope = ? AND period = '%2$s' AND device_id = ?
                            AND bucket_start = met.bucket_start
                            AND bucket_start >= ? AND bucket_start < ?
                            AND sessions > 0
                        LIMIT 1) AS device
                    WHERE met.scope = ? AND met.period = '%2$s'
                        AND met.bucket_start >= ? AND met.bucket_start < ? AND met.sessions > 0"""
                    .formatted(TALLY, run.period());
        }

        /** One query a run, so that each is planned by its own bounds: only its partitions. */
        private static String inRuns(
                String columns, String table, List<BucketRun> runs, String lastCondition) {
            return runs.stream()
                    .map(
                            run ->
                                    "SELECT %s FROM %s WHERE scope = ? AND period = '%s'"
                                                    .formatted(columns, table, run.period())
                                            + " AND bucket_start >= ? AND bucket_start < ?"
                                            + lastCondition)
                    .collect(Collectors.joining(" UNION ALL "));
        }

        /** Returns the number of the next parameter. */
        private static int bind(PreparedStatement statement, Scope scope, List<BucketRun> runs)
                throws SQLException {
            int next = 1;
            for (BucketRun run : runs) {
                statement.setString(next++, scope.toString());
                statement.setObject(next++, time(run.startMillis()));
                statement.setObject(next++, time(run.endMillis()));
            }
            return next;
        }

        private <T> T query(String sql, Binding binding, Rows<T> rows) throws IOException {
            // The driver sends the transaction's beginning together with its first query.
            try (PreparedStatement statement =
                    connection.prepareStatement(begun ? sql : BEGINNING + sql)) {
                begun = true;
                binding.bind(statement);
                boolean hasRows = statement.execute();
                while (!hasRows) {
                    hasRows = statement.getMoreResults();
                }
                return rows.from(statement.getResultSet());
            } catch (SQLException e) {
                throw ServerFailure.of(e, database);
            }
        }
    }

    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    private interface Rows<T> {
        T from(ResultSet rows) throws SQLException;
    }

    private static Bucket bucket(ResultSet rows) throws SQLException {
        return new Bucket(Period.valueOf(rows.getString(1)), millis(rows, 2), millis(rows, 3));
    }

    /** The columns from the fourth on. */
    private static Tally tally(ResultSet rows) throws SQLException {
        return new Tally(
                rows.getLong(4),
                rows.getLong(5),
                rows.getLong(6),
                rows.getLong(7),
                rows.getLong(8),
                rows.getLong(9),
                rows.getLong(10),
                rows.getLong(11));
    }

    private static List<String> strings(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    private static long millis(ResultSet rows, int column) throws SQLException {
        return rows.getTimestamp(column).toInstant().toEpochMilli();
    }

    private static OffsetDateTime time(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).atOffset(ZoneOffset.UTC);
    }
}
