package io.sessionstats.job;

import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableSummary;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;

/** Writes the checkpoint's id into the rows: Flink does not tell it to a committer. */
final class CheckpointStamp
        implements MapFunction<
                CommittableMessage<WrittenRows>, CommittableMessage<CheckpointRows>> {

    private static final long serialVersionUID = 1L;

    @Override
    public CommittableMessage<CheckpointRows> map(CommittableMessage<WrittenRows> message) {
        if (message instanceof CommittableSummary<WrittenRows> summary) {
            return summary.map();
        }
        if (message instanceof CommittableWithLineage<WrittenRows> rows) {
            return rows.map(written -> new CheckpointRows(rows.getCheckpointId(), written));
        }
        throw new IllegalArgumentException("unknown kind of committable: " + message);
    }
}
