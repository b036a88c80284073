package io.sessionstats.bench;

import io.sessionstats.local.LocalServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

/**
 * The schema that one run writes to. When the run is over it is dropped and the database brings its
 * files up to date, so that the next run pays for nothing of this one.
 */
final class RunSchema implements AutoCloseable {

    /** What a session has done is in the statistics at the latest so long after it. */
    private static final long STATISTICS_MILLIS = 1500;

    private final String url;
    private final String name;

    private RunSchema(String url, String name) {
        this.url = url;
        this.name = name;
    }

    static RunSchema create(String url, String name) throws SQLException {
        execute(url, "CREATE SCHEMA " + name);
        return new RunSchema(url, name);
    }

    String name() {
        return name;
    }

    /** How many rows were inserted or updated. */
    long rowsWritten() throws SQLException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(STATISTICS_MILLIS);
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                """
                                SELECT coalesce(sum(n_tup_ins + n_tup_upd), 0)::bigint
                                FROM pg_stat_user_tables WHERE schemaname = '%s'"""
                                        .formatted(name))) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        execute(url, "DROP SCHEMA " + name + " CASCADE");
        execute(url, "CHECKPOINT");
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, LocalServers.POSTGRES_USER, "");
    }
}
