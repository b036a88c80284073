package io.sessionstats.statistics;

import io.sessionstats.calendar.Period;
import java.util.List;

/**
 * What a step in a session's story adds to the tallies of one hour, and of the day and the month
 * that the hour lies in. The sum of a session's contributions is what the session counts for,
 * whatever the order of the steps; a correction is a contribution with negative numbers.
 *
 * @param hourStartMillis the first instant of the hour, epoch milliseconds
 * @param hours +1 where the session newly touches the hour, -1 where it no longer does, else 0
 * @param days likewise for the day: not 0 only in the first hour of the session in that day
 * @param months likewise for the month
 * @param started +1 in the first hour of the session
 * @param ended +1 in the last one
 * @param durationMillis the session's time inside the hour; adds to hour, day and month alike
 * @param rated 1 with the end of a rated session
 * @param notBad 1 with the end of a session that is rated other than {@code BAD}
 */
public record Contribution(
        long hourStartMillis,
        int hours,
        int days,
        int months,
        int started,
        int ended,
        long durationMillis,
        int rated,
        int notBad) {

    /** The periods that statistics are kept in. */
    public static final List<Period> PERIODS = List.of(Period.HOUR, Period.DAY, Period.MONTH);

    /** Whether the session newly touches, or no longer touches, a bucket of this period. */
    private int touches(Period period) {
        return switch (period) {
            case HOUR -> hours;
            case DAY -> days;
            case MONTH -> months;
            case WEEK -> throw new IllegalArgumentException("no statistics are kept by week");
        };
    }

    /** What it adds to the bucket of this period that holds the hour; active devices are 0. */
    public Tally tally(Period period) {
        return new Tally(touches(period), started, ended, durationMillis, 0, 0, rated, notBad);
    }
}
