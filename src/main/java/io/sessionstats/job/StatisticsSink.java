package io.sessionstats.job;

import io.sessionstats.store.ChangedRow;
import io.sessionstats.store.StatisticsStoreFactory;
import io.sessionstats.store.StoreSettings;
import java.io.IOException;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Publishes changed rows when their checkpoint has completed: writers in parallel keep the last
 * version of each row, one committer publishes a checkpoint's rows of all writers at once.
 *
 * <p>Needs a uid, and an input in which all versions of a row reach the same writer in order. While
 * the store is away the committer waits and checkpoints cannot complete, so the job must tolerate
 * any number of failed checkpoints.
 */
public final class StatisticsSink
        implements Sink<ChangedRow>,
                SupportsCommitter<CheckpointRows>,
                SupportsPreCommitTopology<WrittenRows, CheckpointRows> {

    private static final long serialVersionUID = 1L;

    private final StatisticsStoreFactory storeFactory;
    private final StoreSettings settings;
    private final RetryDelays retryDelays;

    /**
     * A sink into the store that the factory makes.
     *
     * @param settings what shapes the rows, which the store remembers
     */
    public StatisticsSink(
            StatisticsStoreFactory storeFactory, StoreSettings settings, RetryDelays retryDelays) {
        this.storeFactory = storeFactory;
        this.settings = settings;
        this.retryDelays = retryDelays;
    }

    @Override
    public SinkWriter<ChangedRow> createWriter(WriterInitContext context) {
        return new StatisticsWriter();
    }

    @Override
    public DataStream<CommittableMessage<CheckpointRows>> addPreCommitTopology(
            DataStream<CommittableMessage<WrittenRows>> committables) {
        // All to the first committer: the store shows a checkpoint at once or not at all.
        return committables
                .map(new CheckpointStamp())
                .returns(CommittableMessageTypeInfo.of(CheckpointRowsSerializer::new))
                .name("Checkpoint stamp")
                .uid("checkpoint-stamp")
                .global();
    }

    @Override
    public Committer<CheckpointRows> createCommitter(CommitterInitContext context)
            throws IOException {
        StatisticsCommitter committer =
                new StatisticsCommitter(
                        new PatientStore(
                                storeFactory,
                                settings,
                                context.getJobInfo().getJobId().toString(),
                                context.getRestoredCheckpointId().orElse(0),
                                retryDelays));
        if (context.getTaskInfo().getIndexOfThisSubtask() == 0) {
            committer.register();
        }
        return committer;
    }

    @Override
    public SimpleVersionedSerializer<WrittenRows> getWriteResultSerializer() {
        return new WrittenRowsSerializer();
    }

    @Override
    public SimpleVersionedSerializer<CheckpointRows> getCommittableSerializer() {
        return new CheckpointRowsSerializer();
    }
}
