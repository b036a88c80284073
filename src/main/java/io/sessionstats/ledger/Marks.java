package io.sessionstats.ledger;

import java.io.DataInput;
import java.io.IOException;
import java.util.Arrays;

/** A few marks on each of a few buckets of one period, by their starts and in order of time. */
final class Marks {

    /** The scope has been told that the device is active here in the field, as a remote one. */
    static final int ACTIVE_IN_FIELD = 1;

    static final int ACTIVE_REMOTE = 2;

    /** A version of its row has been put out. */
    static final int PUBLISHED = 4;

    /** Its row has changed since. */
    static final int CHANGED = 8;

    private static final int BITS = 4;
    private static final int ALL = (1 << BITS) - 1;
    private static final long[] NONE = {};

    private long[] buckets = NONE;
    private int count;

    int count() {
        return count;
    }

    /** The start of a bucket that has marks. */
    long start(int index) {
        return buckets[index] >> BITS;
    }

    int marks(int index) {
        return (int) buckets[index] & ALL;
    }

    boolean has(int index, int mark) {
        return (buckets[index] & mark) != 0;
    }

    void set(int index, int marks) {
        buckets[index] = (buckets[index] & ~ALL) | marks;
    }

    /** The index of a bucket, which is there from now on. */
    int of(long startMillis) {
        int index = count;
        while (index > 0 && start(index - 1) >= startMillis) {
            index--;
        }
        if (index < count && start(index) == startMillis) {
            return index;
        }
        if (count == buckets.length) {
            buckets = Arrays.copyOf(buckets, count + Math.max(1, count >> 1));
        }
        System.arraycopy(buckets, index, buckets, index + 1, count - index);
        buckets[index] = startMillis << BITS;
        count++;
        return index;
    }

    void add(long startMillis, int marks) {
        int index = of(startMillis);
        buckets[index] |= marks;
    }

    /** Whether a bucket that starts before an instant has a mark. */
    boolean hasBefore(long millis, int mark) {
        for (int i = 0; i < count && start(i) < millis; i++) {
            if (has(i, mark)) {
                return true;
            }
        }
        return false;
    }

    /** Forgets the buckets that start before an instant. */
    void dropBefore(long millis) {
        int dropped = 0;
        while (dropped < count && start(dropped) < millis) {
            dropped++;
        }
        if (dropped > 0) {
            buckets = Arrays.copyOfRange(buckets, dropped, count);
            count -= dropped;
        }
    }

    void write(BlockWriter out) {
        out.number(count);
        long previous = 0;
        for (int i = 0; i < count; i++) {
            // Buckets begin with a second
            out.number((((start(i) - previous) / 1000) << BITS) | marks(i));
            previous = start(i);
        }
    }

    static Marks read(DataInput in) throws IOException {
        Marks marks = new Marks();
        marks.count = (int) Numbers.read(in);
        marks.buckets = marks.count == 0 ? NONE : new long[marks.count];
        long start = 0;
        for (int i = 0; i < marks.count; i++) {
            long number = Numbers.read(in);
            start += (number >> BITS) * 1000;
            marks.buckets[i] = (start << BITS) | (number & ALL);
        }
        return marks;
    }
}
