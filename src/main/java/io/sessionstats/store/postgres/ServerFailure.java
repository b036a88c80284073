package io.sessionstats.store.postgres;

import java.io.IOException;
import java.sql.SQLException;

/** What a failure means to a server, which may have been started before the job. */
public final class ServerFailure {

    private ServerFailure() {}

    /**
     * What a failure is to a caller that may try again.
     *
     * @throws IllegalStateException if trying again would meet the same failure
     */
    public static IOException of(SQLException failure, PostgresDatabase database) {
        String state = String.valueOf(failure.getSQLState());
        if (state.equals("42P01") || state.equals("3F000")) { // no such table, no such schema
            return new IOException(
                    database
                            + ": does not have the tables of this release yet: start the job, which"
                            + " makes them",
                    failure);
        }
        return SqlFailure.passing(failure, database);
    }
}
