package io.sessionstats.api.trro;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.statistics.RangeStatistics;

/** The numbers of one interval. */
record IntervalStatistics(Bucket interval, RangeStatistics numbers) {}
