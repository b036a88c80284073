package io.sessionstats.store.postgres;

import io.sessionstats.store.StoreRefusesException;
import io.sessionstats.usage.UsageGrain;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings that stored data was made with, and the secret that the API servers share: table
 * {@code setting}.
 */
public final class SettingTable {

    private static final String USAGE_GRAIN = "usage-grain";
    private static final String API_SECRET = "api-secret";

    private SettingTable() {}

    /** The grid that usage is kept on; empty until a job has registered. */
    public static Optional<UsageGrain> usageGrain(Connection connection) throws SQLException {
        return value(connection, USAGE_GRAIN).map(Duration::parse).map(UsageGrain::of);
    }

    /** The API servers' secret: this one, unless another was kept before. */
    public static String secret(Connection connection, String newSecret) throws SQLException {
        if (value(connection, API_SECRET).isEmpty()) {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            "INSERT INTO setting (name, value) VALUES (?, ?)"
                                    + " ON CONFLICT DO NOTHING")) {
                statement.setString(1, API_SECRET);
                statement.setString(2, newSecret);
                statement.executeUpdate();
            }
        }
        return value(connection, API_SECRET).orElseThrow();
    }

    private static Optional<String> value(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT value FROM setting WHERE name = ?")) {
            statement.setString(1, name);
            ResultSet row = statement.executeQuery();
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        }
    }

    /**
     * Records the grain if none is; the caller holds the lock on table {@code progress}.
     *
     * @throws StoreRefusesException if usage is stored on another grain
     */
    public static void requireUsageGrain(Connection connection, UsageGrain configured)
            throws SQLException, StoreRefusesException {
        Optional<UsageGrain> stored = usageGrain(connection);
        if (stored.isEmpty()) {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            "INSERT INTO setting (name, value) VALUES (?, ?)")) {
                statement.setString(1, USAGE_GRAIN);
                statement.setString(2, configured.toString());
                statement.executeUpdate();
            }
        } else if (!stored.get().equals(configured)) {
            throw new StoreRefusesException(
                    "usage is stored on a grain of "
                            + stored.get()
                            + ", but the job is configured with "
                            + configured
                            + ": keep the grain, or publish into another schema");
        }
    }
}
