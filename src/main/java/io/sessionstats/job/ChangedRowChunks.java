package io.sessionstats.job;

import io.sessionstats.store.ChangedRow;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.RowChunks;
import io.sessionstats.store.RowKey;
import io.sessionstats.usage.UsageKey;
import io.sessionstats.usage.UsageKeyId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Temporary: keeps the last version of each row that a stage tells one by one, and sends them on in
 * chunks before a barrier. To go, together with {@link ChangedRow} and {@link RowKey}, once all
 * stages write {@link RowChunks} themselves.
 */
final class ChangedRowChunks extends AbstractStreamOperator<RowChunk>
        implements OneInputStreamOperator<ChangedRow, RowChunk>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    private transient Map<RowKey, ChangedRow> lastRows;

    @Override
    public void open() throws Exception {
        super.open();
        lastRows = new LinkedHashMap<>();
    }

    @Override
    public void processElement(StreamRecord<ChangedRow> row) {
        lastRows.put(row.getValue().key(), row.getValue());
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        send();
    }

    @Override
    public void endInput() {
        send();
    }

    private void send() {
        RowChunks chunks = new RowChunks(chunk -> output.collect(new StreamRecord<>(chunk)));
        Set<UsageKeyId> keys = new HashSet<>();
        for (ChangedRow row : lastRows.values()) {
            if (row.scopeStatistics() != null) {
                chunks.addScope(
                        row.scopeStatistics().scope(),
                        row.scopeStatistics().bucket(),
                        row.scopeStatistics().tally());
            } else if (row.deviceStatistics() != null) {
                chunks.addDevice(
                        row.deviceStatistics().scope(),
                        row.deviceStatistics().deviceId(),
                        row.deviceStatistics().bucket(),
                        row.deviceStatistics().tally(),
                        row.deviceStatistics().fieldDevices(),
                        row.deviceStatistics().remoteDevices(),
                        false);
            } else if (row.usageCell() != null) {
                UsageKey key = row.usageCell().key();
                UsageKeyId id = key.id();
                if (keys.add(id)) {
                    chunks.addUsageKey(id, key);
                }
                chunks.addUsageCell(
                        id, key.queueHash(), key.fleetHash(), row.usageCell().cell(), false);
            } else {
                chunks.addJobName(
                        row.jobName().farmId(), row.jobName().jobId(), row.jobName().name());
            }
        }
        chunks.flush();
        lastRows.clear();
    }
}
