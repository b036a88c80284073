package io.sessionstats.job;

import io.sessionstats.ledger.BlockWriter;
import io.sessionstats.ledger.Numbers;
import io.sessionstats.session.PackedEvent.PackedDetails;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.RowChunks;
import io.sessionstats.usage.ResourceHash;
import io.sessionstats.usage.UsageCells;
import io.sessionstats.usage.UsageGrain;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds ended sessions of farms up in usage cells. Sends the rows of cells that have changed, once
 * before each barrier, and with the first cell of a usage key the key's.
 *
 * <p>A cell is forgotten when none of the sessions that end in it can end any more. Nothing is late
 * here, in whichever order sessions end: the gate was at the pairing stage.
 */
public final class UsageCellsOperator
        extends ShardedOperator<SessionUsage, RowChunk, UsageCellsOperator.Cells> {

    private static final long serialVersionUID = 1L;

    /** How often cells are swept out at most, in event time. */
    private static final long SWEEP_MILLIS = 3_600_000;

    private final UsageGrain grain;
    private final long retentionMillis;

    private transient RowChunks rows;
    private transient ByteRanges<long[]> hashes;

    /**
     * @param retentionMillis how far behind the watermark the end of a session may be
     */
    public UsageCellsOperator(UsageGrain grain, long retentionMillis) {
        this.grain = grain;
        this.retentionMillis = retentionMillis;
    }

    /** The cells of a shard, and when some of them can be forgotten. */
    static final class Cells {
        private final UsageCells cells;
        private long dueMillis = Long.MAX_VALUE;

        Cells(UsageGrain grain) {
            cells = new UsageCells(grain);
        }
    }

    static Integer shard(SessionUsage usage) {
        return Shards.of(usage.keyHigh());
    }

    @Override
    public void open() throws Exception {
        super.open();
        rows = new RowChunks(chunk -> output.collect(new StreamRecord<>(chunk)));
        hashes = new ByteRanges<>();
    }

    @Override
    protected Cells create() {
        return new Cells(grain);
    }

    @Override
    protected boolean isEmpty(Cells shard) {
        return shard.cells.size() == 0;
    }

    @Override
    protected void write(Cells shard, BlockWriter out) {
        long[] numbers = shard.cells.numbers();
        out.number(shard.dueMillis);
        out.number(numbers.length);
        for (int i = 0; i < numbers.length; i++) {
            if (UsageCells.isHash(i)) {
                out.bits(numbers[i]);
            } else {
                out.number(numbers[i]);
            }
        }
    }

    @Override
    protected void read(Cells shard, DataInputDeserializer in) throws IOException {
        shard.dueMillis = Numbers.read(in);
        long[] numbers = new long[(int) Numbers.read(in)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = UsageCells.isHash(i) ? in.readLong() : Numbers.read(in);
        }
        shard.cells.restore(numbers);
    }

    @Override
    protected long dueMillis(Cells shard) {
        return shard.dueMillis;
    }

    @Override
    protected int bytes(SessionUsage value) {
        return value.bytes().length;
    }

    @Override
    protected void process(Cells shard, SessionUsage usage) {
        PackedDetails start = usage.start();
        if (!shard.cells.knows(usage.keyHigh(), usage.keyLow())) {
            rows.addUsageKey(usage.keyId(), usage.key());
        }
        long[] hashes = hashes(start);
        shard.cells.add(
                usage.keyHigh(),
                usage.keyLow(),
                hashes[0],
                hashes[1],
                usage.startMillis(),
                usage.endMillis());
        long forgottenMillis =
                grain.startMillis(grain.endSlot(usage.startMillis(), usage.endMillis()) + 1)
                        + retentionMillis;
        shard.dueMillis = Math.min(shard.dueMillis, forgottenMillis + SWEEP_MILLIS);
    }

    /** The hashes of queue and fleet; there are few, and many sessions of each. */
    private long[] hashes(PackedDetails start) {
        if (hashes.isFull()) {
            hashes.clear();
        }
        return hashes.of(
                start.bytes(),
                0,
                start.scopeEnd(),
                start.queueAt(),
                start.after(start.fleetAt()), // which follows the queue
                () -> {
                    String farmId = start.scope().id();
                    return new long[] {
                        ResourceHash.of(farmId, start.text(start.queueAt())),
                        ResourceHash.of(farmId, start.text(start.fleetAt()))
                    };
                });
    }

    @Override
    protected void advance(Cells shard, long watermarkMillis) {
        if (watermarkMillis < shard.dueMillis) {
            return;
        }
        long earliestMillis = shard.cells.forgetBefore(watermarkMillis - retentionMillis);
        shard.dueMillis =
                earliestMillis == Long.MAX_VALUE
                        ? Long.MAX_VALUE
                        : earliestMillis + retentionMillis + SWEEP_MILLIS;
    }

    @Override
    protected void beforeBarrier(Cells shard) {
        if (shard.cells.hasChanged()) {
            shard.cells.tell(rows::addUsageCell);
        }
    }

    @Override
    protected void beforeBarrier() {
        rows.flush();
    }
}
