package io.sessionstats.store.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A server's connections. Opens them when they are first asked for; any thread may call it. */
public final class ConnectionPool implements AutoCloseable {

    private static final long WAIT_MILLIS = 5_000;

    private final HikariDataSource connections;

    /** At most so many connections. */
    public ConnectionPool(PostgresDatabase database, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("session-statistics");
        config.setDataSource(new NewConnections(database));
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(WAIT_MILLIS);
        config.setInitializationFailTimeout(-1); // a server starts before its database, too
        this.connections = new HikariDataSource(config);
    }

    /**
     * A connection that commits each statement; closing it gives it back.
     *
     * @throws SQLException if none is to be had within a few seconds
     */
    public Connection connection() throws SQLException {
        return connections.getConnection();
    }

    /** Closes a connection for good, instead of giving it back. */
    public void discard(Connection connection) {
        connections.evictConnection(connection);
    }

    public PoolUse use() {
        HikariPoolMXBean pool = connections.getHikariPoolMXBean();
        return new PoolUse(
                pool.getActiveConnections(),
                pool.getIdleConnections(),
                pool.getThreadsAwaitingConnection(),
                connections.getMaximumPoolSize());
    }

    @Override
    public void close() {
        connections.close();
    }

    /** Opens connections as the job does, with the password as it is by then. */
    private record NewConnections(PostgresDatabase database) implements DataSource {

        @Override
        public Connection getConnection() throws SQLException {
            try {
                return database.connect();
            } catch (IOException e) {
                throw new SQLException("password: " + e.getMessage(), e);
            }
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            throw new SQLFeatureNotSupportedException("the database's user is configured");
        }

        @Override
        public PrintWriter getLogWriter() {
            return null;
        }

        @Override
        public void setLogWriter(PrintWriter writer) {
            // The driver logs by itself.
        }

        @Override
        public void setLoginTimeout(int seconds) {
            // A connection's limits are the database's.
        }

        @Override
        public int getLoginTimeout() {
            return PostgresDatabase.CONNECT_TIMEOUT_SECONDS; // for which closing waits
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            throw new SQLFeatureNotSupportedException("logs nothing");
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLException("wraps nothing");
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }
}
