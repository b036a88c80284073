package io.sessionstats.store.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** One real PostgreSQL server for all tests of a JVM, with a schema for each that asks. */
public final class EmbeddedStore {

    private static final EmbeddedPostgres SERVER = start();
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private EmbeddedStore() {}

    /** A schema of its own, not made yet. */
    public static PostgresDatabase newSchema() {
        return schemaOf(SERVER.getPort(), "test_" + SCHEMAS.incrementAndGet());
    }

    /** A schema of the server at that port. */
    public static PostgresDatabase schemaOf(int port, String schema) {
        return new PostgresDatabase(
                "jdbc:postgresql://localhost:" + port + "/postgres",
                "postgres",
                PasswordSource.none(),
                schema);
    }

    /** A plain connection, as any reader might have. */
    public static Connection connect(PostgresDatabase database) throws SQLException {
        return DriverManager.getConnection(
                database.url() + "?currentSchema=" + database.schema(), database.user(), "");
    }

    /** The result's rows, the columns of each joined by {@code |}. */
    public static List<String> query(PostgresDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database)) {
            return query(connection, sql);
        }
    }

    public static List<String> query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            ResultSet result = statement.executeQuery(sql);
            int columns = result.getMetaData().getColumnCount();
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(String.valueOf(result.getString(i)));
                }
                rows.add(String.join("|", row));
            }
            return rows;
        }
    }

    public static void execute(PostgresDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Ends all connections of stores to the server, as a restart of it would. */
    public static void disconnectStores(PostgresDatabase database) throws SQLException {
        query(
                database,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE application_name = 'session-statistics'");
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
