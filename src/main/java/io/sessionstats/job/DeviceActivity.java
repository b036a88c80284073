package io.sessionstats.job;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeCalendars;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.BucketDelta;
import io.sessionstats.statistics.Contribution;
import io.sessionstats.statistics.DeviceBucket;
import io.sessionstats.statistics.DeviceContribution;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.ChangedRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Counts, exactly and without one hot set, which devices are active: one device at a time, it tells
 * the scope's bucket when the device's first session touches it (+1 active device) and when a
 * correction takes its last one away (-1).
 *
 * <p>A project's devices have numbers of their own, sent to {@link #ROWS}: those of an hour
 * whenever they change, those of a day or a month once it has ended; until then its hours speak for
 * it.
 *
 * <p>A bucket is forgotten when nothing that changes it can come any more.
 */
public final class DeviceActivity
        extends KeyedProcessFunction<String, DeviceContribution, BucketDelta> {

    private static final long serialVersionUID = 1L;

    static final OutputTag<ChangedRow> ROWS = new OutputTag<>("device-rows") {};

    private final ScopeZones zones;
    private final long retentionMillis;

    private transient ScopeCalendars calendars;
    private transient MapState<PeriodStart, DeviceBucket> buckets;
    private transient Map<DeviceRow, DeviceBucket> toTell;

    /**
     * @param retentionMillis how long after its end a bucket may still change
     */
    public DeviceActivity(ScopeZones zones, long retentionMillis) {
        this.zones = zones;
        this.retentionMillis = retentionMillis;
    }

    /** What is told of one device has one key. */
    static String key(DeviceContribution contribution) {
        return ScopedKey.of(contribution.scope(), contribution.deviceId());
    }

    @Override
    public void open(OpenContext context) {
        calendars = new ScopeCalendars(zones);
        toTell = new LinkedHashMap<>();
        buckets =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        "buckets",
                                        TypeInformation.of(PeriodStart.class),
                                        TypeInformation.of(DeviceBucket.class)));
    }

    @Override
    public void processElement(
            DeviceContribution contribution, Context context, Collector<BucketDelta> out)
            throws Exception {
        ZoneCalendar calendar = calendars.of(contribution.scope());
        for (Period period : Contribution.PERIODS) {
            // Steps come in order of time, so those of one bucket come one after the other.
            Bucket bucket = null;
            Tally sum = Tally.ZERO;
            for (Contribution step : contribution.steps()) {
                if (bucket == null || !bucket.contains(step.hourStartMillis())) {
                    add(contribution, sum, bucket, calendar, context, out);
                    bucket = calendar.bucket(period, step.hourStartMillis());
                    sum = Tally.ZERO;
                }
                sum = sum.plus(step.tally(period));
            }
            add(contribution, sum, bucket, calendar, context, out);
        }
    }

    /**
     * Whether a row that has not been told is to be. The watermark alone would not do for those
     * that have: after a restart it is unknown until all subtasks upstream have sent it again.
     */
    private static boolean isDue(Scope scope, Bucket bucket, Context context) {
        return scope.kind() == Scope.Kind.PROJECT
                && (bucket.period() == Period.HOUR
                        || bucket.endMillis() <= context.timerService().currentWatermark());
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<BucketDelta> out)
            throws Exception {
        Scope scope = ScopedKey.scope(context.getCurrentKey());
        ZoneCalendar calendar = calendars.of(scope);
        Map<DeviceRow, DeviceBucket> due = new LinkedHashMap<>();
        List<PeriodStart> forgotten = new ArrayList<>();
        long nextMillis = Long.MAX_VALUE;
        for (Map.Entry<PeriodStart, DeviceBucket> entry : buckets.entries()) {
            PeriodStart start = entry.getKey();
            DeviceBucket numbers = entry.getValue();
            Bucket bucket = calendar.bucket(start.period(), start.startMillis());
            if (!numbers.published() && isDue(scope, bucket, context)) {
                numbers = numbers.asPublished();
                due.put(new DeviceRow(context.getCurrentKey(), bucket), numbers);
            }
            if (forgottenAt(bucket) <= timestamp) {
                forgotten.add(start);
            } else {
                nextMillis = Math.min(nextMillis, dueAt(scope, bucket, numbers.published()));
            }
        }
        for (Map.Entry<DeviceRow, DeviceBucket> row : due.entrySet()) {
            buckets.put(key(row.getKey().bucket()), row.getValue());
            context.output(ROWS, tell(row.getKey(), row.getValue()));
        }
        for (PeriodStart start : forgotten) {
            buckets.remove(start);
        }
        if (nextMillis != Long.MAX_VALUE) {
            context.timerService().registerEventTimeTimer(nextMillis);
        }
    }

    /** Adds the sum of a contribution's steps in a bucket. */
    private void add(
            DeviceContribution contribution,
            Tally sum,
            Bucket bucket,
            ZoneCalendar calendar,
            Context context,
            Collector<BucketDelta> out)
            throws Exception {
        Scope scope = contribution.scope();
        Tally counted = scope.kind() == Scope.Kind.FARM ? Tally.ofSessions(sum.sessions()) : sum;
        if (counted.equals(Tally.ZERO)) {
            return;
        }
        PeriodStart key = key(bucket);
        DeviceBucket before = buckets.get(key);
        boolean isNew = before == null;
        if (isNew) {
            before = DeviceBucket.empty();
        }
        String deviceId = contribution.deviceId();
        boolean touches = counted.sessions() != 0;
        boolean wasInField = touches && before.activeInField(deviceId);
        boolean wasRemote = touches && before.activeAsRemote(deviceId);
        DeviceBucket after =
                before.plus(counted, contribution.fieldDevices(), contribution.remoteDevices());
        if (touches) {
            int field = difference(wasInField, after.activeInField(deviceId));
            int remote = difference(wasRemote, after.activeAsRemote(deviceId));
            if (field != 0 || remote != 0) {
                out.collect(
                        new BucketDelta(
                                scope,
                                bucket.period(),
                                bucket.startMillis(),
                                Tally.ofDevices(field, remote)));
            }
        }
        if (isNew) {
            after = begin(scope, bucket, after, calendar, context);
        }
        if (after.published() || isDue(scope, bucket, context)) {
            after = after.asPublished(); // as it is by the next barrier
            toTell.put(new DeviceRow(context.getCurrentKey(), bucket), after);
        } else if (after.isEmpty()) {
            buckets.remove(key);
            return;
        }
        buckets.put(key, after);
    }

    /**
     * A new bucket's time is kept by a timer of its own, or by that of the hour before: each timer
     * of a device sets the next one, so a device has few of them for many hours.
     */
    private DeviceBucket begin(
            Scope scope,
            Bucket bucket,
            DeviceBucket numbers,
            ZoneCalendar calendar,
            Context context)
            throws Exception {
        if (bucket.period() == Period.HOUR) {
            DeviceBucket hourBefore =
                    buckets.get(key(calendar.bucket(Period.HOUR, bucket.startMillis() - 1)));
            if (hourBefore != null) {
                return numbers.sharing(hourBefore);
            }
        }
        boolean told = isDue(scope, bucket, context);
        context.timerService().registerEventTimeTimer(dueAt(scope, bucket, told));
        return numbers;
    }

    /** When something is to be done for a bucket by time alone: told first, then forgotten. */
    private long dueAt(Scope scope, Bucket bucket, boolean told) {
        return told || scope.kind() == Scope.Kind.FARM ? forgottenAt(bucket) : bucket.endMillis();
    }

    /** How many rows are to be told. */
    int rowsToTell() {
        return toTell.size();
    }

    /** The rows to be told, with their last numbers; from now on there are none. */
    Map<DeviceRow, DeviceBucket> takeToTell() {
        Map<DeviceRow, DeviceBucket> taken = toTell;
        toTell = new LinkedHashMap<>();
        return taken;
    }

    /** The row of a bucket of the device whose key is current; an empty bucket is forgotten. */
    ChangedRow tell(DeviceRow row, DeviceBucket numbers) throws Exception {
        if (numbers.isEmpty()) {
            buckets.remove(key(row.bucket()));
        }
        List<String> fieldDevices = numbers.fieldDevices();
        List<String> remoteDevices = numbers.remoteDevices();
        Tally tally =
                numbers.tally().plus(Tally.ofDevices(fieldDevices.size(), remoteDevices.size()));
        return ChangedRow.of(
                new DeviceStatistics(
                        ScopedKey.scope(row.key()),
                        ScopedKey.id(row.key()),
                        row.bucket(),
                        tally,
                        fieldDevices,
                        remoteDevices));
    }

    /** Which row: a device's key, and a bucket of its scope's calendar. */
    record DeviceRow(String key, Bucket bucket) {}

    private long forgottenAt(Bucket bucket) {
        return bucket.endMillis() + retentionMillis;
    }

    private static PeriodStart key(Bucket bucket) {
        return new PeriodStart(bucket.period(), bucket.startMillis());
    }

    private static int difference(boolean before, boolean after) {
        return (after ? 1 : 0) - (before ? 1 : 0);
    }
}
