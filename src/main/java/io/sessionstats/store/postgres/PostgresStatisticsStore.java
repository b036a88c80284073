package io.sessionstats.store.postgres;

import io.sessionstats.store.ChangedRow;
import io.sessionstats.store.Publication;
import io.sessionstats.store.StatisticsStore;
import io.sessionstats.store.StoreRefusesException;
import io.sessionstats.store.StoreSettings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The store in one schema of a PostgreSQL database. Connects when it is first called. After any
 * failure it drops the connection, with all that it has learned over it, and opens a new one at the
 * next call.
 */
final class PostgresStatisticsStore implements StatisticsStore {

    private final PostgresDatabase database;
    private StoreSettings settings;
    private volatile OpenSchema openSchema;
    private volatile boolean closed;

    PostgresStatisticsStore(PostgresDatabase database) {
        this.database = database;
    }

    @Override
    public long register(String jobId, long restoredCheckpoint, StoreSettings settings)
            throws IOException, StoreRefusesException {
        try {
            SchemaMigrations.run(database);
        } catch (SQLException e) {
            throw SqlFailure.passing(e, database);
        }
        long generation =
                inTransaction(
                        settings,
                        schema -> {
                            Progress visible = Progress.lock(schema.connection());
                            StoredSettings.requireUsageGrain(
                                    schema.connection(), settings.usageGrain());
                            KnownScopes.requireZones(schema.connection(), settings.zones());
                            return JobGenerations.register(
                                    schema.connection(), visible, jobId, restoredCheckpoint);
                        });
        this.settings = settings;
        return generation;
    }

    @Override
    public void publish(long generation, Publication publication)
            throws IOException, StoreRefusesException {
        if (settings == null) {
            throw new IllegalStateException("publish comes after register");
        }
        inTransaction(
                settings,
                schema -> {
                    makePartitions(schema, generation, publication.rows());
                    return null;
                });
        inTransaction(
                settings,
                schema -> {
                    publish(schema, generation, publication);
                    return null;
                });
    }

    private static void makePartitions(OpenSchema schema, long generation, List<ChangedRow> rows)
            throws SQLException, StoreRefusesException {
        Connection connection = schema.connection();
        for (PublishedRows<?> kind : schema.kinds()) {
            if (kind instanceof PartitionedRows<?> partitioned
                    && !partitioned.havePartitions(connection, rows)) {
                Progress.lock(connection);
                JobGenerations.requireLatest(connection, generation);
                partitioned.makePartitions(connection, rows);
            }
        }
    }

    private void publish(OpenSchema schema, long generation, Publication publication)
            throws SQLException, StoreRefusesException {
        Connection connection = schema.connection();
        Progress visible = Progress.lock(connection);
        JobGenerations.requireLatest(connection, generation);
        long checkpoint = publication.checkpoint();
        if (visible.generation() == generation && visible.checkpoint() >= checkpoint) {
            return;
        }
        schema.scopes()
                .add(connection, publication.rows(), settings.zones(), generation, checkpoint);
        schema.usageKeys().add(connection, publication.rows());
        UsageReach.extend(connection, publication.rows(), settings.usageGrain());
        for (PublishedRows<?> kind : schema.kinds()) {
            kind.publish(connection, publication.rows(), generation, checkpoint);
        }
        Progress.advance(connection, generation, publication);
    }

    @Override
    public void close() {
        closed = true;
        drop(openSchema);
    }

    /** A connection, and what has been learned over it. */
    private record OpenSchema(
            Connection connection,
            KnownScopes scopes,
            UsageKeys usageKeys,
            List<PublishedRows<?>> kinds) {}

    private interface Work<T> {
        T on(OpenSchema schema) throws SQLException, StoreRefusesException;
    }

    private <T> T inTransaction(StoreSettings settings, Work<T> work)
            throws IOException, StoreRefusesException {
        boolean done = false;
        try {
            OpenSchema schema = open(settings);
            T result = work.on(schema);
            schema.connection().commit();
            done = true;
            return result;
        } catch (SQLException e) {
            throw SqlFailure.passing(e, database);
        } finally {
            if (!done) {
                drop(openSchema);
                openSchema = null;
            }
        }
    }

    private OpenSchema open(StoreSettings settings) throws IOException, SQLException {
        OpenSchema schema = openSchema;
        if (schema == null) {
            Connection connection = database.connect();
            connection.setAutoCommit(false);
            schema =
                    new OpenSchema(
                            connection,
                            new KnownScopes(),
                            new UsageKeys(),
                            List.of(
                                    new ScopeBucketRows(),
                                    new DeviceBucketRows(),
                                    new UsageCellRows(settings.usageGrain()),
                                    new JobNameRows()));
            openSchema = schema;
        }
        if (closed) { // perhaps while the connection was being opened
            throw new IOException(database + ": closed");
        }
        return schema;
    }

    /** Does not wait for a call that is underway, nor for the server. */
    private static void drop(OpenSchema schema) {
        if (schema == null) {
            return;
        }
        try {
            schema.connection().abort(Runnable::run);
        } catch (SQLException e) {
            // It is of no more use; the server ends its side by itself.
        }
    }
}
