package io.sessionstats.store.postgres.aggregating;

import java.util.UUID;
import java.util.regex.Pattern;

/** Ids of aggregations: 32 lower-case hex digits outside, a {@code uuid} in the tables. */
final class AggregationIds {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    private AggregationIds() {}

    static boolean isOne(String text) {
        return ID.matcher(text).matches();
    }

    static UUID uuid(String aggregationId) {
        if (!isOne(aggregationId)) {
            throw new IllegalArgumentException("expected 32 lower-case hex digits");
        }
        return new UUID(
                Long.parseUnsignedLong(aggregationId.substring(0, 16), 16),
                Long.parseUnsignedLong(aggregationId.substring(16), 16));
    }

    static String text(UUID uuid) {
        return uuid.toString().replace("-", "");
    }
}
