package io.sessionstats.job;

import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableSummary;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;

/** Writes into the rows what Flink does not tell a committer: which checkpoint, whose rows. */
final class CheckpointStamp
        extends RichMapFunction<
                CommittableMessage<WrittenRows>, CommittableMessage<CheckpointRows>> {

    private static final long serialVersionUID = 1L;

    @Override
    public CommittableMessage<CheckpointRows> map(CommittableMessage<WrittenRows> message) {
        if (message instanceof CommittableSummary<WrittenRows> summary) {
            return summary.map();
        }
        if (message instanceof CommittableWithLineage<WrittenRows> rows) {
            // It runs beside the writer, once for each.
            int writers = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
            return rows.map(
                    written ->
                            new CheckpointRows(
                                    rows.getCheckpointId(), rows.getSubtaskId(), writers, written));
        }
        throw new IllegalArgumentException("unknown kind of committable: " + message);
    }
}
