package io.sessionstats.store.postgres;

import io.sessionstats.store.StoreRefusesException;
import io.sessionstats.usage.UsageGrain;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** The settings that stored data was made with: table {@code setting}. */
final class StoredSettings {

    private static final String USAGE_GRAIN = "usage-grain";

    private StoredSettings() {}

    /** The grid that usage is kept on; empty until a job has registered. */
    static Optional<UsageGrain> usageGrain(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT value FROM setting WHERE name = ?")) {
            statement.setString(1, USAGE_GRAIN);
            ResultSet row = statement.executeQuery();
            return row.next()
                    ? Optional.of(UsageGrain.of(Duration.parse(row.getString(1))))
                    : Optional.empty();
        }
    }

    /**
     * Records the grain if none is; the caller holds the lock of {@link Progress}.
     *
     * @throws StoreRefusesException if usage is stored on another grain
     */
    static void requireUsageGrain(Connection connection, UsageGrain configured)
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
