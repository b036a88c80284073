package io.sessionstats.usage;

/**
 * The usage cells of one shard, by usage key and slots, and what the store finds their keys by.
 * Cells that have changed are handed out once. Not for use by several threads.
 */
public final class UsageCells {

    private static final int KEY_HIGH = 0;
    private static final int KEY_LOW = 1;
    private static final int START_SLOT = 2;

    /** How many slots after the first the last one is, above two flags. */
    private static final int SPAN_AND_FLAGS = 3;

    private static final int SESSIONS = 4;
    private static final int START_SUM = 5;
    private static final int END_SUM = 6;

    /** Two halves of 32 bits: least, greatest. An offset is less than an hour. */
    private static final int STARTS = 7;

    private static final int ENDS = 8;
    private static final int LENGTH_MIN = 9;
    private static final int LENGTH_MAX = 10;
    private static final int QUEUE_HASH = 11;
    private static final int FLEET_HASH = 12;

    /** How many numbers a cell is; see {@link #numbers}. */
    public static final int STRIDE = 13;

    private static final int CHANGED = 1;
    private static final int TOLD = 2;

    private final UsageGrain grain;

    private long[] cells = new long[8 * STRIDE];
    private int count;
    private boolean changed;

    /** The usage keys that have a cell, in two halves each; no key is 0. */
    private long[] keys = new long[16];

    private int keyCount;

    public UsageCells(UsageGrain grain) {
        this.grain = grain;
    }

    /** Is told the cells that have changed. */
    public interface Listener {

        /**
         * A cell has changed.
         *
         * @param first whether no version of it has been told before
         */
        void cell(UsageKeyId keyId, long queueHash, long fleetHash, UsageCell cell, boolean first);
    }

    private int capacity() {
        return cells.length / STRIDE;
    }

    private static int home(long keyLow, long startSlot, long span, int mask) {
        long mixed = keyLow + startSlot * 0x9E3779B97F4A7C15L + span * 0xC2B2AE3D27D4EB4FL;
        return (int) (mixed ^ (mixed >>> 32)) & mask;
    }

    /** Whether the place is free: a cell has a session at least. */
    private boolean isFree(int at) {
        return cells[at * STRIDE + SESSIONS] == 0;
    }

    /**
     * Adds an ended session.
     *
     * @param queueHash of its usage key, as is fleetHash; see {@link UsageKey}
     */
    public void add(
            long keyHigh,
            long keyLow,
            long queueHash,
            long fleetHash,
            long startMillis,
            long endMillis) {
        long startSlot = grain.slot(startMillis);
        long endSlot = grain.endSlot(startMillis, endMillis);
        long span = endSlot - startSlot;
        long startOffset = startMillis - grain.startMillis(startSlot);
        long endOffset = endMillis - grain.startMillis(endSlot);
        long length = endMillis - startMillis;
        changed = true;
        int mask = capacity() - 1;
        int place = home(keyLow, startSlot, span, mask);
        for (; !isFree(place); place = (place + 1) & mask) {
            int at = place * STRIDE;
            if (cells[at + KEY_LOW] == keyLow
                    && cells[at + KEY_HIGH] == keyHigh
                    && cells[at + START_SLOT] == startSlot
                    && cells[at + SPAN_AND_FLAGS] >> 2 == span) {
                cells[at + SPAN_AND_FLAGS] |= CHANGED;
                cells[at + SESSIONS]++;
                cells[at + START_SUM] += startOffset;
                cells[at + END_SUM] += endOffset;
                cells[at + STARTS] = extended(cells[at + STARTS], startOffset);
                cells[at + ENDS] = extended(cells[at + ENDS], endOffset);
                cells[at + LENGTH_MIN] = Math.min(cells[at + LENGTH_MIN], length);
                cells[at + LENGTH_MAX] = Math.max(cells[at + LENGTH_MAX], length);
                return;
            }
        }
        int at = place * STRIDE;
        cells[at + KEY_HIGH] = keyHigh;
        cells[at + KEY_LOW] = keyLow;
        cells[at + START_SLOT] = startSlot;
        cells[at + SPAN_AND_FLAGS] = (span << 2) | CHANGED;
        cells[at + SESSIONS] = 1;
        cells[at + START_SUM] = startOffset;
        cells[at + END_SUM] = endOffset;
        cells[at + STARTS] = (startOffset << 32) | startOffset;
        cells[at + ENDS] = (endOffset << 32) | endOffset;
        cells[at + LENGTH_MIN] = length;
        cells[at + LENGTH_MAX] = length;
        cells[at + QUEUE_HASH] = queueHash;
        cells[at + FLEET_HASH] = fleetHash;
        count++;
        know(keyHigh, keyLow);
        if (count * 4 > capacity() * 3) {
            resize(2 * capacity(), Long.MIN_VALUE);
        }
    }

    private static long extended(long leastAndGreatest, long value) {
        return (Math.min(leastAndGreatest >> 32, value) << 32)
                | Math.max(leastAndGreatest & 0xFFFFFFFFL, value);
    }

    /** Whether cells have changed that have not been told. */
    public boolean hasChanged() {
        return changed;
    }

    /** Tells the cells that have changed since they were told. */
    public void tell(Listener listener) {
        for (int at = 0; at < cells.length; at += STRIDE) {
            if ((cells[at + SPAN_AND_FLAGS] & CHANGED) != 0) {
                long startSlot = cells[at + START_SLOT];
                listener.cell(
                        new UsageKeyId(cells[at + KEY_HIGH], cells[at + KEY_LOW]),
                        cells[at + QUEUE_HASH],
                        cells[at + FLEET_HASH],
                        new UsageCell(
                                startSlot,
                                startSlot + (cells[at + SPAN_AND_FLAGS] >> 2),
                                cells[at + SESSIONS],
                                cells[at + START_SUM],
                                cells[at + END_SUM],
                                cells[at + STARTS] >> 32,
                                cells[at + STARTS] & 0xFFFFFFFFL,
                                cells[at + ENDS] >> 32,
                                cells[at + ENDS] & 0xFFFFFFFFL,
                                cells[at + LENGTH_MIN],
                                cells[at + LENGTH_MAX]),
                        (cells[at + SPAN_AND_FLAGS] & TOLD) == 0);
                cells[at + SPAN_AND_FLAGS] = (cells[at + SPAN_AND_FLAGS] & ~(long) CHANGED) | TOLD;
            }
        }
        changed = false;
    }

    /**
     * Forgets the cells that ended before an instant.
     *
     * @return the end of the earliest that is left; {@link Long#MAX_VALUE} if none is
     */
    public long forgetBefore(long millis) {
        int capacity = capacity();
        resize(capacity, millis);
        while (capacity > 8 && count * 4 < capacity) {
            capacity /= 2;
        }
        if (capacity < capacity()) {
            resize(capacity, millis);
        }
        long earliest = Long.MAX_VALUE;
        for (int at = 0; at < cells.length; at += STRIDE) {
            if (cells[at + SESSIONS] != 0) {
                earliest = Math.min(earliest, endMillis(cells, at));
            }
        }
        return earliest;
    }

    private long endMillis(long[] all, int at) {
        return grain.startMillis(all[at + START_SLOT] + (all[at + SPAN_AND_FLAGS] >> 2) + 1);
    }

    private void resize(int capacity, long keptFromMillis) {
        long[] old = cells;
        cells = new long[capacity * STRIDE];
        count = 0;
        forgetKeys(16);
        for (int from = 0; from < old.length; from += STRIDE) {
            if (old[from + SESSIONS] != 0
                    && (endMillis(old, from) >= keptFromMillis
                            || (old[from + SPAN_AND_FLAGS] & CHANGED) != 0)) {
                place(old, from);
            }
        }
    }

    private void place(long[] from, int at) {
        int mask = capacity() - 1;
        int place =
                home(
                        from[at + KEY_LOW],
                        from[at + START_SLOT],
                        from[at + SPAN_AND_FLAGS] >> 2,
                        mask);
        while (!isFree(place)) {
            place = (place + 1) & mask;
        }
        System.arraycopy(from, at, cells, place * STRIDE, STRIDE);
        count++;
        know(from[at + KEY_HIGH], from[at + KEY_LOW]);
    }

    /** How many cells there are. */
    public int size() {
        return count;
    }

    /** All cells, {@value #STRIDE} numbers each, to be kept. */
    public long[] numbers() {
        long[] numbers = new long[count * STRIDE];
        int to = 0;
        for (int at = 0; at < cells.length; at += STRIDE) {
            if (cells[at + SESSIONS] != 0) {
                System.arraycopy(cells, at, numbers, to, STRIDE);
                to += STRIDE;
            }
        }
        return numbers;
    }

    /** Whether one of these numbers is a part of a hash, and no small number. */
    public static boolean isHash(int index) {
        int field = index % STRIDE;
        return field <= KEY_LOW || field >= QUEUE_HASH;
    }

    /** Takes what {@link #numbers} has given, in place of what there is. */
    public void restore(long[] numbers) {
        int capacity = 8;
        while (numbers.length / STRIDE * 4 > capacity * 3) {
            capacity *= 2;
        }
        cells = new long[capacity * STRIDE];
        count = 0;
        forgetKeys(16);
        for (int at = 0; at < numbers.length; at += STRIDE) {
            place(numbers, at);
            changed |= (numbers[at + SPAN_AND_FLAGS] & CHANGED) != 0;
        }
    }

    /** Whether a usage key has a cell here. */
    public boolean knows(long keyHigh, long keyLow) {
        int mask = keys.length / 2 - 1;
        for (int at = (int) keyLow & mask; ; at = (at + 1) & mask) {
            long high = keys[2 * at];
            long low = keys[2 * at + 1];
            if (high == 0 && low == 0) {
                return false;
            }
            if (low == keyLow && high == keyHigh) {
                return true;
            }
        }
    }

    private void know(long keyHigh, long keyLow) {
        if (!knows(keyHigh, keyLow)) {
            if (++keyCount * 3 > keys.length) {
                forgetKeys(2 * keys.length);
                for (int at = 0; at < cells.length; at += STRIDE) {
                    if (cells[at + SESSIONS] != 0) {
                        know(cells[at + KEY_HIGH], cells[at + KEY_LOW]);
                    }
                }
                return;
            }
            int mask = keys.length / 2 - 1;
            int at = (int) keyLow & mask;
            while (keys[2 * at] != 0 || keys[2 * at + 1] != 0) {
                at = (at + 1) & mask;
            }
            keys[2 * at] = keyHigh;
            keys[2 * at + 1] = keyLow;
        }
    }

    private void forgetKeys(int length) {
        keys = new long[length];
        keyCount = 0;
    }
}
