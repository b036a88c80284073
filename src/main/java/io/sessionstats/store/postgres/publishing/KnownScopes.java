package io.sessionstats.store.postgres.publishing;

import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.session.Scope;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.StoreRefusesException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The scopes that have statistics, with the zones of their buckets: table {@code scope}. Lives as
 * long as a connection.
 */
final class KnownScopes {

    private final Set<Scope> scopes = new HashSet<>();

    /**
     * @throws StoreRefusesException if a scope's buckets are stored in another zone than its own
     */
    static void requireZones(Connection connection, ScopeZones zones)
            throws SQLException, StoreRefusesException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT scope, time_zone FROM scope")) {
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                Scope scope = Scope.parse(rows.getString(1));
                String stored = rows.getString(2);
                ZoneId configured = zones.zoneOf(scope);
                if (!haveSameBuckets(stored, configured)) {
                    throw new StoreRefusesException(
                            "the buckets of "
                                    + scope
                                    + " are stored in time zone "
                                    + stored
                                    + ", but the job is configured with "
                                    + configured
                                    + ": keep the zone, or publish into another schema");
                }
            }
        }
    }

    /** {@code UTC} and {@code Etc/UTC} are names of one zone, and there are many such pairs. */
    private static boolean haveSameBuckets(String stored, ZoneId configured) {
        try {
            return ZoneId.of(stored).getRules().equals(configured.getRules());
        } catch (DateTimeException e) {
            return false; // a name that this Java does not know
        }
    }

    /** Adds the chunks' scopes that the store has not seen, within the caller's transaction. */
    void add(
            Connection connection,
            List<RowChunk> chunks,
            ScopeZones zones,
            long generation,
            long checkpoint)
            throws SQLException {
        Set<Scope> unknown = new HashSet<>();
        for (RowChunk chunk : chunks) {
            for (Scope scope : chunk.scopes()) {
                if (!scopes.contains(scope)) {
                    unknown.add(scope);
                }
            }
        }
        if (unknown.isEmpty()) {
            return;
        }
        String sql =
                """
                INSERT INTO scope (scope, time_zone, first_generation, first_checkpoint)
                SELECT scope, time_zone, ?, ?
                FROM unnest(?::text[], ?::text[]) AS new_scope (scope, time_zone)
                ON CONFLICT DO NOTHING""";
        String[] names = unknown.stream().map(Scope::toString).toArray(String[]::new);
        String[] zoneIds =
                unknown.stream().map(scope -> zones.zoneOf(scope).getId()).toArray(String[]::new);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, generation);
            statement.setLong(2, checkpoint);
            statement.setArray(3, connection.createArrayOf("text", names));
            statement.setArray(4, connection.createArrayOf("text", zoneIds));
            statement.executeUpdate();
        }
        scopes.addAll(unknown);
    }
}
