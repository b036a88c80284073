package io.sessionstats.ledger;

import io.sessionstats.statistics.Tally;
import java.io.DataInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * What the days of a month add up to that can no longer change: their numbers, and the devices met
 * in them. Devices are kept in bytes, since there may be thousands that are asked for once, at the
 * month's end.
 */
final class FoldedMonth {

    final long startMillis;

    /** Its sessions are those that touch any of the days. */
    Tally tally;

    boolean activeInField;
    boolean activeRemote;

    private byte[] fieldDevices = {};
    private byte[] remoteDevices = {};

    FoldedMonth(long startMillis) {
        this.startMillis = startMillis;
    }

    /** Adds the next day, and the devices met in it. */
    void add(Tally day, List<String> fieldMet, List<String> remoteMet) {
        tally = tally == null ? day : tally.followedBy(day);
        fieldDevices = with(fieldDevices, fieldMet);
        remoteDevices = with(remoteDevices, remoteMet);
    }

    /** The devices that were met in a role, and others, each once. */
    List<String> withThoseMet(boolean remote, List<String> others) {
        TreeSet<String> all = new TreeSet<>(others);
        unpack(remote ? remoteDevices : fieldDevices, all);
        return new ArrayList<>(all);
    }

    private static void unpack(byte[] packed, Collection<String> deviceIds) {
        for (int at = 0; at < packed.length; ) {
            int length = ((packed[at] & 0xFF) << 8) | (packed[at + 1] & 0xFF);
            deviceIds.add(new String(packed, at + 2, length, StandardCharsets.UTF_8));
            at += 2 + length;
        }
    }

    private static byte[] with(byte[] packed, List<String> more) {
        if (more.isEmpty()) {
            return packed;
        }
        TreeSet<String> all = new TreeSet<>(more);
        unpack(packed, all);
        int length = 0;
        List<byte[]> texts = new ArrayList<>(all.size());
        for (String deviceId : all) {
            byte[] utf8 = deviceId.getBytes(StandardCharsets.UTF_8);
            texts.add(utf8);
            length += 2 + utf8.length;
        }
        byte[] result = new byte[length];
        int at = 0;
        for (byte[] utf8 : texts) {
            result[at] = (byte) (utf8.length >> 8);
            result[at + 1] = (byte) utf8.length;
            System.arraycopy(utf8, 0, result, at + 2, utf8.length);
            at += 2 + utf8.length;
        }
        return result;
    }

    void write(BlockWriter out) {
        out.number(startMillis);
        out.octet(activeInField ? 1 : 0);
        out.octet(activeRemote ? 1 : 0);
        Tallies.write(tally, out);
        out.bytes(fieldDevices);
        out.bytes(remoteDevices);
    }

    static FoldedMonth read(DataInput in) throws IOException {
        FoldedMonth month = new FoldedMonth(Numbers.read(in));
        month.activeInField = in.readBoolean();
        month.activeRemote = in.readBoolean();
        month.tally = Tallies.read(in);
        month.fieldDevices = Texts.readUtf8(in);
        month.remoteDevices = Texts.readUtf8(in);
        return month;
    }
}
