package io.sessionstats.job;

import io.sessionstats.calendar.Period;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.BucketDelta;
import io.sessionstats.statistics.Tally;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds up what is to be added to the same bucket before it crosses the network, so that a busy
 * scope's buckets receive a few sums a second from each subtask and not every session.
 *
 * <p>Holds nothing back that matters: the sums go on before a watermark does, so nothing downstream
 * is late, and before a checkpoint's barrier, so there is no state to keep.
 */
public final class DeltaCombiner extends AbstractStreamOperator<BucketDelta>
        implements OneInputStreamOperator<BucketDelta, BucketDelta>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    /** Bounds the memory that sums take while neither watermark nor barrier comes. */
    private static final int MAX_SUMS = 10_000;

    private transient Map<Key, Tally> sums;

    @Override
    public void open() throws Exception {
        super.open();
        sums = new HashMap<>();
    }

    @Override
    public void processElement(StreamRecord<BucketDelta> element) {
        BucketDelta delta = element.getValue();
        sums.merge(
                new Key(delta.scope(), delta.period(), delta.startMillis()),
                delta.tally(),
                Tally::plus);
        if (sums.size() >= MAX_SUMS) {
            flush();
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        flush();
        super.processWatermark(mark);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        flush();
        super.prepareSnapshotPreBarrier(checkpointId);
    }

    @Override
    public void endInput() {
        flush();
    }

    private void flush() {
        sums.forEach(
                (key, tally) -> {
                    if (!tally.equals(Tally.ZERO)) {
                        output.collect(
                                new StreamRecord<>(
                                        new BucketDelta(
                                                key.scope, key.period, key.startMillis, tally)));
                    }
                });
        sums.clear();
    }

    private record Key(Scope scope, Period period, long startMillis) {}
}
