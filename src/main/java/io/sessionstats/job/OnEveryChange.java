package io.sessionstats.job;

import org.apache.flink.streaming.api.windowing.triggers.Trigger;
import org.apache.flink.streaming.api.windowing.triggers.TriggerResult;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;

/**
 * Fires a window whenever something is added to it, before its end as after it: what comes in has
 * been added up already, and the sink keeps only the last row of a checkpoint.
 *
 * <p>Sees to it that a window is forgotten in its time, also one that an earlier run has kept with
 * another retention: Flink forgets a window only at the time that this run's retention says, and
 * has set a timer to the other.
 */
public final class OnEveryChange extends Trigger<Object, TimeWindow> {

    private static final long serialVersionUID = 1L;

    private final long retentionMillis;

    /**
     * @param retentionMillis how long after its end a window may still change
     */
    public OnEveryChange(long retentionMillis) {
        this.retentionMillis = retentionMillis;
    }

    @Override
    public TriggerResult onElement(
            Object element, long timestamp, TimeWindow window, TriggerContext context) {
        return TriggerResult.FIRE;
    }

    @Override
    public TriggerResult onProcessingTime(long time, TimeWindow window, TriggerContext context) {
        return TriggerResult.CONTINUE;
    }

    @Override
    public TriggerResult onEventTime(long time, TimeWindow window, TriggerContext context) {
        long forgottenAt = window.maxTimestamp() + retentionMillis;
        if (time >= forgottenAt) {
            return TriggerResult.PURGE;
        }
        context.registerEventTimeTimer(forgottenAt);
        return TriggerResult.CONTINUE;
    }

    @Override
    public void clear(TimeWindow window, TriggerContext context) {
        // It keeps nothing.
    }
}
