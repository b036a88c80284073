package io.sessionstats.store.postgres.publishing;

import io.sessionstats.store.Publication;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.StatisticsStore;
import io.sessionstats.store.StatisticsStoreFactory;
import io.sessionstats.store.StoreRefusesException;
import io.sessionstats.store.StoreSettings;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.store.postgres.SchemaMigrations;
import io.sessionstats.store.postgres.SettingTable;
import io.sessionstats.store.postgres.SqlFailure;
import io.sessionstats.usage.UsageGrain;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The store in one schema of a PostgreSQL database. Connects when it is first called. After any
 * failure it drops the connection, with all that it has learned over it, and opens a new one at the
 * next call.
 */
public final class PostgresStatisticsStore implements StatisticsStore {

    private final PostgresDatabase database;
    private StoreSettings settings;
    private volatile OpenSchema openSchema;
    private volatile boolean closed;

    /** A store that connects when it is first called. */
    public PostgresStatisticsStore(PostgresDatabase database) {
        this.database = database;
    }

    /** Makes such stores where they are used. */
    public static StatisticsStoreFactory in(PostgresDatabase database) {
        return () -> new PostgresStatisticsStore(database);
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
                            SettingTable.requireUsageGrain(
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
                    makePartitions(schema, generation, publication.chunks());
                    return null;
                });
        inTransaction(
                settings,
                schema -> {
                    publish(schema, generation, publication);
                    return null;
                });
    }

    private void makePartitions(OpenSchema schema, long generation, List<RowChunk> chunks)
            throws SQLException, StoreRefusesException {
        Connection connection = schema.connection();
        for (Map.Entry<RowChunk.Kind, MonthPartitions> entry : schema.partitions().entrySet()) {
            Set<YearMonth> months =
                    ChunkMonths.of(chunks, entry.getKey(), settings.usageGrain()).keySet();
            MonthPartitions partitions = entry.getValue();
            if (!partitions.exist(connection, months)) {
                Progress.lock(connection);
                JobGenerations.requireLatest(connection, generation);
                partitions.create(connection, months);
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
        List<RowChunk> chunks = publication.chunks();
        schema.scopes().add(connection, chunks, settings.zones(), generation, checkpoint);
        UsageReach.extend(connection, chunks, settings.usageGrain());
        for (PublishedRows kind : schema.kinds()) {
            kind.publish(connection, chunks, generation, checkpoint);
        }
        schema.fleetQueues().add(connection);
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
            FleetQueues fleetQueues,
            Map<RowChunk.Kind, MonthPartitions> partitions,
            List<PublishedRows> kinds) {

        static OpenSchema over(Connection connection, UsageGrain grain) {
            FleetQueues fleetQueues = new FleetQueues();
            return new OpenSchema(
                    connection,
                    new KnownScopes(),
                    fleetQueues,
                    Map.of(
                            RowChunk.Kind.SCOPE, new MonthPartitions("scope_bucket"),
                            RowChunk.Kind.DEVICE, new MonthPartitions("device_bucket"),
                            RowChunk.Kind.USAGE_CELL, new MonthPartitions("usage_cell")),
                    List.of(
                            new ScopeBucketRows(),
                            new DeviceBucketRows(),
                            new UsageKeyRows(),
                            new UsageCellRows(grain, fleetQueues),
                            new JobNameRows()));
        }
    }

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
            schema = OpenSchema.over(connection, settings.usageGrain());
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
