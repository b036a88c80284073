package io.sessionstats.ledger;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.statistics.Tally;
import java.io.DataInput;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The sessions of one scope by the hour, and how many of its devices are active in each bucket.
 * Tells the rows of buckets whose numbers differ from those told last. Days that can no longer
 * change are folded into their month.
 */
final class ScopeLedger {

    private static final List<Period> PERIODS = List.of(Period.HOUR, Period.DAY, Period.MONTH);

    private final Scope scope;
    private final ZoneCalendar calendar;

    private HourEdges edges = new HourEdges();
    private final Map<Period, NavigableMap<Long, Kept>> buckets = new EnumMap<>(Period.class);
    private final Map<Long, Tally> foldedMonths = new HashMap<>();

    /** Hours from here on may have numbers that have not been told. */
    private long changedFromMillis = Long.MAX_VALUE;

    /** What is kept of a bucket. */
    private static final class Kept {
        private long field;
        private long remote;
        private Tally told = Tally.ZERO;
    }

    ScopeLedger(Scope scope, ZoneCalendar calendar) {
        this.scope = scope;
        this.calendar = calendar;
        PERIODS.forEach(period -> buckets.put(period, new TreeMap<>()));
    }

    void change(ScopeChange change) {
        if (!change.edges().isEmpty()) {
            edges.addAll(change.edges());
            changedFrom(change.edges().firstHour());
        }
        for (ScopeChange.ActiveDevices devices : change.devices()) {
            long start = devices.startMillis();
            Kept kept = buckets.get(devices.period()).computeIfAbsent(start, s -> new Kept());
            kept.field += devices.field();
            kept.remote += devices.remote();
            if (devices.period() == Period.HOUR) {
                changedFrom(start);
            }
        }
    }

    private void changedFrom(long hour) {
        changedFromMillis = Math.min(changedFromMillis, hour);
    }

    /**
     * Event time has moved on.
     *
     * @param retentionMillis how long after its end a bucket may still change
     */
    void advance(long beforeMillis, long nowMillis, long retentionMillis) {
        long wasRunning = DeviceLedger.runningHour(beforeMillis, calendar);
        long runningHour = calendar.hourStart(nowMillis);
        if (runningHour > wasRunning && edges.open() > 0) {
            changedFrom(Math.max(wasRunning, firstHour()));
        }
        long closed = nowMillis - retentionMillis;
        if (changedFromMillis < closed) {
            return; // What has changed is told before it is forgotten
        }
        long boundary = calendar.bucket(Period.DAY, closed).startMillis();
        if (boundary > edges.foldedBeforeMillis()) {
            fold(boundary, runningHour);
        }
        foldedMonths.keySet().removeIf(month -> monthEnd(month) <= closed);
        NavigableMap<Long, Kept> months = buckets.get(Period.MONTH);
        while (!months.isEmpty() && monthEnd(months.firstKey()) <= closed) {
            months.pollFirstEntry();
        }
    }

    private long monthEnd(long startMillis) {
        return calendar.bucket(Period.MONTH, startMillis).endMillis();
    }

    /** The first hour that anything is known of. */
    private long firstHour() {
        if (edges.comesOutOfFolded()) {
            return edges.foldedBeforeMillis();
        }
        NavigableMap<Long, Kept> hours = buckets.get(Period.HOUR);
        return Math.min(edges.firstHour(), hours.isEmpty() ? Long.MAX_VALUE : hours.firstKey());
    }

    private void fold(long boundaryMillis, long runningHour) {
        long from = Math.min(firstHour(), boundaryMillis);
        while (from < boundaryMillis) {
            Bucket day = calendar.bucket(Period.DAY, from);
            Tally tally = edges.tally(day.startMillis(), day.endMillis(), runningHour, calendar);
            if (!tally.equals(Tally.ZERO)) {
                long month = calendar.bucket(Period.MONTH, day.startMillis()).startMillis();
                foldedMonths.merge(month, tally, Tally::followedBy);
            }
            edges.foldBefore(day.endMillis());
            from = day.endMillis();
        }
        edges.foldBefore(boundaryMillis);
        buckets.get(Period.HOUR).headMap(boundaryMillis, false).clear();
        buckets.get(Period.DAY).headMap(boundaryMillis, false).clear();
    }

    boolean hasChanged() {
        return changedFromMillis != Long.MAX_VALUE;
    }

    boolean isEmpty() {
        return edges.isEmpty()
                && foldedMonths.isEmpty()
                && buckets.values().stream().allMatch(Map::isEmpty);
    }

    /**
     * The event time at which {@link #advance} is to be called next; {@link Long#MAX_VALUE} for
     * never.
     */
    long dueMillis(long nowMillis) {
        return isEmpty() ? Long.MAX_VALUE : calendar.hourEnd(nowMillis);
    }

    /** Tells the rows whose numbers differ from those told last. */
    void tellRows(long watermarkMillis, ScopeListener listener) {
        long runningHour = DeviceLedger.runningHour(watermarkMillis, calendar);
        NavigableMap<Long, Kept> hours = buckets.get(Period.HOUR);
        long last = Math.max(edges.lastHour(), hours.isEmpty() ? Long.MIN_VALUE : hours.lastKey());
        if (edges.open() > 0) {
            last = Math.max(last, runningHour);
        }
        long from = Math.max(changedFromMillis, edges.foldedBeforeMillis());
        changedFromMillis = Long.MAX_VALUE;
        long dayEnd = Long.MIN_VALUE;
        long monthEnd = Long.MIN_VALUE;
        for (long hour = from; hour <= last; ) {
            Bucket bucket = calendar.bucket(Period.HOUR, hour);
            tellRow(bucket, edges.tally(hour, bucket.endMillis(), runningHour, calendar), listener);
            if (hour >= dayEnd) {
                Bucket day = calendar.bucket(Period.DAY, hour);
                tellRow(
                        day,
                        edges.tally(day.startMillis(), day.endMillis(), runningHour, calendar),
                        listener);
                dayEnd = day.endMillis();
            }
            if (hour >= monthEnd) {
                Bucket month = calendar.bucket(Period.MONTH, hour);
                tellRow(month, monthTally(month, runningHour), listener);
                monthEnd = month.endMillis();
            }
            hour = bucket.endMillis();
        }
    }

    private Tally monthTally(Bucket month, long runningHour) {
        long from = Math.max(month.startMillis(), edges.foldedBeforeMillis());
        Tally rest =
                from < month.endMillis()
                        ? edges.tally(from, month.endMillis(), runningHour, calendar)
                        : Tally.ZERO;
        Tally folded = foldedMonths.get(month.startMillis());
        return folded == null ? rest : folded.followedBy(rest);
    }

    private void tellRow(Bucket bucket, Tally sessions, ScopeListener listener) {
        NavigableMap<Long, Kept> keptBuckets = buckets.get(bucket.period());
        Kept kept = keptBuckets.get(bucket.startMillis());
        if (kept == null && sessions.equals(Tally.ZERO)) {
            return;
        }
        if (kept == null) {
            kept = new Kept();
            keptBuckets.put(bucket.startMillis(), kept);
        }
        Tally tally = sessions.plus(Tally.ofDevices(kept.field, kept.remote));
        if (!tally.equals(kept.told)) {
            kept.told = tally;
            listener.row(new ScopeStatistics(scope, bucket, tally));
        }
    }

    void write(BlockWriter out) {
        out.text(scope.toString());
        edges.write(out);
        for (Period period : PERIODS) {
            NavigableMap<Long, Kept> keptBuckets = buckets.get(period);
            out.number(keptBuckets.size());
            for (Map.Entry<Long, Kept> bucket : keptBuckets.entrySet()) {
                out.number(bucket.getKey());
                out.number(bucket.getValue().field);
                out.number(bucket.getValue().remote);
                Tallies.write(bucket.getValue().told, out);
            }
        }
        out.number(foldedMonths.size());
        for (Map.Entry<Long, Tally> month : foldedMonths.entrySet()) {
            out.number(month.getKey());
            Tallies.write(month.getValue(), out);
        }
        out.number(changedFromMillis);
    }

    /** Reads what {@link #write} has written after the scope. */
    void read(DataInput in) throws IOException {
        edges = HourEdges.read(in);
        for (Period period : PERIODS) {
            for (long left = Numbers.read(in); left > 0; left--) {
                long start = Numbers.read(in);
                Kept kept = new Kept();
                kept.field = Numbers.read(in);
                kept.remote = Numbers.read(in);
                kept.told = Tallies.read(in);
                buckets.get(period).put(start, kept);
            }
        }
        for (long left = Numbers.read(in); left > 0; left--) {
            foldedMonths.put(Numbers.read(in), Tallies.read(in));
        }
        changedFromMillis = Numbers.read(in);
    }
}
