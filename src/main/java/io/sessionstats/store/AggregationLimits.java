package io.sessionstats.store;

import java.time.Duration;

/**
 * What one aggregation may take.
 *
 * @param time how long it may run
 * @param groupsMax how many (group, period) pairs it holds in memory at a time, and twice as many
 *     usage keys; 1 or more. Where there are more, parts of rows are added up in the store
 * @param rowsMax how many rows its result may have, counting parts that are added up in the store
 * @param sessionsMax how many sessions a row may count
 */
public record AggregationLimits(Duration time, int groupsMax, long rowsMax, long sessionsMax) {}
