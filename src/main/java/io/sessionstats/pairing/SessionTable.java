package io.sessionstats.pairing;

import io.sessionstats.ledger.BlockWriter;
import io.sessionstats.ledger.Numbers;
import java.io.DataInput;
import java.io.IOException;
import java.util.Arrays;

/**
 * What is remembered of the sessions of one shard, by their 128-bit keys: 48 bytes a session, and
 * of one that is open or waits besides what its start or its end said. {@link PairingRules} say
 * what becomes of them. Places move when anything is added or removed. Not for use by several
 * threads.
 */
public final class SessionTable {

    /** Stages of a session, in the lowest bits of {@link #flags}; none is 0. */
    static final int OPEN = 1;

    static final int WAITING = 2;
    static final int CLOSED = 3;
    private static final int STAGE = 3;

    /** Of an open session: nobody has been told of it yet. */
    static final int UNTOLD = 4;

    /** Of an open session: it has lasted as long as it may; its end says until when it counts. */
    static final int STOPPED = 8;

    /** Of a stopped session: it touches the hour that begins at its end. */
    static final int TOUCHES_END = 16;

    private static final int QUALITY_SHIFT = 5;

    private static final int KEY_HIGH = 0;
    private static final int KEY_LOW = 1;
    private static final int START = 2;

    /** The end in milliseconds, above 8 bits of flags. */
    private static final int END_AND_FLAGS = 3;

    private static final int DETAILS_HIGH = 4;
    private static final int DETAILS_LOW = 5;
    private static final int STRIDE = 6;

    private long[] sessions = new long[8 * STRIDE];
    private byte[][] payloads = new byte[8][];
    private int count;
    private long payloadBytes;
    private long dueMillis = Long.MAX_VALUE;
    private long[] untold = new long[8];
    private int untoldCount;

    private int capacity() {
        return payloads.length;
    }

    /** The place of a session; -1 where nothing is remembered of it. */
    int find(long keyHigh, long keyLow) {
        int mask = capacity() - 1;
        for (int at = (int) keyLow & mask; flags(at) != 0; at = (at + 1) & mask) {
            if (sessions[at * STRIDE + KEY_LOW] == keyLow
                    && sessions[at * STRIDE + KEY_HIGH] == keyHigh) {
                return at;
            }
        }
        return -1;
    }

    /** Adds a session of which nothing is remembered; the answer is its place. */
    int add(long keyHigh, long keyLow, int flags) {
        if ((count + 1) * 4 > capacity() * 3) {
            resize(capacity() * 2);
        }
        int at = free(keyLow);
        sessions[at * STRIDE + KEY_HIGH] = keyHigh;
        sessions[at * STRIDE + KEY_LOW] = keyLow;
        sessions[at * STRIDE + END_AND_FLAGS] = flags;
        count++;
        return at;
    }

    private int free(long keyLow) {
        int mask = capacity() - 1;
        int at = (int) keyLow & mask;
        while (flags(at) != 0) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void resize(int capacity) {
        long[] old = sessions;
        byte[][] oldPayloads = payloads;
        sessions = new long[capacity * STRIDE];
        payloads = new byte[capacity][];
        for (int from = 0; from < oldPayloads.length; from++) {
            if (old[from * STRIDE + END_AND_FLAGS] != 0) {
                int to = free(old[from * STRIDE + KEY_LOW]);
                System.arraycopy(old, from * STRIDE, sessions, to * STRIDE, STRIDE);
                payloads[to] = oldPayloads[from];
            }
        }
    }

    /** Forgets a session; those behind it close the gap. */
    void remove(int removed) {
        payload(removed, null);
        int mask = capacity() - 1;
        int gap = removed;
        for (int at = (gap + 1) & mask; flags(at) != 0; at = (at + 1) & mask) {
            int home = (int) sessions[at * STRIDE + KEY_LOW] & mask;
            if (((at - home) & mask) >= ((at - gap) & mask)) {
                System.arraycopy(sessions, at * STRIDE, sessions, gap * STRIDE, STRIDE);
                payloads[gap] = payloads[at];
                payloads[at] = null;
                gap = at;
            }
        }
        Arrays.fill(sessions, gap * STRIDE, gap * STRIDE + STRIDE, 0);
        count--;
    }

    /** Gives memory back where most of it is free. */
    void shrink() {
        int capacity = capacity();
        while (capacity > 8 && count * 4 < capacity) {
            capacity /= 2;
        }
        if (capacity < capacity()) {
            resize(capacity);
        }
    }

    int stage(int at) {
        return flags(at) & STAGE;
    }

    int flags(int at) {
        return (int) sessions[at * STRIDE + END_AND_FLAGS] & 0xFF;
    }

    void flags(int at, int flags) {
        int index = at * STRIDE + END_AND_FLAGS;
        sessions[index] = (sessions[index] & ~0xFFL) | flags;
    }

    byte qualityCode(int at) {
        return (byte) (flags(at) >> QUALITY_SHIFT);
    }

    static int quality(byte code) {
        return code << QUALITY_SHIFT;
    }

    long keyHigh(int at) {
        return sessions[at * STRIDE + KEY_HIGH];
    }

    long keyLow(int at) {
        return sessions[at * STRIDE + KEY_LOW];
    }

    long start(int at) {
        return sessions[at * STRIDE + START];
    }

    void start(int at, long millis) {
        sessions[at * STRIDE + START] = millis;
    }

    long end(int at) {
        return sessions[at * STRIDE + END_AND_FLAGS] >> 8;
    }

    void end(int at, long millis) {
        sessions[at * STRIDE + END_AND_FLAGS] = (millis << 8) | flags(at);
    }

    /** Whether the details of its start had this fingerprint. */
    boolean startedWith(int at, long detailsHigh, long detailsLow) {
        return sessions[at * STRIDE + DETAILS_HIGH] == detailsHigh
                && sessions[at * STRIDE + DETAILS_LOW] == detailsLow;
    }

    void details(int at, long high, long low) {
        sessions[at * STRIDE + DETAILS_HIGH] = high;
        sessions[at * STRIDE + DETAILS_LOW] = low;
    }

    byte[] payload(int at) {
        return payloads[at];
    }

    void payload(int at, byte[] payload) {
        payloadBytes +=
                (payload == null ? 0 : 16 + payload.length)
                        - (payloads[at] == null ? 0 : 16 + payloads[at].length);
        payloads[at] = payload;
    }

    /** Remembers that somebody is to be told of an open session. */
    void addUntold(long keyHigh, long keyLow) {
        if (untoldCount + 2 > untold.length) {
            untold = Arrays.copyOf(untold, 2 * untold.length);
        }
        untold[untoldCount++] = keyHigh;
        untold[untoldCount++] = keyLow;
    }

    /** Whether somebody is to be told of open sessions. */
    public boolean hasUntold() {
        return untoldCount > 0;
    }

    /** Takes one of the sessions that somebody is to be told of; -1 if it is not there any more. */
    int takeUntold() {
        untoldCount -= 2;
        return find(untold[untoldCount], untold[untoldCount + 1]);
    }

    /** The number of places, used or not. */
    int places() {
        return capacity();
    }

    /** How many sessions are remembered. */
    public int size() {
        return count;
    }

    /** The event time at which something changes by time alone. */
    public long dueMillis() {
        return dueMillis;
    }

    /** Something changes at an event time, or another comes before it. */
    void dueBy(long millis) {
        dueMillis = Math.min(dueMillis, millis);
    }

    /** Nothing is known to change until something is. */
    public void clearDue() {
        dueMillis = Long.MAX_VALUE;
    }

    /** Makes all sessions be looked at by the next watermark. */
    public void dueAtOnce() {
        dueMillis = Long.MIN_VALUE;
    }

    /** About how many bytes it takes on the heap. */
    public long heapBytes() {
        return 128 + 8L * sessions.length + 8L * payloads.length + payloadBytes;
    }

    /** Writes all of it; untold sessions must have been told. */
    public void write(BlockWriter out) {
        out.number(dueMillis);
        out.number(count);
        for (int at = 0; at < capacity(); at++) {
            if (flags(at) == 0) {
                continue;
            }
            out.octet(flags(at));
            out.bits(keyHigh(at));
            out.bits(keyLow(at));
            int stage = stage(at);
            if (stage != WAITING) {
                out.number(start(at));
                out.bits(sessions[at * STRIDE + DETAILS_HIGH]);
                out.bits(sessions[at * STRIDE + DETAILS_LOW]);
            }
            out.number(end(at) - start(at));
            if (stage != CLOSED) {
                out.bytes(payloads[at]);
            }
        }
    }

    /** Reads what {@link #write} has written. */
    public void read(DataInput in) throws IOException {
        dueMillis = Numbers.read(in);
        int size = (int) Numbers.read(in);
        int capacity = 8;
        while (size * 4 > capacity * 3) {
            capacity *= 2;
        }
        resize(capacity);
        for (int i = 0; i < size; i++) {
            int flags = in.readByte() & 0xFF;
            int at = add(in.readLong(), in.readLong(), flags);
            int stage = flags & STAGE;
            if (stage != WAITING) {
                start(at, Numbers.read(in));
                details(at, in.readLong(), in.readLong());
            }
            end(at, start(at) + Numbers.read(in));
            if (stage != CLOSED) {
                byte[] payload = new byte[(int) Numbers.read(in)];
                in.readFully(payload);
                payload(at, payload);
            }
        }
    }
}
