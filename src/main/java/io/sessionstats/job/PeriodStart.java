package io.sessionstats.job;

import io.sessionstats.calendar.Period;

/** Which bucket of a known scope: its period, and its first instant in epoch milliseconds. */
public record PeriodStart(Period period, long startMillis) {}
