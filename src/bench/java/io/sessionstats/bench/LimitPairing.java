package io.sessionstats.bench;

import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Pairs a session's start and end, with a timer at each hour edge while it is open. */
final class LimitPairing extends KeyedProcessFunction<String, LimitEvent, LimitEvent> {

    private static final long serialVersionUID = 1L;
    private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);

    private transient ValueState<LimitEvent> first;

    @Override
    public void open(OpenContext context) {
        first = getRuntimeContext().getState(new ValueStateDescriptor<>("first", LimitEvent.class));
    }

    @Override
    public void processElement(LimitEvent event, Context context, Collector<LimitEvent> out)
            throws Exception {
        LimitEvent other = first.value();
        if (other == null) {
            first.update(event);
            context.timerService().registerEventTimeTimer(nextHour(event.timeMillis));
            return;
        }
        first.clear();
        context.timerService().deleteEventTimeTimer(nextHour(other.timeMillis));
        LimitEvent start = other.quality == null ? other : event;
        LimitEvent end = start == other ? event : other;
        start.quality = end.quality;
        start.endMillis = end.timeMillis;
        out.collect(start);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<LimitEvent> out)
            throws Exception {
        boolean atEnd = context.timerService().currentWatermark() == Long.MAX_VALUE;
        if (first.value() != null && !atEnd) {
            context.timerService().registerEventTimeTimer(timestamp + HOUR_MILLIS);
        }
    }

    private static long nextHour(long millis) {
        return (millis / HOUR_MILLIS + 1) * HOUR_MILLIS;
    }
}
