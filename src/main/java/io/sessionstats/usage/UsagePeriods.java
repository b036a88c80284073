package io.sessionstats.usage;

import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.usage.InvalidPeriodsException.Fault;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The adjacent intervals that a query is answered for: the buckets of a period in a zone, clipped
 * to a range, or the range as one.
 */
public final class UsagePeriods {

    /** The most that one query may ask for. */
    public static final int MAX = 10_000;

    private final long[] edgesMillis;

    private UsagePeriods(long[] edgesMillis) {
        this.edgesMillis = edgesMillis;
    }

    /**
     * Cuts {@code [startMillis, endMillis)}, rounded outwards to the grain. The range may begin and
     * end in the middle of a bucket, which is clipped then.
     *
     * @param startMillis epoch milliseconds, of the years 0 to 9999
     * @param endMillis likewise
     * @param period null for the range as one interval
     * @param zone whose calendar has the period's buckets; not looked at without a period
     * @throws InvalidPeriodsException if the range is empty, if it has more than {@link #MAX}
     *     periods, or if an edge of the zone's calendar is not on the grain
     */
    public static UsagePeriods of(
            long startMillis, long endMillis, Period period, ZoneId zone, UsageGrain grain) {
        if (startMillis >= endMillis) {
            throw new InvalidPeriodsException(
                    Fault.EMPTY_RANGE, "expected a range that ends after its start");
        }
        long firstMillis = grain.roundedDown(startMillis);
        long lastMillis = grain.roundedUp(endMillis);
        if (period == null) {
            return new UsagePeriods(new long[] {firstMillis, lastMillis});
        }
        ZoneCalendar calendar = new ZoneCalendar(zone);
        long asked = calendar.count(period, firstMillis, lastMillis);
        if (asked > MAX) {
            throw new InvalidPeriodsException(
                    Fault.TOO_MANY_PERIODS,
                    "expected at most "
                            + MAX
                            + " periods, but this range has "
                            + asked
                            + " "
                            + period
                            + " periods: ask for a shorter range or a longer period");
        }
        long[] edgesMillis = new long[(int) asked + 1];
        edgesMillis[0] = firstMillis;
        for (int i = 1; i <= asked; i++) {
            long end = calendar.bucket(period, edgesMillis[i - 1]).endMillis();
            edgesMillis[i] = Math.min(end, lastMillis);
            if (grain.roundedDown(edgesMillis[i]) != edgesMillis[i]) {
                throw new InvalidPeriodsException(
                        Fault.EDGE_OFF_GRAIN,
                        "expected periods with edges on the grain of "
                                + grain
                                + " that usage is kept in, but a "
                                + period
                                + " of "
                                + zone
                                + " ends at "
                                + Instant.ofEpochMilli(edgesMillis[i])
                                + ": ask for a longer period, another range, or another zone");
            }
        }
        return new UsagePeriods(edgesMillis);
    }

    public int count() {
        return edgesMillis.length - 1;
    }

    /** The first instant of the period of that index, epoch milliseconds. */
    public long startMillis(int index) {
        return edgesMillis[index];
    }

    /** The first instant after the period of that index. */
    public long endMillis(int index) {
        return edgesMillis[index + 1];
    }

    /** The first instant of all. */
    public long firstMillis() {
        return edgesMillis[0];
    }

    /** The first instant after all. */
    public long lastMillis() {
        return edgesMillis[edgesMillis.length - 1];
    }
}
