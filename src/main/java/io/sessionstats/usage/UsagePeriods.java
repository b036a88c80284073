package io.sessionstats.usage;

import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ZoneCalendar;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;

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
     * Cuts {@code [startMillis, endMillis)}, rounded outwards to the grain.
     *
     * @param period null for the range as one interval
     * @throws IllegalArgumentException if the range is empty, if it has more than {@link #MAX}
     *     periods, or if an edge of the zone's calendar is not on the grid; the message says which
     *     and what to do
     */
    public static UsagePeriods of(
            long startMillis, long endMillis, Period period, ZoneId zone, UsageGrain grain) {
        long firstMillis = grain.roundedDown(startMillis);
        long lastMillis = grain.roundedUp(endMillis);
        if (startMillis >= endMillis) {
            throw new IllegalArgumentException("expected a start before the end");
        }
        if (period == null) {
            return new UsagePeriods(new long[] {firstMillis, lastMillis});
        }
        ZoneCalendar calendar = new ZoneCalendar(zone);
        long[] edges = new long[MAX + 1];
        int count = 0;
        edges[0] = firstMillis;
        while (edges[count] < lastMillis) {
            long edge = Math.min(lastMillis, calendar.bucket(period, edges[count]).endMillis());
            if (count == MAX) {
                throw new IllegalArgumentException("expected at most " + MAX + " periods");
            }
            if (grain.roundedDown(edge) != edge) {
                throw new IllegalArgumentException(
                        zone + " has an edge at " + Instant.ofEpochMilli(edge));
            }
            count++;
            edges[count] = edge;
        }
        return new UsagePeriods(Arrays.copyOf(edges, count + 1));
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
