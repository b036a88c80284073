package io.sessionstats.store.postgres.publishing;

import io.sessionstats.store.StoreRefusesException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Which job may publish: table {@code job_generation}. Callers hold the lock of {@link Progress}.
 */
final class JobGenerations {

    private JobGenerations() {}

    /** The job's generation, the next one if it has none yet or its checkpoints count anew. */
    static long register(
            Connection connection, Progress visible, String jobId, long restoredCheckpoint)
            throws SQLException, StoreRefusesException {
        Latest latest = latest(connection);
        long own = latestOf(connection, jobId);
        if (own > 0) {
            requireLatest(latest, own);
            boolean countsAnew =
                    visible.generation() == own && restoredCheckpoint < visible.checkpoint();
            if (!countsAnew) {
                return own;
            }
        }
        if (restoredCheckpoint == 0 && visible.generation() > 0) {
            throw new StoreRefusesException(
                    "the store holds what generation "
                            + visible.generation()
                            + " has published up to checkpoint "
                            + visible.checkpoint()
                            + ", but this job starts without state and would count anew: start it"
                            + " from the last checkpoint or a savepoint, or publish into another"
                            + " schema");
        }
        if (restoredCheckpoint > 0 && latest.generation() == 0) {
            throw new StoreRefusesException(
                    "the job carries on from checkpoint "
                            + restoredCheckpoint
                            + ", but no job has published into this schema, so what was counted"
                            + " before would be missing: name the schema that it has published"
                            + " into, or start it without state");
        }
        long next = latest.generation() + 1;
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "INSERT INTO job_generation (generation, job_id) VALUES (?, ?)")) {
            statement.setLong(1, next);
            statement.setString(2, jobId);
            statement.executeUpdate();
        }
        return next;
    }

    /**
     * @throws StoreRefusesException if a newer job has taken over
     */
    static void requireLatest(Connection connection, long generation)
            throws SQLException, StoreRefusesException {
        requireLatest(latest(connection), generation);
    }

    private static void requireLatest(Latest latest, long generation) throws StoreRefusesException {
        if (latest.generation() > generation) {
            throw new StoreRefusesException(
                    "a newer job has taken over: job "
                            + latest.jobId()
                            + " publishes as generation "
                            + latest.generation()
                            + ", this job's generation is "
                            + generation);
        }
    }

    private record Latest(long generation, String jobId) {}

    private static Latest latest(Connection connection) throws SQLException {
        String sql =
                "SELECT generation, job_id FROM job_generation ORDER BY generation DESC LIMIT 1";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            ResultSet row = statement.executeQuery();
            return row.next() ? new Latest(row.getLong(1), row.getString(2)) : new Latest(0, "");
        }
    }

    private static long latestOf(Connection connection, String jobId) throws SQLException {
        String sql = "SELECT coalesce(max(generation), 0) FROM job_generation WHERE job_id = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, jobId);
            ResultSet row = statement.executeQuery();
            row.next();
            return row.getLong(1);
        }
    }
}
