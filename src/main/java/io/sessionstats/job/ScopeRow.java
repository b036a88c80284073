package io.sessionstats.job;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.ChangedRow;
import org.apache.flink.streaming.api.functions.windowing.WindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** A window's sum as the row of its bucket. */
public final class ScopeRow implements WindowFunction<Tally, ChangedRow, ScopePeriod, TimeWindow> {

    private static final long serialVersionUID = 1L;

    @Override
    public void apply(
            ScopePeriod key, TimeWindow window, Iterable<Tally> sum, Collector<ChangedRow> out) {
        Bucket bucket = new Bucket(key.period(), window.getStart(), window.getEnd());
        for (Tally tally : sum) {
            out.collect(ChangedRow.of(new ScopeStatistics(key.scope(), bucket, tally)));
        }
    }
}
