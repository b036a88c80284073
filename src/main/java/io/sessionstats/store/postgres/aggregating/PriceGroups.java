package io.sessionstats.store.postgres.aggregating;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.sessionstats.store.AggregationFailedException;
import io.sessionstats.usage.UsageAggregation;
import io.sessionstats.usage.UsageDimension;
import io.sessionstats.usage.UsageQuery;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Under which price group of an aggregation the cells of a usage key count: a hash table of
 * primitives, since it is asked for each cell. Keys are read from the store in batches, when they
 * are first met, and forgotten when they are too many.
 */
final class PriceGroups {

    /** The key has not been resolved. */
    static final int UNKNOWN = -2;

    /** The query does not select the key. */
    static final int NOT_SELECTED = -1;

    private static final int CAPACITY_MIN = 1024;

    private static final int EMPTY = 0;

    /** Added to a group, so that no entry is {@link #EMPTY}. */
    private static final int ENTRY = 2;

    private final Connection connection;
    private final UsageQuery query;
    private final UsageAggregation aggregation;
    private final long keysMax;

    private final String columns;

    private int size;
    private long[] highs;
    private long[] lows;
    private int[] entries;

    /**
     * @param keysMax how many keys are held at a time, besides those of one batch
     */
    PriceGroups(
            Connection connection, UsageQuery query, UsageAggregation aggregation, long keysMax) {
        this.connection = connection;
        this.query = query;
        this.aggregation = aggregation;
        this.keysMax = keysMax;
        allocate(CAPACITY_MIN);
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

    /** Reads keys that are unknown; others may be so then. */
    void resolve(Collection<UUID> ids)
            throws SQLException, AggregationFailedException, InterruptedException {
        if (size > keysMax) {
            allocate(CAPACITY_MIN);
            aggregation.forgetGroups();
        }
        int sizeBefore = size;
        BinaryCopy keys = new BinaryCopy(connection, select(ids));
        while (keys.next()) {
            add(keys.bytes(), keys.at());
        }
        int lost = ids.size() - (size - sizeBefore);
        if (lost != 0) {
            throw new IllegalStateException("table usage_key has lost " + lost + " rows");
        }
    }

    private String select(Collection<UUID> ids) {
        return ids.stream()
                .map(UUID::toString)
                .collect(
                        joining(
                                ",",
                                "SELECT " + columns + " FROM usage_key WHERE id = ANY ('{",
                                "}'::uuid[])"));
    }

    private void add(byte[] bytes, int at) {
        ByteBuffer row = ByteBuffer.wrap(bytes).position(at + Short.BYTES);
        row.getInt();
        long high = row.getLong();
        long low = row.getLong();
        String farmId = text(row);
        String resourceId = text(row);
        row.getInt();
        long hourlyRateMicroUsd = row.getLong();
        if (!query.farmId().equals(farmId) || !query.resourceIds().contains(resourceId)) {
            put(high, low, NOT_SELECTED);
            return;
        }
        List<String> group = new ArrayList<>(2);
        for (int i = 0; i < query.groupBy().size(); i++) {
            group.add(text(row));
        }
        put(high, low, aggregation.priceGroup(group, hourlyRateMicroUsd));
    }

    /** The row's next column, which begins with its length; that of null is negative. */
    private static String text(ByteBuffer row) {
        int length = row.getInt();
        if (length < 0) {
            return null;
        }
        byte[] text = new byte[length];
        row.get(text);
        return new String(text, UTF_8);
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
        allocate(oldEntries.length * 2);
        for (int i = 0; i < oldEntries.length; i++) {
            if (oldEntries[i] != EMPTY) {
                put(oldHighs[i], oldLows[i], oldEntries[i] - ENTRY);
            }
        }
    }

    private void allocate(int capacity) {
        size = 0;
        highs = new long[capacity];
        lows = new long[capacity];
        entries = new int[capacity];
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
