package io.sessionstats.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.oracle.NaiveStatistics;
import io.sessionstats.oracle.Recomputation;
import io.sessionstats.oracle.Recomputation.CellRow;
import io.sessionstats.oracle.Recomputation.DeviceRow;
import io.sessionstats.oracle.Recomputation.JobRow;
import io.sessionstats.oracle.Recomputation.ScopeRow;
import io.sessionstats.oracle.Step;
import io.sessionstats.oracle.StreamShape;
import io.sessionstats.session.Scope;
import io.sessionstats.session.UsageType;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.postgres.EmbeddedStore;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsageKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All rows that a job has published, zero rows left out. */
record StoredRows(PostgresDatabase database) {

    /** They are what the oracle says that these steps make. */
    void assertAreThoseOf(List<Step> steps, StreamShape shape) throws SQLException {
        Recomputation expected =
                NaiveStatistics.compute(
                        steps, shape.zones(), shape.allowedLateness(), shape.maxSessionDuration());
        assertSame(scopeRows(), expected.scopeRows());
        assertSame(deviceRows(), expected.deviceRows());
        assertSame(usageCells(), expected.cells());
        assertSame(jobNames(), expected.jobNames());
        assertThat(expected.cells()).isNotEmpty();
        assertThat(expected.jobNames()).isNotEmpty();
    }

    /** Shows only what differs: there are thousands of rows. */
    private static <K, V> void assertSame(Map<K, V> actual, Map<K, V> expected) {
        Map<K, V> unexpected = new HashMap<>(actual);
        unexpected.entrySet().removeAll(expected.entrySet());
        Map<K, V> missing = new HashMap<>(expected);
        missing.entrySet().removeAll(actual.entrySet());
        assertThat(unexpected).as("unexpected; missing is " + missing).isEmpty();
        assertThat(missing).as("missing").isEmpty();
    }

    private Map<ScopeRow, Tally> scopeRows() throws SQLException {
        Map<ScopeRow, Tally> rows = new HashMap<>();
        try (Connection connection = EmbeddedStore.connect(database);
                Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery("SELECT * FROM scope_bucket WHERE sessions <> 0")) {
            while (result.next()) {
                rows.put(
                        new ScopeRow(Scope.parse(result.getString("scope")), bucket(result)),
                        tally(result));
            }
        }
        return rows;
    }

    private Map<CellRow, UsageCell> usageCells() throws SQLException {
        Map<CellRow, UsageCell> rows = new HashMap<>();
        try (Connection connection = EmbeddedStore.connect(database);
                Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery(
                                "SELECT * FROM usage_cell JOIN usage_key ON id = usage_key")) {
            while (result.next()) {
                UsageCell cell =
                        new UsageCell(
                                UsageGrain.DEFAULT.slot(millis(result, "start_slot")),
                                UsageGrain.DEFAULT.slot(millis(result, "end_slot")),
                                result.getLong("sessions"),
                                result.getLong("start_offset_sum_ms"),
                                result.getLong("end_offset_sum_ms"),
                                result.getLong("start_offset_min_ms"),
                                result.getLong("start_offset_max_ms"),
                                result.getLong("end_offset_min_ms"),
                                result.getLong("end_offset_max_ms"),
                                result.getLong("length_min_ms"),
                                result.getLong("length_max_ms"));
                UsageKey key =
                        new UsageKey(
                                result.getString("farm_id"),
                                result.getString("queue_id"),
                                result.getString("fleet_id"),
                                result.getString("job_id"),
                                result.getString("user_id"),
                                UsageType.valueOf(result.getString("usage_type")),
                                result.getString("instance_type"),
                                result.getString("license_product"),
                                result.getLong("hourly_rate_micro_usd"));
                rows.put(new CellRow(key, cell.startSlot(), cell.endSlot()), cell);
            }
        }
        return rows;
    }

    private Map<JobRow, String> jobNames() throws SQLException {
        Map<JobRow, String> rows = new HashMap<>();
        try (Connection connection = EmbeddedStore.connect(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT * FROM job_name")) {
            while (result.next()) {
                rows.put(
                        new JobRow(result.getString("farm_id"), result.getString("job_id")),
                        result.getString("name"));
            }
        }
        return rows;
    }

    private static long millis(ResultSet result, String column) throws SQLException {
        return result.getTimestamp(column).getTime();
    }

    private Map<DeviceRow, DeviceStatistics> deviceRows() throws SQLException {
        Map<DeviceRow, DeviceStatistics> rows = new HashMap<>();
        try (Connection connection = EmbeddedStore.connect(database);
                Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery("SELECT * FROM device_bucket WHERE sessions <> 0")) {
            while (result.next()) {
                Scope scope = Scope.parse(result.getString("scope"));
                String deviceId = result.getString("device_id");
                Bucket bucket = bucket(result);
                rows.put(
                        new DeviceRow(scope, deviceId, bucket),
                        new DeviceStatistics(
                                scope,
                                deviceId,
                                bucket,
                                tally(result),
                                strings(result, "field_devices"),
                                strings(result, "remote_devices")));
            }
        }
        return rows;
    }

    private static Bucket bucket(ResultSet result) throws SQLException {
        return new Bucket(
                Period.valueOf(result.getString("period")),
                result.getTimestamp("bucket_start").getTime(),
                result.getTimestamp("bucket_end").getTime());
    }

    private static Tally tally(ResultSet result) throws SQLException {
        return new Tally(
                result.getLong("sessions"),
                result.getLong("started"),
                result.getLong("ended"),
                result.getLong("duration_ms"),
                result.getLong("active_field_devices"),
                result.getLong("active_remote_devices"),
                result.getLong("rated"),
                result.getLong("not_bad"));
    }

    private static List<String> strings(ResultSet result, String column) throws SQLException {
        return List.of((String[]) result.getArray(column).getArray());
    }
}
