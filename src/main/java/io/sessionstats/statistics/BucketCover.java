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
     * The buckets of a range, in order of time; adjacent ones of one period are one run.
     *
     * @param startMillis the range's first instant, the start of an hour
     * @param endMillis the first instant after it, the end of an hour; no runs unless it is later
     */
    public List<BucketRun> runs(long startMillis, long endMillis) {
        List<BucketRun> runs = new ArrayList<>();
        long from = startMillis;
        while (from < endMillis) {
            Bucket bucket = largestAt(from, endMillis);
            from = bucket.endMillis();
            BucketRun last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (last != null && last.period() == bucket.period()) {
                runs.set(runs.size() - 1, new BucketRun(last.period(), last.startMillis(), from));
            } else {
                runs.add(new BucketRun(bucket.period(), bucket.startMillis(), from));
            }
        }
        return runs;
    }

    private Bucket largestAt(long startMillis, long endMillis) {
        if (largest == Period.MONTH) {
            Bucket month = calendar.bucket(Period.MONTH, startMillis);
            if (fits(month, startMillis, endMillis)) {
                return month;
            }
        }
        if (largest != Period.HOUR) {
            Bucket day = calendar.bucket(Period.DAY, startMillis);
            if (fits(day, startMillis, endMillis)) {
                return day;
            }
        }
        return calendar.bucket(Period.HOUR, startMillis);
    }

    private boolean fits(Bucket bucket, long startMillis, long endMillis) {
        return bucket.startMillis() == startMillis
                && bucket.endMillis() <= endMillis
                && bucket.endMillis() <= closedThroughMillis;
    }
}
