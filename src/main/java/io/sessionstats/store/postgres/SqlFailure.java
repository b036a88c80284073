package io.sessionstats.store.postgres;

import java.io.IOException;
import java.sql.SQLException;

/**
 * Tells failures that pass, or that an operator ends without touching the job, from those that
 * would only repeat themselves.
 *
 * <p>The first become an {@link IOException}: the publisher waits and tries again, for as long as
 * it takes. The others (a missing column, a value that a type does not take) are a defect of the
 * program or of a schema that somebody has altered. They become an {@link IllegalStateException},
 * which fails the job's attempt: that shows in Flink's own interface and metrics, while waiting
 * would look like a slow database for ever. Nothing is lost by it, since the restarted job has the
 * same rows to publish.
 */
public final class SqlFailure {

    private SqlFailure() {}

    /**
     * A failure that passes.
     *
     * @throws IllegalStateException if trying again would meet the same failure
     */
    public static IOException passing(SQLException failure, PostgresDatabase database) {
        String message = database + ": " + failure.getMessage();
        if (passes(failure.getSQLState())) {
            return new IOException(message, failure);
        }
        throw new IllegalStateException(
                message + " (SQLState " + failure.getSQLState() + ")", failure);
    }

    /** By class of SQLState, the first two characters, and some single states. */
    static boolean passes(String sqlState) {
        if (sqlState == null || sqlState.length() != 5) {
            return true; // did not come from the server: the connection is at fault
        }
        return switch (sqlState) {
            case "23514", // no partition for a row: retention has just dropped it
                    "25006", // read-only: the address leads to a standby for now
                    "25P03", // idle in transaction for too long: this process was held up
                    "42501", // insufficient privilege: to be granted
                    "3D000" -> // no such database: to be created or restored
                    true;
            default -> passesByClass(sqlState.substring(0, 2));
        };
    }

    private static boolean passesByClass(String sqlStateClass) {
        return switch (sqlStateClass) {
            case "08", // connection
                    "28", // authorization: passwords rotate
                    "40", // serialization failure, deadlock
                    "53", // insufficient resources: disk, memory, connections
                    "55", // lock not available, object in use
                    "57", // shutdown, crash, cancelled by a timeout or an operator
                    "58" -> // system error: input or output
                    true;
            default -> false;
        };
    }
}
