package io.sessionstats.calendar;

/** The kinds of calendar intervals that statistics are kept and asked for in. */
public enum Period {
    HOUR,
    DAY,
    WEEK,
    MONTH
}
