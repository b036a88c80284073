package io.sessionstats.store.postgres;

import io.sessionstats.store.StoreRefusesException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.ErrorCode;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings a schema to this program's version by the numbered files beside this class. Safe to run
 * from several places at once; a schema of a newer version is left as it is.
 */
public final class SchemaMigrations {

    private static final String LOCATION = "classpath:io/sessionstats/store/postgres/migrations";

    /** The version that the files bring a schema to. */
    public static final int VERSION = 1;

    /** A migration may build an index over years of rows. */
    private static final int SOCKET_TIMEOUT_SECONDS = 3600;

    private SchemaMigrations() {}

    /**
     * Makes or migrates the schema.
     *
     * @throws StoreRefusesException if the schema holds other things than ours, or was migrated by
     *     other files
     */
    public static void run(PostgresDatabase database)
            throws IOException, SQLException, StoreRefusesException {
        Map<String, String> properties = new HashMap<>();
        PostgresDatabase.defaultProperties(SOCKET_TIMEOUT_SECONDS)
                .forEach((name, value) -> properties.put((String) name, (String) value));
        try {
            // In a Flink job these files are in the job's class loader, which not every thread has.
            Flyway.configure(SchemaMigrations.class.getClassLoader())
                    .dataSource(database.url(), database.user(), database.password().read())
                    .jdbcProperties(properties)
                    .loggers("slf4j")
                    .locations(LOCATION)
                    .failOnMissingLocations(true)
                    .schemas(database.schema())
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException sqlException) {
                    throw sqlException;
                }
            }
            String message = database + ": " + e.getMessage();
            ErrorCode code = e.getErrorCode();
            if (code == CoreErrorCode.VALIDATE_ERROR
                    || code == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
                throw new StoreRefusesException(message);
            }
            throw new IOException(message, e); // such as another migration being underway
        }
    }
}
