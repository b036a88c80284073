package io.sessionstats.statistics;

import io.sessionstats.calendar.Period;
import io.sessionstats.session.Scope;

/**
 * What is to be added to a scope's numbers in one bucket.
 *
 * @param startMillis the bucket's first instant, epoch milliseconds
 */
public record BucketDelta(Scope scope, Period period, long startMillis, Tally tally) {}
