package io.sessionstats.job;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of a process's heap the shards in memory may take, of all stages and subtasks together.
 * Where they take more, those that nothing happens to are let go of; the bytes that the state
 * backend keeps of them are enough.
 */
final class ShardMemory {

    private static final ShardMemory THIS_PROCESS =
            new ShardMemory(Runtime.getRuntime().maxMemory() / 3);

    /** A shard's objects take so many times the bytes that it is kept in, at a rough guess. */
    private static final int TIMES_ITS_BYTES = 4;

    private final long limitBytes;
    private final AtomicLong bytes = new AtomicLong();

    ShardMemory(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    static ShardMemory ofThisProcess() {
        return THIS_PROCESS;
    }

    /** About what a shard takes in memory. */
    static long residentBytes(int keptBytes) {
        return (long) TIMES_ITS_BYTES * keptBytes;
    }

    void add(long moreBytes) {
        bytes.addAndGet(moreBytes);
    }

    boolean isShort() {
        return bytes.get() > limitBytes;
    }
}
