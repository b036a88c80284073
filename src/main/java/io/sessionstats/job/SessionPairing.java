package io.sessionstats.job;

import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeCalendars;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.ingest.ReceivedEvent;
import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.ingest.RejectionReason;
import io.sessionstats.pairing.PairingLimits;
import io.sessionstats.pairing.PairingRules;
import io.sessionstats.pairing.SessionState;
import io.sessionstats.pairing.StoryListener;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionDetails;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.statistics.BucketDelta;
import io.sessionstats.statistics.Contribution;
import io.sessionstats.statistics.DeviceContribution;
import io.sessionstats.usage.JobName;
import io.sessionstats.usage.RateCard;
import io.sessionstats.usage.UsageKey;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * The heart of the job: keeps what the {@link PairingRules} remember of a session in keyed state,
 * with one event-time timer a session for what time alone changes. Sends what a session counts for
 * to its scope's buckets, what it counts for its devices to {@link #DEVICES}, what an ended session
 * of a farm has used to {@link #USAGE}, starts that name a job to {@link #JOB_NAMES}, and events
 * that are not counted to {@link #REJECTED}.
 */
public final class SessionPairing extends KeyedProcessFunction<String, ReceivedEvent, BucketDelta> {

    private static final long serialVersionUID = 1L;

    static final OutputTag<DeviceContribution> DEVICES = new OutputTag<>("devices") {};
    static final OutputTag<SessionUsage> USAGE = new OutputTag<>("usage") {};
    static final OutputTag<NamedStart> JOB_NAMES = new OutputTag<>("job-names") {};
    static final OutputTag<RejectedEvent> REJECTED = new OutputTag<>("rejected") {};

    private final PairingLimits limits;
    private final ScopeZones zones;
    private final RateCard rateCard;

    private transient PairingRules rules;
    private transient Emission emission;
    private transient ValueState<SessionState> state;
    private transient long lowestGateMillis;

    public SessionPairing(PairingLimits limits, ScopeZones zones, RateCard rateCard) {
        this.limits = limits;
        this.zones = zones;
        this.rateCard = rateCard;
    }

    /** Events of one session have one key, and a key is all that is kept of scope and id. */
    static String key(ReceivedEvent received) {
        SessionEvent event = received.event();
        return ScopedKey.of(event.scope(), event.sessionId());
    }

    /**
     * Events from before that time are too late, whatever lateness is allowed now: an earlier run
     * allowed less, and has forgotten what they would belong to. Called before anything comes.
     */
    void keepGate(long millis) {
        lowestGateMillis = millis;
    }

    static ValueStateDescriptor<SessionState> descriptor() {
        return new ValueStateDescriptor<>("session", SessionState.class);
    }

    PairingLimits limits() {
        return limits;
    }

    /** The oldest time of an event that is still counted. */
    long gateMillis(long watermarkMillis) {
        return Math.max(lowestGateMillis, limits.oldestCountedMillis(watermarkMillis));
    }

    @Override
    public void open(OpenContext context) {
        rules = new PairingRules(limits, zones, rateCard);
        emission = new Emission(new ScopeCalendars(zones), getRuntimeContext().getMetricGroup());
        state = getRuntimeContext().getState(descriptor());
    }

    @Override
    public void processElement(ReceivedEvent received, Context context, Collector<BucketDelta> out)
            throws Exception {
        emission.to(context, out);
        SessionState before = state.value();
        long watermarkMillis = context.timerService().currentWatermark();
        SessionState after =
                rules.onEvent(
                        before, received, watermarkMillis, gateMillis(watermarkMillis), emission);
        keep(before, after, received.event().scope(), context);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<BucketDelta> out)
            throws Exception {
        emission.to(context, out);
        SessionState before = state.value();
        if (before == null) {
            return;
        }
        Scope scope = ScopedKey.scope(context.getCurrentKey());
        String sessionId = ScopedKey.id(context.getCurrentKey());
        long watermarkMillis = context.timerService().currentWatermark();
        SessionState after = rules.onWatermark(before, scope, sessionId, watermarkMillis, emission);
        if (after != null) {
            state.update(after);
            context.timerService().registerEventTimeTimer(rules.dueAt(after, scope));
        } else {
            state.clear();
        }
    }

    @SuppressWarnings("ReferenceEquality") // Rules hand back the same state when nothing changed
    private void keep(SessionState before, SessionState after, Scope scope, Context context)
            throws Exception {
        if (after == before) {
            return;
        }
        long dueMillis = rules.dueAt(after, scope);
        if (before != null) {
            long wasDueMillis = rules.dueAt(before, scope);
            if (wasDueMillis != dueMillis) {
                context.timerService().deleteEventTimeTimer(wasDueMillis);
            }
        }
        state.update(after);
        context.timerService().registerEventTimeTimer(dueMillis);
    }

    /** Sends on what the rules tell. */
    private static final class Emission implements StoryListener {

        private final ScopeCalendars calendars;
        private final RejectionCounters rejections;
        private final Counter duplicates;
        private final Counter expired;

        private Context context;
        private Collector<BucketDelta> out;

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

        void to(Context newContext, Collector<BucketDelta> newOut) {
            context = newContext;
            out = newOut;
        }

        @Override
        public void counted(Scope scope, SessionDetails details, List<Contribution> steps) {
            ZoneCalendar calendar = calendars.of(scope);
            for (Contribution step : steps) {
                for (Period period : Contribution.PERIODS) {
                    out.collect(
                            new BucketDelta(
                                    scope,
                                    period,
                                    calendar.bucket(period, step.hourStartMillis()).startMillis(),
                                    step.tally(period)));
                }
            }
            for (DeviceContribution device : DeviceContribution.of(scope, details, steps)) {
                context.output(DEVICES, device);
            }
        }

        @Override
        public void used(UsageKey key, long startMillis, long endMillis) {
            context.output(USAGE, SessionUsage.of(key, startMillis, endMillis));
        }

        @Override
        public void jobNamed(long startMillis, JobName name) {
            context.output(JOB_NAMES, new NamedStart(startMillis, name));
        }

        @Override
        public void rejected(RejectedEvent event) {
            rejections.count(event);
            context.output(REJECTED, event);
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
