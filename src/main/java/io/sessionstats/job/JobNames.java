package io.sessionstats.job;

import io.sessionstats.session.Scope;
import io.sessionstats.store.ChangedRow;
import io.sessionstats.usage.JobName;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Knows what a job is called, which is what its latest start says, and tells it whenever that
 * changes.
 *
 * <p>A name is forgotten when every start that can still come is later than its own: that one then
 * decides, whatever the name was. (The name of a job that starts again after so long is told once
 * more, even if it is the same.)
 */
public final class JobNames extends KeyedProcessFunction<String, NamedStart, ChangedRow> {

    private static final long serialVersionUID = 1L;

    private final long retentionMillis;

    private transient ValueState<LatestName> state;

    /**
     * @param retentionMillis how far behind the watermark a start may be
     */
    public JobNames(long retentionMillis) {
        this.retentionMillis = retentionMillis;
    }

    /** Starts of one job have one key. */
    static String key(NamedStart start) {
        JobName name = start.jobName();
        return ScopedKey.of(Scope.farm(name.farmId()), name.jobId());
    }

    @Override
    public void open(OpenContext context) {
        state = getRuntimeContext().getState(new ValueStateDescriptor<>("name", LatestName.class));
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // One of the two comes back
    public void processElement(NamedStart start, Context context, Collector<ChangedRow> out)
            throws Exception {
        LatestName before = state.value();
        LatestName named = new LatestName(start.timeMillis(), start.jobName().name());
        LatestName after = before == null ? named : before.orLater(named);
        if (after == before) {
            return;
        }
        state.update(after);
        if (before == null) {
            context.timerService().registerEventTimeTimer(forgottenAt(after));
        }
        if (before == null || !before.name().equals(after.name())) {
            out.collect(ChangedRow.of(start.jobName()));
        }
    }

    /** One timer a job: it moves on if the name has become a later start's in the meantime. */
    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<ChangedRow> out)
            throws Exception {
        LatestName latest = state.value();
        if (latest == null) {
            return;
        }
        if (forgottenAt(latest) <= timestamp) {
            state.clear();
        } else {
            context.timerService().registerEventTimeTimer(forgottenAt(latest));
        }
    }

    private long forgottenAt(LatestName latest) {
        return latest.timeMillis() + retentionMillis + 1;
    }
}
