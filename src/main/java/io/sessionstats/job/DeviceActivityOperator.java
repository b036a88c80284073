package io.sessionstats.job;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.statistics.BucketDelta;
import io.sessionstats.statistics.DeviceContribution;
import java.util.Map;
import java.util.Set;
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

    /** Bounds the memory that notes take while neither watermark nor barrier comes. */
    private static final int MAX_DEVICES = 10_000;

    public DeviceActivityOperator(DeviceActivity activity) {
        super(activity);
    }

    @Override
    public void processElement(StreamRecord<DeviceContribution> element) throws Exception {
        super.processElement(element);
        if (activity().devicesToTell() >= MAX_DEVICES) {
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
        for (Map.Entry<String, Set<Bucket>> device : activity().takeToTell().entrySet()) {
            setCurrentKey(device.getKey());
            for (Bucket bucket : device.getValue()) {
                activity()
                        .tell(device.getKey(), bucket)
                        .map(StreamRecord::new)
                        .ifPresent(row -> output.collect(DeviceActivity.ROWS, row));
            }
        }
    }

    private DeviceActivity activity() {
        return (DeviceActivity) getUserFunction();
    }
}
