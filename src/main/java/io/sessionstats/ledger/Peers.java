package io.sessionstats.ledger;

import io.sessionstats.calendar.ZoneCalendar;
import java.io.DataInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The devices that one device has met in sessions, by role, each with the edges of those sessions:
 * a few in a row, or thousands, then found by their hash.
 */
final class Peers {

    private static final int IN_A_ROW = 8;
    private static final Peer[] NOBODY = {};

    private Peer[] table = NOBODY;
    private int count;

    /** One device in one role, with the edges of the sessions in which it was met. */
    private static final class Peer extends HourEdges {
        private final String deviceId;
        private final int hash;
        private final boolean remote;

        Peer(String deviceId, int hash, boolean remote) {
            this.deviceId = deviceId;
            this.hash = hash;
            this.remote = remote;
        }
    }

    /** Takes back one extent of a session with a device, and adds another; null for none. */
    void change(
            byte[] bytes,
            int from,
            int length,
            boolean remote,
            Extent before,
            Extent after,
            long foldedBeforeMillis,
            ZoneCalendar calendar) {
        int hash = hash(bytes, from, length);
        int at = find(bytes, from, length, hash, remote);
        Peer peer;
        if (at >= 0) {
            peer = table[at];
        } else {
            peer = new Peer(new String(bytes, from, length, StandardCharsets.UTF_8), hash, remote);
            peer.foldBefore(foldedBeforeMillis);
            add(peer);
        }
        if (before != null) {
            peer.addTouches(before, -1, calendar);
        }
        if (after != null) {
            peer.addTouches(after, 1, calendar);
        }
    }

    /** Adds those that were met in {@code [fromMillis, toMillis)}, by role. */
    void met(
            long fromMillis,
            long toMillis,
            long runningHour,
            List<String> field,
            List<String> remote) {
        for (Peer peer : table) {
            if (peer != null && peer.sessions(fromMillis, toMillis, runningHour) > 0) {
                (peer.remote ? remote : field).add(peer.deviceId);
            }
        }
    }

    /** Forgets sessions of long ago; see {@link HourEdges#foldBefore}. */
    void foldBefore(long millis) {
        Peer[] all = table;
        table = NOBODY;
        count = 0;
        for (Peer peer : all) {
            if (peer != null) {
                peer.foldBefore(millis);
                if (!peer.isEmpty()) {
                    add(peer);
                }
            }
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    private static int hash(byte[] bytes, int from, int length) {
        int hash = 1;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash ^ (hash >>> 16);
    }

    private int find(byte[] bytes, int from, int length, int hash, boolean remote) {
        if (table.length <= IN_A_ROW) {
            for (int at = 0; at < count; at++) {
                if (is(table[at], bytes, from, length, hash, remote)) {
                    return at;
                }
            }
            return -1;
        }
        int mask = table.length - 1;
        for (int at = hash & mask; table[at] != null; at = (at + 1) & mask) {
            if (is(table[at], bytes, from, length, hash, remote)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean is(
            Peer peer, byte[] bytes, int from, int length, int hash, boolean remote) {
        return peer.hash == hash
                && peer.remote == remote
                && isText(peer.deviceId, bytes, from, length);
    }

    private static boolean isText(String text, byte[] utf8, int from, int length) {
        if (text.length() != length) {
            return text.equals(new String(utf8, from, length, StandardCharsets.UTF_8));
        }
        for (int i = 0; i < length; i++) { // As many characters as bytes: they are ASCII
            if (text.charAt(i) != utf8[from + i]) {
                return false;
            }
        }
        return true;
    }

    private void add(Peer peer) {
        count++;
        if (count <= IN_A_ROW) {
            if (count > table.length) {
                table = Arrays.copyOf(table, Math.min(IN_A_ROW, 2 * count));
            }
            table[count - 1] = peer;
            return;
        }
        if (table.length <= IN_A_ROW || count * 3 > table.length * 2) {
            Peer[] old = table;
            table = new Peer[Math.max(32, old.length * 2)];
            for (Peer each : old) {
                if (each != null) {
                    place(each);
                }
            }
        }
        place(peer);
    }

    private void place(Peer peer) {
        int mask = table.length - 1;
        int at = peer.hash & mask;
        while (table[at] != null) {
            at = (at + 1) & mask;
        }
        table[at] = peer;
    }

    /** Writes all of them; see {@link HourEdges#writeSince}. */
    void write(long baseMillis, BlockWriter out) {
        out.number(count);
        for (Peer peer : table) {
            if (peer != null) {
                out.octet(peer.remote ? 1 : 0);
                out.text(peer.deviceId);
                peer.writeSince(baseMillis, out);
            }
        }
    }

    /** Reads what {@link #write} has written; see {@link HourEdges#readSince}. */
    static Peers read(long baseMillis, long foldedMillis, DataInput in) throws IOException {
        Peers peers = new Peers();
        for (long left = Numbers.read(in); left > 0; left--) {
            boolean remote = in.readBoolean();
            byte[] utf8 = Texts.readUtf8(in);
            Peer peer =
                    new Peer(
                            new String(utf8, StandardCharsets.UTF_8),
                            hash(utf8, 0, utf8.length),
                            remote);
            peer.readSince(baseMillis, foldedMillis, in);
            peers.add(peer);
        }
        return peers;
    }
}
