package io.sessionstats.store.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** Stand-in until the real pool is merged. */
public final class PostgresPool {
    private final PostgresDatabase database;

    public PostgresPool(PostgresDatabase database) {
        this.database = database;
    }

    interface Work<T, E extends Exception> {
        T on(Connection connection) throws IOException, E;
    }

    <T, E extends Exception> T inSnapshot(Work<T, E> work) throws IOException, E {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            T result = work.on(connection);
            connection.commit();
            return result;
        } catch (SQLException e) {
            throw passing(e);
        }
    }

    IOException passing(SQLException e) {
        return SqlFailure.passing(e, database);
    }
}
