package io.sessionstats.store.postgres;

import static java.util.stream.Collectors.joining;

import io.sessionstats.store.Aggregation;
import io.sessionstats.store.AggregationFailedException;
import io.sessionstats.usage.UsageAggregation;
import io.sessionstats.usage.UsageDimension;
import io.sessionstats.usage.UsageQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Under which price group of an aggregation the cells of a usage key count: a hash table of
 * primitives, since it is asked for each cell. Keys are read from the store in batches, when they
 * are first met.
 */
final class PriceGroups {

    /** The key has not been resolved. */
    static final int UNKNOWN = -2;

    /** The query does not select the key. */
    static final int NOT_SELECTED = -1;

    /** So many keys, with their groups, fit easily into a server's memory. */
    static final int KEYS_MAX = 2_000_000;

    private static final int EMPTY = 0;

    /** Added to a group, so that no entry is {@link #EMPTY}. */
    private static final int ENTRY = 2;

    private final Connection connection;
    private final UsageQuery query;
    private final UsageAggregation aggregation;

    private final String columns;

    private int size;
    private long[] highs = new long[1024];
    private long[] lows = new long[1024];
    private int[] entries = new int[1024];

    PriceGroups(Connection connection, UsageQuery query, UsageAggregation aggregation) {
        this.connection = connection;
        this.query = query;
        this.aggregation = aggregation;
        this.columns =
                "id, farm_id, "
                        + column(query.filter())
                        + ", hourly_rate_micro_usd, "
                        + query.groupBy().stream().map(PriceGroups::column).collect(joining(", "));
    }

    /** The column of a dimension's values; its filter's is never null in a cell that was found. */
    private static String column(UsageDimension dimension) {
        return dimension.name().toLowerCase(Locale.ROOT);
    }

    /** The price group of a key, {@link #NOT_SELECTED} or {@link #UNKNOWN}. */
    int of(long high, long low) {
        return entries[slotOf(high, low)] - ENTRY;
    }

    /**
     * Reads keys that are unknown.
     *
     * @throws AggregationFailedException if there are too many
     */
    void resolve(Collection<UUID> ids) throws SQLException, AggregationFailedException {
        String sql = "SELECT " + columns + " FROM usage_key WHERE id = ANY (?)";
        int resolved = 0;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            ResultSet row = statement.executeQuery();
            while (row.next()) {
                UUID id = row.getObject(1, UUID.class);
                put(id.getMostSignificantBits(), id.getLeastSignificantBits(), group(row));
                resolved++;
            }
        }
        if (resolved != ids.size()) {
            throw new IllegalStateException(
                    "table usage_key has lost " + (ids.size() - resolved) + " rows");
        }
        if (size > KEYS_MAX) {
            throw new AggregationFailedException(
                    Aggregation.State.FAILED,
                    "more than "
                            + KEYS_MAX
                            + " different uses are in the range: ask for a shorter time range, or"
                            + " fewer queues or fleets");
        }
    }

    private int group(ResultSet row) throws SQLException {
        boolean selected =
                query.farmId().equals(row.getString(2))
                        && query.resourceIds().contains(row.getString(3));
        if (!selected) {
            return NOT_SELECTED;
        }
        List<String> group = new ArrayList<>(2);
        for (int i = 0; i < query.groupBy().size(); i++) {
            group.add(row.getString(5 + i));
        }
        return aggregation.priceGroup(group, row.getLong(4));
    }

    private void put(long high, long low, int group) {
        if (size * 2 >= entries.length) {
            grow();
        }
        int slot = slotOf(high, low);
        if (entries[slot] == EMPTY) {
            size++;
        }
        highs[slot] = high;
        lows[slot] = low;
        entries[slot] = group + ENTRY;
    }

    private void grow() {
        long[] oldHighs = highs;
        long[] oldLows = lows;
        int[] oldEntries = entries;
        highs = new long[oldEntries.length * 2];
        lows = new long[oldEntries.length * 2];
        entries = new int[oldEntries.length * 2];
        for (int i = 0; i < oldEntries.length; i++) {
            if (oldEntries[i] != EMPTY) {
                int slot = slotOf(oldHighs[i], oldLows[i]);
                highs[slot] = oldHighs[i];
                lows[slot] = oldLows[i];
                entries[slot] = oldEntries[i];
            }
        }
    }

    /** Where a key is, or would be: an id is a hash, so its last bits do. */
    private int slotOf(long high, long low) {
        int mask = entries.length - 1;
        int slot = (int) low & mask;
        while (entries[slot] != EMPTY && (lows[slot] != low || highs[slot] != high)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
