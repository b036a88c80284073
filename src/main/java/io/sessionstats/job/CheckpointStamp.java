package io.sessionstats.job;

import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableSummary;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;

/** Writes into the rows what Flink does not tell a committer: which checkpoint, whose rows. */
final class CheckpointStamp
        extends RichMapFunction<
                CommittableMessage<WrittenChunks>, CommittableMessage<CheckpointChunks>> {

    private static final long serialVersionUID = 1L;

    @Override
    public CommittableMessage<CheckpointChunks> map(CommittableMessage<WrittenChunks> message) {
        if (message instanceof CommittableSummary<WrittenChunks> summary) {
            return summary.map();
        }
        if (message instanceof CommittableWithLineage<WrittenChunks> rows) {
            // It runs beside the writer, once for each.
            int writers = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
            return rows.map(
                    written ->
                            new CheckpointChunks(
                                    rows.getCheckpointId(), rows.getSubtaskId(), writers, written));
        }
        throw new IllegalArgumentException("unknown kind of committable: " + message);
    }
}
