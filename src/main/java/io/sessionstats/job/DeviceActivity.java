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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private transient Map<String, Set<Bucket>> toTell;

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
        Scope scope = contribution.scope();
        ZoneCalendar calendar = calendars.of(scope);
        Set<Bucket> changed = new LinkedHashSet<>();
        for (Contribution step : contribution.steps()) {
            for (Period period : Contribution.PERIODS) {
                Bucket bucket = calendar.bucket(period, step.hourStartMillis());
                if (add(contribution, step.tally(period), bucket, context, out)) {
                    changed.add(bucket);
                }
            }
        }
        for (Bucket bucket : changed) {
            DeviceBucket numbers = buckets.get(key(bucket));
            if (numbers.published() || isDue(scope, bucket, context)) {
                note(context.getCurrentKey(), bucket);
            } else if (numbers.isEmpty()) {
                buckets.remove(key(bucket));
            }
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
        List<Bucket> due = new ArrayList<>();
        List<PeriodStart> forgotten = new ArrayList<>();
        long nextForgottenAt = Long.MAX_VALUE;
        for (Map.Entry<PeriodStart, DeviceBucket> entry : buckets.entries()) {
            PeriodStart start = entry.getKey();
            Bucket bucket = calendar.bucket(start.period(), start.startMillis());
            if (!entry.getValue().published() && isDue(scope, bucket, context)) {
                due.add(bucket);
            }
            if (forgottenAt(bucket) <= timestamp) {
                forgotten.add(start);
            } else {
                nextForgottenAt = Math.min(nextForgottenAt, forgottenAt(bucket));
            }
        }
        for (Bucket bucket : due) {
            tell(context.getCurrentKey(), bucket).ifPresent(row -> context.output(ROWS, row));
        }
        for (PeriodStart start : forgotten) {
            buckets.remove(start);
        }
        if (nextForgottenAt != Long.MAX_VALUE) {
            // Is set already, unless an earlier run allowed less lateness.
            context.timerService().registerEventTimeTimer(nextForgottenAt);
        }
    }

    /** Adds a step to a bucket; false if the step does not concern it. */
    private boolean add(
            DeviceContribution contribution,
            Tally step,
            Bucket bucket,
            Context context,
            Collector<BucketDelta> out)
            throws Exception {
        boolean onlyTouches = contribution.scope().kind() == Scope.Kind.FARM;
        Tally counted = onlyTouches ? Tally.ofSessions(step.sessions()) : step;
        if (counted.equals(Tally.ZERO)) {
            return false;
        }
        PeriodStart key = key(bucket);
        DeviceBucket before = buckets.get(key);
        if (before == null) {
            before = DeviceBucket.empty();
            keepTime(contribution.scope(), bucket, context);
        }
        String deviceId = contribution.deviceId();
        boolean wasInField = before.activeInField(deviceId);
        boolean wasRemote = before.activeAsRemote(deviceId);
        DeviceBucket after =
                before.plus(counted, contribution.fieldDevices(), contribution.remoteDevices());
        buckets.put(key, after);
        int field = difference(wasInField, after.activeInField(deviceId));
        int remote = difference(wasRemote, after.activeAsRemote(deviceId));
        if (field != 0 || remote != 0) {
            out.collect(
                    new BucketDelta(
                            contribution.scope(),
                            bucket.period(),
                            bucket.startMillis(),
                            Tally.ofDevices(field, remote)));
        }
        return true;
    }

    private void keepTime(Scope scope, Bucket bucket, Context context) {
        context.timerService().registerEventTimeTimer(forgottenAt(bucket));
        if (scope.kind() == Scope.Kind.PROJECT && !isDue(scope, bucket, context)) {
            context.timerService().registerEventTimeTimer(bucket.endMillis());
        }
    }

    private void note(String key, Bucket bucket) {
        toTell.computeIfAbsent(key, device -> new LinkedHashSet<>()).add(bucket);
    }

    /** How many devices have rows to be told. */
    int devicesToTell() {
        return toTell.size();
    }

    /** The devices that have rows to be told; from now on they have none. */
    Map<String, Set<Bucket>> takeToTell() {
        Map<String, Set<Bucket>> taken = toTell;
        toTell = new LinkedHashMap<>();
        return taken;
    }

    /** The row of a bucket of the device whose key is current; none if it is forgotten. */
    Optional<ChangedRow> tell(String key, Bucket bucket) throws Exception {
        DeviceBucket numbers = buckets.get(key(bucket));
        if (numbers == null) {
            return Optional.empty();
        }
        if (numbers.isEmpty()) {
            buckets.remove(key(bucket));
        } else if (!numbers.published()) {
            buckets.put(key(bucket), numbers.asPublished());
        }
        List<String> fieldDevices = numbers.fieldDevices();
        List<String> remoteDevices = numbers.remoteDevices();
        Tally tally =
                numbers.tally().plus(Tally.ofDevices(fieldDevices.size(), remoteDevices.size()));
        return Optional.of(
                ChangedRow.of(
                        new DeviceStatistics(
                                ScopedKey.scope(key),
                                ScopedKey.id(key),
                                bucket,
                                tally,
                                fieldDevices,
                                remoteDevices)));
    }

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
