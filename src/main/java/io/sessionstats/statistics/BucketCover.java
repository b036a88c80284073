package io.sessionstats.statistics;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ZoneCalendar;
import java.util.ArrayList;
import java.util.List;

/**
 * As few buckets as possible that together make up a range: months, days where a month does not fit
 * in, and hours where a day does not. Hours nest in days, and days in months, so that they do not
 * overlap and leave nothing out.
 */
public final class BucketCover {

    private final ZoneCalendar calendar;
    private final Period largest;
    private final long closedThroughMillis;

    /**
     * @param largest the largest buckets to be used: MONTH, DAY or HOUR
     * @param closedThroughMillis of a period larger than an hour, only buckets that end at or
     *     before this instant are used; {@link Long#MAX_VALUE} for all
     */
    public BucketCover(ZoneCalendar calendar, Period largest, long closedThroughMillis) {
        if (largest == Period.WEEK) {
            throw new IllegalArgumentException("weeks do not nest in months");
        }
        this.calendar = calendar;
        this.largest = largest;
        this.closedThroughMillis = closedThroughMillis;
    }

    /**
     * The buckets of a range, in order of time; adjacent ones of one period are one run. It takes
     * no longer for thousands of years than for a day.
     *
     * @param startMillis the range's first instant, the start of an hour
     * @param endMillis the first instant after it, the end of an hour; no runs unless it is later
     */
    public List<BucketRun> runs(long startMillis, long endMillis) {
        List<BucketRun> runs = new ArrayList<>();
        cover(largest, startMillis, endMillis, runs);
        return runs;
    }

    private void cover(Period period, long startMillis, long endMillis, List<BucketRun> runs) {
        if (startMillis >= endMillis) {
            return;
        }
        long closedMillis = Math.min(endMillis, closedThroughMillis);
        if (period == Period.HOUR || closedMillis <= startMillis) {
            runs.add(new BucketRun(Period.HOUR, startMillis, endMillis));
            return;
        }
        Period smaller = period == Period.MONTH ? Period.DAY : Period.HOUR;
        Bucket first = calendar.bucket(period, startMillis);
        long from = first.startMillis() == startMillis ? startMillis : first.endMillis();
        long to = calendar.bucket(period, closedMillis).startMillis();
        if (from >= to) {
            cover(smaller, startMillis, endMillis, runs);
            return;
        }
        cover(smaller, startMillis, from, runs);
        runs.add(new BucketRun(period, from, to));
        cover(smaller, to, endMillis, runs);
    }
}
