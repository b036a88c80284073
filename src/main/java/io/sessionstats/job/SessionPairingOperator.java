package io.sessionstats.job;

import io.sessionstats.ingest.ReceivedEvent;
import io.sessionstats.pairing.PairingLimits;
import io.sessionstats.statistics.BucketDelta;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Runs {@link SessionPairing} by the {@link EventTimeClock}. This is the first place where the
 * watermarks of all partitions have become one, so it is here that the highest one ever seen is
 * kept across restarts, with the gate that it made and the limits, and that time moves on when all
 * partitions are quiet. Downstream nothing is ever idle.
 */
public final class SessionPairingOperator
        extends KeyedProcessOperator<String, ReceivedEvent, BucketDelta> {

    private static final long serialVersionUID = 1L;

    private static final long TICK_MILLIS = 1_000;

    private final boolean movesOnWhenQuiet;

    private transient EventTimeClock clock;
    private transient ListState<Long> highestWatermarks;
    private transient ListState<Long> highestGates;
    private transient ListState<PairingLimits> lastLimits;
    private transient boolean limitsChanged;
    private transient ScheduledFuture<?> nextTick;

    public SessionPairingOperator(SessionPairing pairing, boolean movesOnWhenQuiet) {
        super(pairing);
        this.movesOnWhenQuiet = movesOnWhenQuiet;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        // A union: every subtask goes on from the highest one, also when their number has changed.
        highestWatermarks = union(context, "highest-watermark", Types.LONG);
        highestGates = union(context, "highest-gate", Types.LONG);
        lastLimits = union(context, "limits", TypeInformation.of(PairingLimits.class));
        limitsChanged = context.isRestored() && !ranBy(pairing().limits());
        clock = new EventTimeClock(highest(highestWatermarks), movesOnWhenQuiet);
        pairing().keepGate(highest(highestGates));
    }

    private static <T> ListState<T> union(
            StateInitializationContext context, String name, TypeInformation<T> type)
            throws Exception {
        return context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>(name, type));
    }

    /** Whether the run that this one carries on from had these limits. */
    private boolean ranBy(PairingLimits limits) throws Exception {
        boolean known = false;
        for (PairingLimits last : lastLimits.get()) {
            known = true;
            if (!last.equals(limits)) {
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

    private SessionPairing pairing() {
        return (SessionPairing) userFunction;
    }

    @Override
    public void open() throws Exception {
        super.open();
        if (limitsChanged) {
            lookAtEverySession();
        }
        if (clock.watermarkMillis() != Long.MIN_VALUE) {
            super.processWatermark(new Watermark(clock.watermarkMillis()));
        }
    }

    /**
     * Lets the limits of this run decide about every session before anything else happens: at the
     * first watermark, which is sent right away where it is known. What they end now may lie
     * further back than this run keeps buckets for; the buckets are there all the same, kept by the
     * run before, and no stage downstream has come to a watermark yet by which that were too late.
     */
    private void lookAtEverySession() throws Exception {
        InternalTimerService<VoidNamespace> timers =
                getInternalTimerService("user-timers", VoidNamespaceSerializer.INSTANCE, this);
        this.<String>getKeyedStateBackend()
                .applyToAllKeys(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        SessionPairing.descriptor(),
                        (key, session) ->
                                timers.registerEventTimeTimer(
                                        VoidNamespace.INSTANCE, Long.MIN_VALUE));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        highestWatermarks.clear();
        highestWatermarks.add(clock.watermarkMillis());
        highestGates.clear();
        highestGates.add(pairing().gateMillis(clock.watermarkMillis()));
        lastLimits.clear();
        lastLimits.add(pairing().limits());
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.equals(Watermark.MAX_WATERMARK)) {
            return; // The end of the input, as a drain tells it, is not the end of time
        }
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
}
