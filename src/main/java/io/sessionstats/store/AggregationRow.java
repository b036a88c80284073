package io.sessionstats.store;

import io.sessionstats.usage.UsageRow;

/**
 * A row of an aggregation's result. Rows are ordered by group values (by code points, one that is
 * lacking last), then by period.
 *
 * @param position 1, 2, ... without gaps
 * @param jobName the name of the group's job; null if it has none, or jobs are no dimension
 */
public record AggregationRow(long position, UsageRow usage, String jobName) {}
