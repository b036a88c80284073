package io.sessionstats.job;

/**
 * What is counted is kept in shards: by the first bits of a 128-bit key, which spreads them evenly.
 * A stage's stream is keyed by the shard, and a shard is one value of its state.
 */
final class Shards {

    /** How many there are; for ever, since state is kept by them. */
    static final int COUNT = 4096;

    private static final Integer[] NUMBERS = new Integer[COUNT];

    static {
        for (int i = 0; i < COUNT; i++) {
            NUMBERS[i] = i;
        }
    }

    private Shards() {}

    /** The shard of a key of which this is the first half. */
    static Integer of(long keyHigh) {
        return NUMBERS[(int) (keyHigh >>> 52)];
    }

    static Integer numbered(int number) {
        return NUMBERS[number];
    }
}
