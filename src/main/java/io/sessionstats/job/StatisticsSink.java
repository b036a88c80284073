package io.sessionstats.job;

import io.sessionstats.store.RowChunk;
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
 * Publishes rows when their checkpoint has completed: writers in parallel gather them, one
 * committer publishes a checkpoint's rows of all writers at once.
 *
 * <p>Needs a uid, and an input that has each row at most once between two barriers. While the store
 * is away the committer waits and checkpoints cannot complete, so the job must tolerate any number
 * of failed checkpoints.
 */
public final class StatisticsSink
        implements Sink<RowChunk>,
                SupportsCommitter<CheckpointChunks>,
                SupportsPreCommitTopology<WrittenChunks, CheckpointChunks> {

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
    public SinkWriter<RowChunk> createWriter(WriterInitContext context) {
        return new StatisticsWriter();
    }

    @Override
    public DataStream<CommittableMessage<CheckpointChunks>> addPreCommitTopology(
            DataStream<CommittableMessage<WrittenChunks>> committables) {
        // All to the first committer: the store shows a checkpoint at once or not at all.
        return committables
                .map(new CheckpointStamp())
                .returns(CommittableMessageTypeInfo.of(CheckpointChunksSerializer::new))
                .name("Checkpoint stamp")
                .uid("checkpoint-stamp")
                .global();
    }

    @Override
    public Committer<CheckpointChunks> createCommitter(CommitterInitContext context)
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
    public SimpleVersionedSerializer<WrittenChunks> getWriteResultSerializer() {
        return new WrittenChunksSerializer();
    }

    @Override
    public SimpleVersionedSerializer<CheckpointChunks> getCommittableSerializer() {
        return new CheckpointChunksSerializer();
    }
}
