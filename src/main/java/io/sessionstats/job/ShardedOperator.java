package io.sessionstats.job;

import io.sessionstats.ledger.BlockWriter;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * A stage whose state is kept in {@link Shards}. A shard that is worked on is an object in memory;
 * what Flink keeps of it is bytes, written anew at a checkpoint if the shard has changed since the
 * one before. So an event costs no look-up in a state backend, whichever it is, a checkpoint costs
 * what has changed, and a shard that nothing happens to takes no more than its bytes. There are no
 * timers: each shard says at which event time it is due.
 *
 * <p>What comes in waits until a watermark or a barrier comes, or until there is much of it, and is
 * then worked on shard by shard: what a session or a device needs is then in the processor's cache.
 *
 * <p>Whatever is held back on the way (sums, rows) goes on before a watermark does or before a
 * barrier, as a subclass says.
 *
 * @param <I> what comes in; the stream is keyed by the shard
 * @param <O> what goes out
 * @param <S> the content of a shard
 */
abstract class ShardedOperator<I, O, S> extends AbstractStreamOperator<O>
        implements OneInputStreamOperator<I, O>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    /** The form of a shard's bytes; what reads a newer form reads this one, too. */
    private static final int VERSION = 1;

    /**
     * Bounds the memory of what waits to be worked on while neither watermark nor barrier comes.
     */
    private static final int WAITING_MAX = 32_768;

    private static final long WAITING_BYTES_MAX = 32L << 20;

    private static final int HEADER_BYTES = 1 + Long.BYTES;

    private transient ValueState<byte[]> kept;
    private transient Object[][] waiting;
    private transient int[] waitingCounts;
    private transient int waitingCount;
    private transient long waitingBytes;
    private transient Object[] shards;
    private transient boolean[] isKept;
    private transient boolean[] changed;
    private transient int[] changedShards;
    private transient int changedCount;
    private transient long[] dueMillis;
    private transient long[] advancedToMillis;
    private transient long[] usedAt;
    private transient long[] residentBytes;
    private transient BlockWriter block;
    private transient ShardMemory memory;
    private transient long earliestDueMillis;
    private transient long watermarkMillis;
    private transient long barriers;

    /** Bounds the shards in memory by other than what this process has. Called before it opens. */
    final void boundBy(ShardMemory ofAnother) {
        memory = ofAnother;
    }

    /** A shard that nothing has happened to. */
    protected abstract S create();

    /** Whether a shard is as one that nothing has happened to. */
    protected abstract boolean isEmpty(S shard);

    protected abstract void write(S shard, BlockWriter out);

    protected abstract void read(S shard, DataInputDeserializer in) throws IOException;

    /** The event time at which {@link #advance} has something to do. */
    protected abstract long dueMillis(S shard);

    protected abstract void process(S shard, I value) throws Exception;

    /** How many bytes there are in a value whose size is not always small. */
    protected int bytes(I value) {
        return 0;
    }

    /**
     * Event time has come to here, perhaps as far as the shard is due. Called when it is due, and
     * before anything comes for it.
     */
    protected abstract void advance(S shard, long watermarkMillis) throws Exception;

    /** Before a watermark goes on: what is held back and may not come after it. */
    protected void beforeWatermark() throws Exception {}

    /** Before a barrier: what is held back of a shard that has changed. */
    protected void beforeBarrier(S shard) throws Exception {}

    /** Before a barrier, after all shards: what is held back besides. */
    protected void beforeBarrier() throws Exception {}

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        kept =
                context.getKeyedStateStore()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "shard", BytePrimitiveArraySerializer.INSTANCE));
        waiting = new Object[Shards.COUNT][];
        waitingCounts = new int[Shards.COUNT];
        shards = new Object[Shards.COUNT];
        isKept = new boolean[Shards.COUNT];
        changed = new boolean[Shards.COUNT];
        changedShards = new int[Shards.COUNT];
        dueMillis = new long[Shards.COUNT];
        Arrays.fill(dueMillis, Long.MAX_VALUE);
        advancedToMillis = new long[Shards.COUNT];
        usedAt = new long[Shards.COUNT];
        residentBytes = new long[Shards.COUNT];
        block = new BlockWriter(1 << 16);
        memory = memory == null ? ShardMemory.ofThisProcess() : memory;
        earliestDueMillis = Long.MAX_VALUE;
        watermarkMillis = Long.MIN_VALUE;
        if (context.isRestored()) {
            findKeptShards();
        }
    }

    private void findKeptShards() throws IOException {
        int keyGroups = getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks();
        KeyGroupRange own =
                KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                        keyGroups,
                        getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks(),
                        getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
        for (int number = 0; number < Shards.COUNT; number++) {
            Integer key = Shards.numbered(number);
            if (own.contains(KeyGroupRangeAssignment.assignToKeyGroup(key, keyGroups))) {
                setCurrentKey(key);
                byte[] bytes = kept.value();
                if (bytes != null) {
                    isKept[number] = true;
                    due(number, new DataInputDeserializer(bytes, 1, Long.BYTES).readLong());
                }
            }
        }
    }

    /** Makes each shard that is kept be looked at by the next watermark. */
    protected final void allDueAtOnce() {
        for (int number = 0; number < Shards.COUNT; number++) {
            if (isKept[number]) {
                due(number, Long.MIN_VALUE);
            }
        }
    }

    private void due(int number, long millis) {
        dueMillis[number] = millis;
        earliestDueMillis = Math.min(earliestDueMillis, millis);
    }

    @Override
    @SuppressWarnings("unchecked") // Only values of this stage are put there
    public void processElement(StreamRecord<I> element) throws Exception {
        int number = (Integer) getCurrentKey();
        Object[] values = waiting[number];
        int count = waitingCounts[number];
        if (values == null) {
            values = new Object[4];
            waiting[number] = values;
        } else if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
            waiting[number] = values;
        }
        values[count] = element.getValue();
        waitingCounts[number] = count + 1;
        waitingCount++;
        waitingBytes += bytes(element.getValue());
        if (waitingCount == WAITING_MAX || waitingBytes > WAITING_BYTES_MAX) {
            processWaiting();
        }
    }

    /** Works on what waits, one shard after the other, so that each one's memory is near. */
    @SuppressWarnings("unchecked") // Only values of this stage are put there
    protected final void processWaiting() throws Exception {
        if (waitingCount == 0) {
            return;
        }
        waitingCount = 0;
        waitingBytes = 0;
        for (int number = 0; number < Shards.COUNT; number++) {
            int count = waitingCounts[number];
            if (count == 0) {
                continue;
            }
            waitingCounts[number] = 0;
            setCurrentKey(Shards.numbered(number));
            S shard = shard(number);
            if (advancedToMillis[number] != watermarkMillis) {
                advance(number, shard, watermarkMillis);
            }
            Object[] values = waiting[number];
            for (int i = 0; i < count; i++) {
                process(shard, (I) values[i]);
                values[i] = null;
            }
            hasChanged(number);
            due(number, dueMillis(shard));
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        advanceTo(mark.getTimestamp());
        super.processWatermark(mark);
    }

    /** Lets what is due happen, without telling those downstream of the time. */
    protected final void advanceTo(long millis) throws Exception {
        processWaiting();
        if (earliestDueMillis <= millis) {
            earliestDueMillis = Long.MAX_VALUE;
            for (int number = 0; number < Shards.COUNT; number++) {
                if (dueMillis[number] <= millis) {
                    setCurrentKey(Shards.numbered(number));
                    S shard = shard(number);
                    advance(number, shard, millis);
                    hasChanged(number);
                    dueMillis[number] = dueMillis(shard);
                }
                earliestDueMillis = Math.min(earliestDueMillis, dueMillis[number]);
            }
        }
        watermarkMillis = millis;
        beforeWatermark();
    }

    private void advance(int number, S shard, long millis) throws Exception {
        advance(shard, millis);
        advancedToMillis[number] = millis;
    }

    private void hasChanged(int number) {
        if (!changed[number]) {
            changed[number] = true;
            changedShards[changedCount++] = number;
        }
    }

    @SuppressWarnings("unchecked") // Only shards of this stage are put there
    private S shard(int number) throws Exception {
        usedAt[number] = barriers;
        S shard = (S) shards[number];
        if (shard == null) {
            shard = create();
            if (isKept[number]) {
                byte[] bytes = kept.value();
                if (bytes[0] != VERSION) {
                    throw new IOException(
                            "state of this stage has format version "
                                    + bytes[0]
                                    + ", this release reads version "
                                    + VERSION
                                    + ": restore with the release that wrote it, or a newer one");
                }
                read(
                        shard,
                        new DataInputDeserializer(
                                bytes, HEADER_BYTES, bytes.length - HEADER_BYTES));
                takes(number, bytes.length);
            }
            shards[number] = shard;
            advancedToMillis[number] = Long.MIN_VALUE;
        }
        return shard;
    }

    private void takes(int number, int keptBytes) {
        long bytes = ShardMemory.residentBytes(keptBytes);
        memory.add(bytes - residentBytes[number]);
        residentBytes[number] = bytes;
    }

    @Override
    @SuppressWarnings("unchecked") // As above
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        processWaiting();
        for (int i = 0; i < changedCount; i++) {
            setCurrentKey(Shards.numbered(changedShards[i]));
            beforeBarrier((S) shards[changedShards[i]]);
        }
        beforeBarrier();
        super.prepareSnapshotPreBarrier(checkpointId);
    }

    @Override
    @SuppressWarnings("unchecked") // As above
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        for (int i = 0; i < changedCount; i++) {
            int number = changedShards[i];
            keep(number, (S) shards[number]);
            changed[number] = false;
        }
        changedCount = 0;
        barriers++;
        if (memory.isShort()) {
            letGo();
        }
    }

    private void keep(int number, S shard) throws IOException {
        setCurrentKey(Shards.numbered(number));
        if (isEmpty(shard)) {
            if (isKept[number]) {
                kept.clear();
            }
            isKept[number] = false;
            shards[number] = null;
            takes(number, 0);
            dueMillis[number] = Long.MAX_VALUE;
            return;
        }
        block.clear();
        block.octet(VERSION);
        block.bits(dueMillis[number]);
        write(shard, block);
        kept.update(block.toBlock());
        isKept[number] = true;
        takes(number, block.length());
    }

    /**
     * Lets go of the shards in memory that have not been used for longest: their bytes are kept.
     */
    private void letGo() {
        for (long before = barriers / 2; memory.isShort() && before <= barriers; ) {
            for (int number = 0; number < Shards.COUNT && memory.isShort(); number++) {
                if (shards[number] != null && usedAt[number] <= before) {
                    shards[number] = null;
                    takes(number, 0);
                }
            }
            if (before == barriers) {
                return;
            }
            before = before + Math.max(1, (barriers - before) / 2);
        }
    }

    @Override
    public void endInput() throws Exception {
        prepareSnapshotPreBarrier(Long.MAX_VALUE);
    }

    @Override
    public void close() throws Exception {
        if (residentBytes != null) {
            for (int number = 0; number < Shards.COUNT; number++) {
                takes(number, 0);
            }
        }
        super.close();
    }
}
