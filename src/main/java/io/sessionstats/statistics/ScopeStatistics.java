package io.sessionstats.statistics;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.session.Scope;

/** The numbers of one farm or project in one bucket of its calendar. */
public record ScopeStatistics(Scope scope, Bucket bucket, Tally tally) {}
