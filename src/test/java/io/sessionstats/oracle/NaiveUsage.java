package io.sessionstats.oracle;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.usage.UsageDimension;
import io.sessionstats.usage.UsageFigures;
import io.sessionstats.usage.UsageKey;
import io.sessionstats.usage.UsageRow;
import java.math.BigInteger;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The usage of a farm by its definition: every period is held against every whole session, which is
 * clipped to it. Knows nothing of cells and slots.
 */
public final class NaiveUsage {

    /** An ended session. */
    public record UsedSession(UsageKey key, long startMillis, long endMillis) {}

    /** An interval that is answered. */
    public record Interval(long startMillis, long endMillis) {}

    private final List<UsedSession> sessions;

    public NaiveUsage(List<UsedSession> sessions) {
        this.sessions = sessions;
    }

    /**
     * The periods of a range that is rounded outwards to whole multiples of the grain.
     *
     * @param period null for the range as one
     */
    public static List<Interval> intervals(
            long startMillis, long endMillis, Period period, ZoneId zone, long grainMillis) {
        long first = startMillis;
        while (first % grainMillis != 0) {
            first--;
        }
        long last = endMillis;
        while (last % grainMillis != 0) {
            last++;
        }
        if (period == null) {
            return List.of(new Interval(first, last));
        }
        List<Interval> intervals = new ArrayList<>();
        for (Bucket bucket : new NaiveCalendar(zone).touched(period, first, last)) {
            intervals.add(
                    new Interval(
                            Math.max(first, bucket.startMillis()),
                            Math.min(last, bucket.endMillis())));
        }
        return intervals;
    }

    /**
     * The rows of a query, in no particular order.
     *
     * @param extremes whether minima and maxima are told; else they are 0
     */
    public List<UsageRow> rows(
            UsageDimension filter,
            List<String> resourceIds,
            List<UsageDimension> groupBy,
            List<Interval> intervals,
            boolean extremes) {
        List<UsageRow> rows = new ArrayList<>();
        for (Interval interval : intervals) {
            Map<List<String>, List<UsedSession>> touching = new HashMap<>();
            for (UsedSession session : sessions) {
                if (selected(session, filter, resourceIds) && touch(session, interval)) {
                    List<String> group = new ArrayList<>();
                    groupBy.forEach(dimension -> group.add(session.key.value(dimension)));
                    touching.computeIfAbsent(group, any -> new ArrayList<>()).add(session);
                }
            }
            touching.forEach(
                    (group, ofGroup) ->
                            rows.add(
                                    new UsageRow(
                                            group,
                                            interval.startMillis,
                                            interval.endMillis,
                                            figures(ofGroup, interval, extremes))));
        }
        return rows;
    }

    private static boolean selected(
            UsedSession session, UsageDimension filter, List<String> resourceIds) {
        return resourceIds.stream().anyMatch(id -> id.equals(session.key.value(filter)));
    }

    private static boolean touch(UsedSession session, Interval interval) {
        if (session.startMillis == session.endMillis) {
            return interval.startMillis <= session.startMillis
                    && session.startMillis < interval.endMillis;
        }
        return inside(session, interval) > 0;
    }

    private static long inside(UsedSession session, Interval interval) {
        return Math.min(session.endMillis, interval.endMillis)
                - Math.max(session.startMillis, interval.startMillis);
    }

    private static UsageFigures figures(
            List<UsedSession> sessions, Interval interval, boolean extremes) {
        List<Long> runtimes = new ArrayList<>();
        List<BigInteger> costs = new ArrayList<>();
        for (UsedSession session : sessions) {
            long runtime = inside(session, interval);
            runtimes.add(runtime);
            costs.add(
                    BigInteger.valueOf(runtime)
                            .multiply(BigInteger.valueOf(session.key.hourlyRateMicroUsd())));
        }
        return new UsageFigures(
                sessions.size(),
                runtimes.stream().mapToLong(Long::longValue).sum(),
                extremes ? Collections.min(runtimes) : 0,
                extremes ? Collections.max(runtimes) : 0,
                costs.stream().reduce(BigInteger.ZERO, BigInteger::add),
                extremes ? Collections.min(costs) : BigInteger.ZERO,
                extremes ? Collections.max(costs) : BigInteger.ZERO);
    }
}
