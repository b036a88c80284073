package io.sessionstats.statistics;

import io.sessionstats.calendar.Period;

/**
 * Adjacent buckets of one period.
 *
 * @param startMillis the first instant of the first, epoch milliseconds
 * @param endMillis the first instant after the last
 */
public record BucketRun(Period period, long startMillis, long endMillis) {}
