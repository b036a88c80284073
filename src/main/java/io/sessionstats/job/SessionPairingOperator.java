package io.sessionstats.job;

import io.sessionstats.calendar.ScopeCalendars;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.ingest.PackedRecord;
import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.ingest.RejectionReason;
import io.sessionstats.ledger.BlockWriter;
import io.sessionstats.ledger.DeviceChange;
import io.sessionstats.ledger.DeviceTable;
import io.sessionstats.ledger.Extent;
import io.sessionstats.ledger.HourEdges;
import io.sessionstats.ledger.ScopeChange;
import io.sessionstats.pairing.PairingLimits;
import io.sessionstats.pairing.PairingListener;
import io.sessionstats.pairing.PairingRules;
import io.sessionstats.pairing.SessionTable;
import io.sessionstats.session.KeyHash;
import io.sessionstats.session.PackedEvent.PackedDetails;
import io.sessionstats.session.Scope;
import io.sessionstats.usage.JobName;
import io.sessionstats.usage.RateCard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/**
 * The heart of the job: pairs starts and ends by the {@link PairingRules}. Sends what sessions
 * count for to their scopes, many sessions in one, and for each of their devices to {@link
 * #DEVICES}; what an ended session of a farm has used to {@link #USAGE}; starts that name a job to
 * {@link #JOB_NAMES}; and events that are not counted to {@link #REJECTED}.
 *
 * <p>A session that starts and ends between two watermarks is told once, as a whole.
 *
 * <p>This is the first place where the watermarks of all partitions have become one, so it is here
 * that the highest one ever seen is kept across restarts, with the gate that it made and the
 * limits, and that time moves on by the {@link EventTimeClock} when all partitions are quiet.
 * Downstream nothing is ever idle.
 */
public final class SessionPairingOperator
        extends ShardedOperator<PackedRecord, ScopeChange, SessionTable> {

    private static final long serialVersionUID = 1L;

    static final OutputTag<DeviceChange> DEVICES =
            new OutputTag<>("devices", FlowTypes.DEVICE_CHANGE);
    static final OutputTag<SessionUsage> USAGE = new OutputTag<>("usage", FlowTypes.SESSION_USAGE);
    static final OutputTag<NamedJob> JOB_NAMES = new OutputTag<>("job-names", FlowTypes.NAMED_JOB);
    static final OutputTag<RejectedEvent> REJECTED = new OutputTag<>("rejected") {};

    private static final long TICK_MILLIS = 1_000;

    private final PairingLimits limits;
    private final ScopeZones zones;
    private final RateCard rateCard;
    private final boolean movesOnWhenQuiet;

    private transient EventTimeClock clock;
    private transient ListState<Long> highestWatermarks;
    private transient ListState<Long> highestGates;
    private transient ListState<PairingLimits> lastLimits;
    private transient long lowestGateMillis;
    private transient boolean limitsChanged;
    private transient ScheduledFuture<?> nextTick;

    private transient PairingRules rules;
    private transient Emission emission;
    private transient List<SessionTable> untold;

    /**
     * @param movesOnWhenQuiet whether event time moves on while nothing comes
     */
    public SessionPairingOperator(
            PairingLimits limits, ScopeZones zones, RateCard rateCard, boolean movesOnWhenQuiet) {
        this.limits = limits;
        this.zones = zones;
        this.rateCard = rateCard;
        this.movesOnWhenQuiet = movesOnWhenQuiet;
    }

    /** The shard of an event's session. */
    static Integer shard(PackedRecord received) {
        return Shards.of(received.event().keyHigh());
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        rules = new PairingRules(limits, zones, rateCard);
        untold = new ArrayList<>();
        // A union: every subtask goes on from the highest one, also when their number has changed.
        highestWatermarks = union(context, "highest-watermark", Types.LONG);
        highestGates = union(context, "highest-gate", Types.LONG);
        lastLimits = union(context, "limits", TypeInformation.of(PairingLimits.class));
        limitsChanged = context.isRestored() && !ranBy(limits);
        clock = new EventTimeClock(highest(highestWatermarks), movesOnWhenQuiet);
        // What is too late for the limits of an earlier run stays so: it has forgotten what such
        // events would belong to.
        lowestGateMillis = highest(highestGates);
    }

    private static <T> ListState<T> union(
            StateInitializationContext context, String name, TypeInformation<T> type)
            throws Exception {
        return context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>(name, type));
    }

    /** Whether the run that this one carries on from had these limits. */
    private boolean ranBy(PairingLimits ours) throws Exception {
        boolean known = false;
        for (PairingLimits last : lastLimits.get()) {
            known = true;
            if (!last.equals(ours)) {
                return false;
            }
        }
        return known;
    }

    private static long highest(ListState<Long> state) throws Exception {
        long highest = Long.MIN_VALUE;
        for (long millis : state.get()) {
            highest = Math.max(highest, millis);
        }
        return highest;
    }

    @Override
    public void open() throws Exception {
        super.open();
        emission = new Emission(new ScopeCalendars(zones), getMetricGroup());
        if (limitsChanged) {
            // The limits of this run decide about every session before anything else happens. What
            // they end now may lie further back than this run keeps buckets for; the buckets are
            // there all the same, kept by the run before, and no stage downstream has come to a
            // watermark yet by which that were too late.
            allDueAtOnce();
        }
        advanceTo(clock.watermarkMillis());
        limitsChanged = false;
        if (clock.watermarkMillis() != Long.MIN_VALUE) {
            super.processWatermark(new Watermark(clock.watermarkMillis()));
        }
    }

    /** The oldest time of an event that is still counted. */
    private long gateMillis() {
        return Math.max(lowestGateMillis, limits.oldestCountedMillis(clock.watermarkMillis()));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        highestWatermarks.update(List.of(clock.watermarkMillis()));
        highestGates.update(List.of(gateMillis()));
        lastLimits.update(List.of(limits));
    }

    @Override
    protected SessionTable create() {
        return new SessionTable();
    }

    @Override
    protected boolean isEmpty(SessionTable sessions) {
        return sessions.size() == 0;
    }

    @Override
    protected void write(SessionTable sessions, BlockWriter out) {
        sessions.write(out);
    }

    @Override
    protected void read(SessionTable sessions, DataInputDeserializer in) throws IOException {
        sessions.read(in);
    }

    @Override
    protected long dueMillis(SessionTable sessions) {
        return sessions.dueMillis();
    }

    @Override
    protected int bytes(PackedRecord value) {
        return value.event().bytes().length + value.source().value().length;
    }

    @Override
    protected void process(SessionTable sessions, PackedRecord received) {
        boolean hadUntold = sessions.hasUntold();
        rules.onEvent(sessions, received, clock.watermarkMillis(), gateMillis(), emission);
        if (!hadUntold && sessions.hasUntold()) {
            untold.add(sessions);
        }
    }

    @Override
    protected void advance(SessionTable sessions, long watermarkMillis) {
        rules.tellUntold(sessions, emission);
        if (limitsChanged) {
            rules.onChangedLimits(sessions, watermarkMillis, emission);
        }
        rules.onWatermark(sessions, watermarkMillis, emission);
    }

    @Override
    protected void beforeWatermark() {
        flush();
    }

    @Override
    protected void beforeBarrier() {
        flush();
    }

    private void flush() {
        for (SessionTable sessions : untold) {
            rules.tellUntold(sessions, emission);
        }
        untold.clear();
        emission.flush();
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.equals(Watermark.MAX_WATERMARK)) {
            return; // The end of the input, as a drain tells it, is not the end of time
        }
        processWaiting(); // By the watermark at which it came
        long before = clock.watermarkMillis();
        clock.onWatermark(mark.getTimestamp(), wallClockMillis());
        forward(before);
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) {
        if (status.isActive()) {
            clock.onActive();
        } else {
            clock.onQuiet(wallClockMillis());
            tickLater();
        }
    }

    private void tickLater() {
        if (clock.isTicking() && nextTick == null) {
            nextTick =
                    getProcessingTimeService()
                            .registerTimer(wallClockMillis() + TICK_MILLIS, time -> tick());
        }
    }

    private void tick() throws Exception {
        nextTick = null;
        processWaiting();
        long before = clock.watermarkMillis();
        clock.tick(wallClockMillis());
        forward(before);
        tickLater();
    }

    private void forward(long before) throws Exception {
        if (clock.watermarkMillis() > before) {
            super.processWatermark(new Watermark(clock.watermarkMillis()));
        }
    }

    private long wallClockMillis() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    /** Sends on what the rules tell: changes of scopes added up, anything else at once. */
    private final class Emission implements PairingListener {

        private final ScopeCalendars calendars;
        private final RejectionCounters rejections;
        private final Counter duplicates;
        private final Counter expired;
        private final KeyHash hash = new KeyHash();

        private final ByteRanges<ScopeSum> scopes = new ByteRanges<>();
        private final List<ScopeSum> changedScopes = new ArrayList<>();
        private final ByteRanges<LatestName> jobs = new ByteRanges<>();
        private final List<LatestName> namedJobs = new ArrayList<>();

        Emission(ScopeCalendars calendars, MetricGroup metrics) {
            this.calendars = calendars;
            duplicates = metrics.counter("duplicateEvents");
            expired = metrics.counter("expiredSessions");
            rejections =
                    new RejectionCounters(
                            metrics,
                            RejectionReason.TOO_LATE,
                            RejectionReason.CONFLICTING,
                            RejectionReason.UNMATCHED);
        }

        /** What has changed in a scope since the last flush. */
        private static final class ScopeSum {
            private final Scope scope;
            private final ZoneCalendar calendar;
            private HourEdges edges = new HourEdges();
            private boolean changed;

            ScopeSum(Scope scope, ZoneCalendar calendar) {
                this.scope = scope;
                this.calendar = calendar;
            }
        }

        /** The latest start that names a job since the last flush; null for none. */
        private static final class LatestName {
            private PackedDetails start;
            private long startMillis;
        }

        void flush() {
            tellJobNames();
            for (ScopeSum sum : changedScopes) {
                if (!sum.edges.isEmpty()) {
                    output.collect(new StreamRecord<>(ScopeChange.of(sum.scope, sum.edges)));
                    sum.edges = new HourEdges();
                }
                sum.changed = false;
            }
            changedScopes.clear();
            if (scopes.isFull()) {
                scopes.clear();
            }
        }

        @Override
        public void counted(PackedDetails start, Extent before, Extent after) {
            ScopeSum sum =
                    scopes.of(
                            start.bytes(),
                            0,
                            start.scopeEnd(),
                            () -> {
                                Scope scope = start.scope();
                                return new ScopeSum(scope, calendars.of(scope));
                            });
            if (!sum.changed) {
                sum.changed = true;
                changedScopes.add(sum);
            }
            if (before != null) {
                sum.edges.add(before, -1, sum.calendar);
            }
            sum.edges.add(after, 1, sum.calendar);
            tellDevices(start, before, after);
        }

        private void tellDevices(PackedDetails start, Extent before, Extent after) {
            int fieldAt = start.fieldDeviceAt();
            boolean hasField = start.length(fieldAt) > 0;
            boolean fieldIsRemoteToo = false;
            int at = start.remoteDevices() == 0 ? 0 : start.remoteDevicesAt();
            for (int left = start.remoteDevices(); left > 0; left--) {
                boolean both = hasField && isSame(start, fieldAt, at);
                fieldIsRemoteToo |= both;
                int roles = both ? DeviceTable.FIELD | DeviceTable.REMOTE : DeviceTable.REMOTE;
                tellDevice(start, at, roles, before, after);
                at = start.after(at);
            }
            if (hasField && !fieldIsRemoteToo) {
                tellDevice(start, fieldAt, DeviceTable.FIELD, before, after);
            }
        }

        private static boolean isSame(PackedDetails details, int at, int otherAt) {
            byte[] bytes = details.bytes();
            return Arrays.equals(
                    bytes, at, details.after(at), bytes, otherAt, details.after(otherAt));
        }

        private void tellDevice(
                PackedDetails start, int deviceAt, int roles, Extent before, Extent after) {
            hash.hash(start.bytes(), 0, start.scopeEnd(), deviceAt, start.after(deviceAt));
            output.collect(
                    DEVICES,
                    new StreamRecord<>(
                            new DeviceChange(
                                    hash.high(),
                                    hash.low(),
                                    before,
                                    after,
                                    roles,
                                    deviceAt,
                                    start.bytes())));
        }

        @Override
        public void used(
                PackedDetails start, long hourlyRateMicroUsd, long startMillis, long endMillis) {
            output.collect(
                    USAGE,
                    new StreamRecord<>(
                            SessionUsage.of(
                                    start, hourlyRateMicroUsd, startMillis, endMillis, hash)));
        }

        @Override
        public void jobNamed(PackedDetails start, long startMillis) {
            LatestName latest =
                    jobs.of(
                            start.bytes(),
                            0,
                            start.scopeEnd(),
                            start.jobAt(),
                            start.after(start.jobAt()),
                            LatestName::new);
            if (latest.start == null) {
                namedJobs.add(latest);
            } else if (startMillis < latest.startMillis
                    || (startMillis == latest.startMillis
                            && start.jobName().compareTo(latest.start.jobName()) <= 0)) {
                return;
            }
            latest.start = start;
            latest.startMillis = startMillis;
        }

        private void tellJobNames() {
            for (LatestName latest : namedJobs) {
                PackedDetails start = latest.start;
                int jobAt = start.jobAt();
                hash.hash(start.bytes(), 0, start.scopeEnd(), jobAt, start.after(jobAt));
                JobName name = new JobName(start.scope().id(), start.jobId(), start.jobName());
                output.collect(
                        JOB_NAMES,
                        new StreamRecord<>(new NamedJob(hash.high(), latest.startMillis, name)));
                latest.start = null;
            }
            namedJobs.clear();
            jobs.clear();
        }

        @Override
        public void rejected(RejectedEvent event) {
            rejections.count(event);
            output.collect(REJECTED, new StreamRecord<>(event));
        }

        @Override
        public void duplicate() {
            duplicates.inc();
        }

        @Override
        public void expired() {
            expired.inc();
        }
    }
}
