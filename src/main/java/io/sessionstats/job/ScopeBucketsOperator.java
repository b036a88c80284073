package io.sessionstats.job;

import io.sessionstats.calendar.ScopeCalendars;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.ledger.BlockWriter;
import io.sessionstats.ledger.ScopeChange;
import io.sessionstats.ledger.ScopeTable;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.RowChunks;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The tumbling hours, days and months of scopes, on the calendar of each one's zone. Sends the rows
 * that have changed, once before each barrier.
 */
public final class ScopeBucketsOperator extends ShardedOperator<ScopeChange, RowChunk, ScopeTable> {

    private static final long serialVersionUID = 1L;

    private final ScopeZones zones;
    private final long retentionMillis;

    private transient ScopeCalendars calendars;
    private transient RowChunks rows;

    /**
     * @param retentionMillis how long after its end a bucket may still change
     */
    public ScopeBucketsOperator(ScopeZones zones, long retentionMillis) {
        this.zones = zones;
        this.retentionMillis = retentionMillis;
    }

    /** The same in every JVM, as a scope's hash is. */
    static Integer shard(ScopeChange change) {
        return Shards.of(change.scope().hashCode() * 0x9E3779B97F4A7C15L);
    }

    @Override
    public void open() throws Exception {
        super.open();
        calendars = new ScopeCalendars(zones);
        rows = new RowChunks(chunk -> output.collect(new StreamRecord<>(chunk)));
    }

    @Override
    protected ScopeTable create() {
        return new ScopeTable(calendars, retentionMillis);
    }

    @Override
    protected boolean isEmpty(ScopeTable scopes) {
        return scopes.isEmpty();
    }

    @Override
    protected void write(ScopeTable scopes, BlockWriter out) {
        scopes.write(out);
    }

    @Override
    protected void read(ScopeTable scopes, DataInputDeserializer in) throws IOException {
        scopes.read(in);
    }

    @Override
    protected long dueMillis(ScopeTable scopes) {
        return scopes.dueMillis();
    }

    @Override
    protected void process(ScopeTable scopes, ScopeChange change) {
        scopes.change(change);
    }

    @Override
    protected void advance(ScopeTable scopes, long watermarkMillis) {
        scopes.advance(watermarkMillis);
    }

    @Override
    protected void beforeBarrier(ScopeTable scopes) {
        scopes.tellRows(row -> rows.addScope(row.scope(), row.bucket(), row.tally()));
    }

    @Override
    protected void beforeBarrier() {
        rows.flush();
    }
}
