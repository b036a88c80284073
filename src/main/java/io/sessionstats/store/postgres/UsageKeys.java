package io.sessionstats.store.postgres;

import io.sessionstats.store.ChangedRow;
import io.sessionstats.usage.UsageKey;
import io.sessionstats.usage.UsageKeyId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * Whose the usage cells are: table {@code usage_key}. A key is added with its first cell and never
 * changes. Lives as long as a connection.
 */
final class UsageKeys {

    /** Those used last are remembered, so that they are not sent again with each publication. */
    private static final int REMEMBERED = 100_000;

    private static final int KEYS_PER_INSERT = 20_000;

    private final Map<UsageKeyId, Boolean> known =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<UsageKeyId, Boolean> eldest) {
                    return size() > REMEMBERED;
                }
            };

    static UUID uuid(UsageKeyId id) {
        return new UUID(id.high(), id.low());
    }

    /** Adds the keys of cells that the store has not seen, within the caller's transaction. */
    void add(Connection connection, List<ChangedRow> rows) throws SQLException {
        Map<UsageKeyId, UsageKey> unknown = new LinkedHashMap<>();
        for (ChangedRow row : rows) {
            if (row.usageCell() != null) {
                UsageKeyId id = row.usageCell().key().id();
                if (known.get(id) == null) {
                    unknown.put(id, row.usageCell().key());
                }
            }
        }
        List<Map.Entry<UsageKeyId, UsageKey>> entries = new ArrayList<>(unknown.entrySet());
        for (int from = 0; from < entries.size(); from += KEYS_PER_INSERT) {
            int to = Math.min(entries.size(), from + KEYS_PER_INSERT);
            insert(connection, entries.subList(from, to));
        }
        unknown.keySet().forEach(id -> known.put(id, true));
    }

    private static void insert(
            Connection connection, Collection<Map.Entry<UsageKeyId, UsageKey>> keys)
            throws SQLException {
        String sql =
                """
                INSERT INTO usage_key (id, farm_id, queue_id, fleet_id, job_id, user_id,
                    usage_type, instance_type, license_product, hourly_rate_micro_usd)
                SELECT * FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[]) AS new_key (id)
                ORDER BY id
                ON CONFLICT DO NOTHING""";
        List<Column> columns =
                List.of(
                        new Column("text", UsageKey::farmId),
                        new Column("text", UsageKey::queueId),
                        new Column("text", UsageKey::fleetId),
                        new Column("text", UsageKey::jobId),
                        new Column("text", UsageKey::userId),
                        new Column("text", key -> key.usageType().name()),
                        new Column("text", UsageKey::instanceType),
                        new Column("text", UsageKey::licenseProduct),
                        new Column("bigint", UsageKey::hourlyRateMicroUsd));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Object[] ids = keys.stream().map(entry -> uuid(entry.getKey())).toArray();
            statement.setArray(1, connection.createArrayOf("uuid", ids));
            for (int i = 0; i < columns.size(); i++) {
                Column column = columns.get(i);
                Object[] values =
                        keys.stream().map(entry -> column.of.apply(entry.getValue())).toArray();
                statement.setArray(i + 2, connection.createArrayOf(column.type, values));
            }
            statement.executeUpdate();
        }
    }

    private record Column(String type, Function<UsageKey, Object> of) {}
}
