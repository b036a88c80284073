package io.sessionstats.job;

import io.sessionstats.job.DeviceActivity.DeviceRow;
import io.sessionstats.statistics.BucketDelta;
import io.sessionstats.statistics.DeviceBucket;
import io.sessionstats.statistics.DeviceContribution;
import io.sessionstats.store.ChangedRow;
import java.util.Map;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs {@link DeviceActivity} and tells the rows that it has noted as changed: before a watermark
 * goes on and before a checkpoint's barrier, so that nothing is held back that matters. A console
 * that thousands of devices meet within the hour has a row that lists them all; it is written a few
 * times a second and not with each of them.
 */
public final class DeviceActivityOperator
        extends KeyedProcessOperator<String, DeviceContribution, BucketDelta>
        implements BoundedOneInput {

    private static final long serialVersionUID = 1L;

    /** Bounds the memory that rows take while neither watermark nor barrier comes. */
    private static final int MAX_ROWS = 10_000;

    public DeviceActivityOperator(DeviceActivity activity) {
        super(activity);
    }

    @Override
    public void processElement(StreamRecord<DeviceContribution> element) throws Exception {
        super.processElement(element);
        if (activity().rowsToTell() >= MAX_ROWS) {
            flush();
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        flush(); // before timers that may forget what has changed
        super.processWatermark(mark);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        flush();
        super.prepareSnapshotPreBarrier(checkpointId);
    }

    @Override
    public void endInput() throws Exception {
        flush();
    }

    private void flush() throws Exception {
        for (Map.Entry<DeviceRow, DeviceBucket> row : activity().takeToTell().entrySet()) {
            setCurrentKey(row.getKey().key());
            ChangedRow told = activity().tell(row.getKey(), row.getValue());
            output.collect(DeviceActivity.ROWS, new StreamRecord<>(told));
        }
    }

    private DeviceActivity activity() {
        return (DeviceActivity) getUserFunction();
    }
}
