package io.sessionstats.store;

import java.time.Duration;

/**
 * What one aggregation may take.
 *
 * @param time how long it may run
 * @param groupsMax how many (group, period) pairs it may hold at a time
 * @param rowsMax how many rows its result may have
 * @param sessionsMax how many sessions a row may count
 */
public record AggregationLimits(Duration time, int groupsMax, long rowsMax, long sessionsMax) {}
