package io.sessionstats.job;

import io.sessionstats.store.ChangedRow;
import io.sessionstats.usage.KeyedCell;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageGrain;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Adds ended sessions of farms up in usage cells, and tells the row of a cell whenever it changes.
 * Many sessions of a farm may fall into one cell within a moment; the sink keeps the last row
 * alone.
 *
 * <p>A cell is forgotten when none of the sessions that end in it can end any more. Nothing is late
 * here, in whichever order sessions end: the gate was at the pairing stage.
 */
public final class UsageCells extends KeyedProcessFunction<CellKey, SessionUsage, ChangedRow> {

    private static final long serialVersionUID = 1L;

    private final UsageGrain grain;
    private final long retentionMillis;

    private transient ValueState<UsageCell> state;

    /**
     * @param retentionMillis how far behind the watermark the end of a session may be
     */
    public UsageCells(UsageGrain grain, long retentionMillis) {
        this.grain = grain;
        this.retentionMillis = retentionMillis;
    }

    @Override
    public void open(OpenContext context) {
        state = getRuntimeContext().getState(new ValueStateDescriptor<>("cell", UsageCell.class));
    }

    @Override
    public void processElement(SessionUsage usage, Context context, Collector<ChangedRow> out)
            throws Exception {
        UsageCell before = state.value();
        UsageCell session = UsageCell.of(usage.startMillis(), usage.endMillis(), grain);
        UsageCell after = before == null ? session : before.plus(session);
        state.update(after);
        if (before == null) {
            context.timerService().registerEventTimeTimer(forgottenAt(after));
        }
        out.collect(ChangedRow.of(new KeyedCell(usage.key(), after)));
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<ChangedRow> out)
            throws Exception {
        UsageCell cell = state.value();
        if (cell == null) {
            return;
        }
        if (forgottenAt(cell) <= timestamp) {
            state.clear();
        } else {
            // An earlier run allowed less lateness.
            context.timerService().registerEventTimeTimer(forgottenAt(cell));
        }
    }

    private long forgottenAt(UsageCell cell) {
        return grain.startMillis(cell.endSlot() + 1) + retentionMillis + 1;
    }
}
