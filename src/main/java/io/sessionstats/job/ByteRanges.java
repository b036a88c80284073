package io.sessionstats.job;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Remembers something for ranges of bytes, such as packed scopes: looked up without making an
 * object of the range. Forgets everything once there is too much of it. For one thread.
 *
 * @param <V> what is remembered
 */
final class ByteRanges<V> {

    /** Bounds the memory that made-up ids can take. */
    private static final int REMEMBERED = 100_000;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Entry<V>[] table = table(64);
    private int count;

    @SuppressWarnings("ArrayRecordComponent") // Never compared
    private record Entry<V>(byte[] bytes, int hash, V value) {}

    /** Makes what is to be remembered of a range. */
    interface Maker<V> {
        V make();
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // There are no generic arrays
    private static <V> Entry<V>[] table(int length) {
        return new Entry[length];
    }

    /** What is remembered of a range, made where it is not known. */
    V of(byte[] bytes, int from, int to, Maker<V> maker) {
        return of(bytes, from, to, to, to, maker);
    }

    /** The same for two ranges as one. */
    V of(byte[] bytes, int from, int to, int thenFrom, int thenTo, Maker<V> maker) {
        int hash = hash(hash(1, bytes, from, to), bytes, thenFrom, thenTo);
        int mask = table.length - 1;
        int at = hash & mask;
        for (; table[at] != null; at = (at + 1) & mask) {
            Entry<V> entry = table[at];
            if (entry.hash == hash && isSame(entry.bytes, bytes, from, to, thenFrom, thenTo)) {
                return entry.value;
            }
        }
        byte[] copy =
                Arrays.copyOf(Arrays.copyOfRange(bytes, from, to), to - from + thenTo - thenFrom);
        System.arraycopy(bytes, thenFrom, copy, to - from, thenTo - thenFrom);
        Entry<V> made = new Entry<>(copy, hash, maker.make());
        table[at] = made;
        if (++count * 2 > table.length) {
            grow();
        }
        return made.value;
    }

    /** Eight bytes at a time. */
    private static int hash(int seed, byte[] bytes, int from, int to) {
        long hash = seed;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            hash = (hash ^ (long) LONGS.get(bytes, at)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        for (; at < to; at++) {
            hash = hash * 31 + bytes[at];
        }
        return (int) (hash ^ (hash >>> 32));
    }

    private static boolean isSame(
            byte[] known, byte[] bytes, int from, int to, int thenFrom, int thenTo) {
        int first = to - from;
        return known.length == first + thenTo - thenFrom
                && Arrays.equals(known, 0, first, bytes, from, to)
                && Arrays.equals(known, first, known.length, bytes, thenFrom, thenTo);
    }

    /** Whether so much is remembered that it should be forgotten, at a time that suits. */
    boolean isFull() {
        return count > REMEMBERED;
    }

    void clear() {
        table = table(64);
        count = 0;
    }

    private void grow() {
        Entry<V>[] old = table;
        table = table(2 * old.length);
        int mask = table.length - 1;
        for (Entry<V> entry : old) {
            if (entry != null) {
                int at = entry.hash & mask;
                while (table[at] != null) {
                    at = (at + 1) & mask;
                }
                table[at] = entry;
            }
        }
    }
}
