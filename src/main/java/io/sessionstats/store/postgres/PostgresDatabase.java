package io.sessionstats.store.postgres;

import java.io.IOException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/**
 * Which schema of which database holds the statistics, and how to get there.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, with the driver's parameters if wished;
 *     never with a password
 * @param user the database user
 * @param password where the user's password is read for each new connection
 * @param schema lower-case letters, digits and underscores, at most 63; created if missing
 */
public record PostgresDatabase(String url, String user, PasswordSource password, String schema)
        implements Serializable {

    public static final String DEFAULT_SCHEMA = "session_statistics";

    static final int CONNECT_TIMEOUT_SECONDS = 10;

    private static final Pattern SCHEMA = Pattern.compile("(?!pg_)[a-z_][a-z0-9_]{0,62}");

    /** A statement of ours takes a second or so: the server gives up before the socket does. */
    private static final int SOCKET_TIMEOUT_SECONDS = 60;

    private static final int STATEMENT_TIMEOUT_SECONDS = 50;
    private static final int LOCK_TIMEOUT_SECONDS = 20;

    public PostgresDatabase {
        if (Driver.parseURL(url, null) == null) {
            throw new IllegalArgumentException(
                    "database URL \""
                            + withoutParameters(url)
                            + "\": expected jdbc:postgresql://host:port/database");
        }
        if (url.toLowerCase(Locale.ROOT).contains("password=")) {
            throw new IllegalArgumentException(
                    "database URL "
                            + withoutParameters(url)
                            + ": a password belongs in the environment or a file");
        }
        if (!SCHEMA.matcher(schema).matches()) {
            throw new IllegalArgumentException(
                    "schema \""
                            + schema
                            + "\": expected lower-case letters, digits and underscores");
        }
    }

    /**
     * Opens a connection whose names are those of the schema. It commits each statement; locks,
     * statements and silence of either side end after a time.
     */
    public Connection connect() throws IOException, SQLException {
        Properties properties = defaultProperties(SOCKET_TIMEOUT_SECONDS);
        properties.setProperty("user", user);
        String secret = password.read();
        if (secret != null) {
            properties.setProperty("password", secret);
        }
        // Not by DriverManager, which would have to find the driver in a Flink job's class loader.
        Connection connection = new Driver().connect(url, properties);
        try (Statement statement = connection.createStatement()) {
            // To compile a plan takes the longer the more partitions there are, often longer than
            // to run it. The last ones let the server free our locks when this machine is gone for
            // good.
            statement.execute(
                    """
                    SET search_path = %s;
                    SET synchronous_commit = on;
                    SET statement_timeout = '%ds';
                    SET lock_timeout = '%ds';
                    SET jit = off;
                    SET idle_in_transaction_session_timeout = '60s';
                    SET tcp_keepalives_idle = 30;
                    SET tcp_keepalives_interval = 10;
                    SET tcp_keepalives_count = 3"""
                            .formatted(schema, STATEMENT_TIMEOUT_SECONDS, LOCK_TIMEOUT_SECONDS));
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** The driver's parameters; those in the URL come before them. */
    static Properties defaultProperties(int socketTimeoutSeconds) {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "session-statistics");
        properties.setProperty("connectTimeout", Integer.toString(CONNECT_TIMEOUT_SECONDS));
        properties.setProperty("socketTimeout", Integer.toString(socketTimeoutSeconds));
        properties.setProperty("tcpKeepAlive", "true");
        return properties;
    }

    /** For messages: the URL's parameters may be nobody's business. */
    @Override
    public String toString() {
        return withoutParameters(url) + " schema " + schema;
    }

    private static String withoutParameters(String url) {
        return url.replaceFirst("[?].*", "");
    }
}
