package io.sessionstats.job;

import io.sessionstats.ledger.BlockWriter;
import io.sessionstats.ledger.Numbers;
import io.sessionstats.ledger.Texts;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.RowChunks;
import io.sessionstats.usage.JobName;
import io.sessionstats.usage.JobNames;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * What jobs are called. Sends the rows of names that have changed, once before each barrier. A name
 * is forgotten when no other start can come that is as late as the one that gave it.
 */
public final class JobNamesOperator
        extends ShardedOperator<NamedJob, RowChunk, JobNamesOperator.Names> {

    private static final long serialVersionUID = 1L;

    /** How often names are swept out at most, in event time. */
    private static final long SWEEP_MILLIS = 3_600_000;

    private final long retentionMillis;

    private transient RowChunks rows;

    /**
     * @param retentionMillis how far behind the watermark a start may be
     */
    public JobNamesOperator(long retentionMillis) {
        this.retentionMillis = retentionMillis;
    }

    /** The names of a shard, and when some of them can be forgotten. */
    static final class Names {
        private final JobNames names = new JobNames();
        private long dueMillis = Long.MAX_VALUE;
    }

    static Integer shard(NamedJob job) {
        return Shards.of(job.keyHigh());
    }

    @Override
    public void open() throws Exception {
        super.open();
        rows = new RowChunks(chunk -> output.collect(new StreamRecord<>(chunk)));
    }

    @Override
    protected Names create() {
        return new Names();
    }

    @Override
    protected boolean isEmpty(Names shard) {
        return shard.names.isEmpty();
    }

    @Override
    protected void write(Names shard, BlockWriter out) {
        out.number(shard.dueMillis);
        out.number(shard.names.size());
        shard.names.keep(
                (name, timeMillis, told) -> {
                    out.text(name.farmId());
                    out.text(name.jobId());
                    out.text(name.name());
                    out.number(timeMillis);
                    out.octet(told ? 1 : 0);
                });
    }

    @Override
    protected void read(Names shard, DataInputDeserializer in) throws IOException {
        shard.dueMillis = Numbers.read(in);
        for (long left = Numbers.read(in); left > 0; left--) {
            JobName name = new JobName(Texts.read(in), Texts.read(in), Texts.read(in));
            shard.names.restore(name, Numbers.read(in), in.readBoolean());
        }
    }

    @Override
    protected long dueMillis(Names shard) {
        return shard.dueMillis;
    }

    @Override
    protected void process(Names shard, NamedJob job) {
        shard.names.named(job.startMillis(), job.name());
        shard.dueMillis =
                Math.min(shard.dueMillis, job.startMillis() + retentionMillis + SWEEP_MILLIS);
    }

    @Override
    protected void advance(Names shard, long watermarkMillis) {
        if (watermarkMillis < shard.dueMillis) {
            return;
        }
        long earliestMillis = shard.names.forgetBefore(watermarkMillis - retentionMillis);
        shard.dueMillis =
                earliestMillis == Long.MAX_VALUE
                        ? Long.MAX_VALUE
                        : Math.max(earliestMillis + retentionMillis, watermarkMillis)
                                + SWEEP_MILLIS;
    }

    @Override
    protected void beforeBarrier(Names shard) {
        shard.names.tell(name -> rows.addJobName(name.farmId(), name.jobId(), name.name()));
    }

    @Override
    protected void beforeBarrier() {
        rows.flush();
    }
}
