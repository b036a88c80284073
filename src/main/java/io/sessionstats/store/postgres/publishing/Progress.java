package io.sessionstats.store.postgres.publishing;

import io.sessionstats.store.Publication;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What readers see: table {@code progress}. Its one row is also the lock under which jobs register
 * and publish.
 *
 * @param generation of the latest published checkpoint, 0 before the first
 * @param checkpoint the latest published checkpoint, 0 before the first
 */
record Progress(long generation, long checkpoint) {

    /** Reads the progress and keeps other publishers waiting until the transaction ends. */
    static Progress lock(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT generation, checkpoint FROM progress FOR UPDATE")) {
            ResultSet row = statement.executeQuery();
            if (!row.next()) {
                throw new IllegalStateException("table progress has lost its row");
            }
            return new Progress(row.getLong(1), row.getLong(2));
        }
    }

    /**
     * Complete-through never goes back within a generation: a job that fails over may know no event
     * time at first. It starts anew with a generation, which may count anew from an earlier
     * checkpoint.
     */
    static void advance(Connection connection, long generation, Publication publication)
            throws SQLException {
        String sql =
                """
                UPDATE progress
                SET generation = ?, checkpoint = ?, published_at = clock_timestamp(),
                    complete_through = greatest(
                        CASE WHEN generation = ? THEN complete_through END,
                        timestamptz 'epoch' + ? * interval '1 millisecond')""";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, generation);
            statement.setLong(2, publication.checkpoint());
            statement.setLong(3, generation);
            if (publication.completeThroughMillis() == Long.MIN_VALUE) {
                statement.setNull(4, java.sql.Types.BIGINT);
            } else {
                statement.setLong(4, publication.completeThroughMillis());
            }
            statement.executeUpdate();
        }
    }
}
