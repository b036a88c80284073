package io.sessionstats.store.postgres.reading;

import io.sessionstats.store.AggregationStore;
import io.sessionstats.store.StatisticsReader;
import io.sessionstats.store.postgres.ConnectionPool;
import io.sessionstats.store.postgres.PoolUse;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.store.postgres.SchemaMigrations;
import io.sessionstats.store.postgres.ServerFailure;
import io.sessionstats.store.postgres.aggregating.PostgresAggregationStore;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The store as an API server uses it: a bounded number of connections, and what it reads and writes
 * over them. Connects when it is first called. It never makes or migrates the schema, which is the
 * job's: until that is there, calls fail with an {@link IOException} that says so. Any thread may
 * call it.
 */
public final class PostgresServerStore implements AutoCloseable {

    /** The fewest that it can do with: two for an aggregation, one for everything else. */
    public static final int CONNECTIONS_MIN = 3;

    private final PostgresDatabase database;
    private final ConnectionPool pool;
    private final AggregationStore aggregations;
    private final StatisticsReader statistics;

    private PostgresServerStore(PostgresDatabase database, int connections) {
        this.database = database;
        this.pool = new ConnectionPool(database, connections);
        this.aggregations = new PostgresAggregationStore(database, pool, (connections - 1) / 2);
        this.statistics = new PostgresStatisticsReader(database, pool);
    }

    /**
     * Makes a store, which connects later.
     *
     * @param connections how many it may have at a time. An aggregation under way takes two, and so
     *     many run at a time that one is left; further ones wait
     */
    public static PostgresServerStore open(PostgresDatabase database, int connections) {
        if (connections < CONNECTIONS_MIN) {
            throw new IllegalArgumentException(
                    "expected at least " + CONNECTIONS_MIN + " connections: " + connections);
        }
        return new PostgresServerStore(database, connections);
    }

    /** The aggregations, those of one server. */
    public AggregationStore aggregations() {
        return aggregations;
    }

    /** The statistics of scopes and devices. */
    public StatisticsReader statistics() {
        return statistics;
    }

    /**
     * Checks that the store answers, and that its schema has what this release needs. One of a
     * later version has: it only adds.
     *
     * @throws IOException if not, saying what to do
     */
    public void check() throws IOException {
        int version;
        try (Connection connection = pool.connection();
                Statement statement = connection.createStatement()) {
            ResultSet row =
                    statement.executeQuery(
                            "SELECT coalesce(max(version::integer), 0) FROM flyway_schema_history"
                                    + " WHERE success AND version ~ '^[0-9]+$'");
            row.next();
            version = row.getInt(1);
        } catch (SQLException e) {
            throw ServerFailure.of(e, database);
        }
        if (version < SchemaMigrations.VERSION) {
            throw new IOException(
                    database
                            + ": is at version "
                            + version
                            + ", this release needs "
                            + SchemaMigrations.VERSION
                            + ": start the job of this release, which brings it there");
        }
    }

    public PoolUse poolUse() {
        return pool.use();
    }

    @Override
    public void close() {
        pool.close();
    }
}
