package io.sessionstats.ledger;

import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.session.PackedEvent.PackedDetails;
import io.sessionstats.session.Scope;
import java.io.DataInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The devices of one shard, by their 128-bit keys, and the event time that they have come to. Not
 * for use by several threads.
 */
public final class DeviceTable {

    /** The role of a device that is a project's field device or a farm's worker. */
    public static final int FIELD = DeviceLedger.FIELD;

    /** The role of a remote device. */
    public static final int REMOTE = DeviceLedger.REMOTE;

    private final Function<Scope, ScopeActivity> scopes;
    private final long retentionMillis;

    private DeviceLedger[] table = new DeviceLedger[4];
    private int count;
    private long watermarkMillis = Long.MIN_VALUE;
    private long dueMillis = Long.MAX_VALUE;

    /**
     * @param scopes where each scope is told of its devices' activity
     * @param retentionMillis how long after its end a bucket may still change
     */
    public DeviceTable(Function<Scope, ScopeActivity> scopes, long retentionMillis) {
        this.scopes = scopes;
        this.retentionMillis = retentionMillis;
    }

    /** What a session counts for that a device takes part in has changed. */
    public void change(DeviceChange change) {
        PackedDetails details = change.details();
        DeviceLedger device = device(change, details);
        ZoneCalendar calendar = device.scope().calendar();
        device.change(
                change.before(),
                change.after(),
                details,
                change.deviceAt(),
                change.roles(),
                DeviceLedger.runningHour(watermarkMillis, calendar));
        long hourEnd =
                watermarkMillis == Long.MIN_VALUE
                        ? Long.MIN_VALUE
                        : calendar.hourEnd(watermarkMillis);
        dueMillis = Math.min(dueMillis, hourEnd);
    }

    /** The event time at which something changes by time alone. */
    public long dueMillis() {
        return dueMillis;
    }

    /** Event time has moved on. */
    public void advance(long millis) {
        if (millis <= watermarkMillis) {
            return;
        }
        if (millis >= dueMillis) {
            long closedMillis = millis - retentionMillis;
            dueMillis = Long.MAX_VALUE;
            boolean anyEmpty = false;
            for (DeviceLedger device : table) {
                if (device != null) {
                    device.advance(watermarkMillis, millis, closedMillis);
                    anyEmpty |= device.isEmpty();
                    dueMillis = Math.min(dueMillis, dueMillis(device, millis, closedMillis));
                }
            }
            if (anyEmpty) {
                dropEmpty();
            }
        }
        watermarkMillis = millis;
    }

    private long dueMillis(DeviceLedger device, long millis, long closedMillis) {
        ZoneCalendar calendar = device.scope().calendar();
        if (device.hasOpenSessions()) {
            return calendar.hourEnd(millis);
        }
        // When the next day ends, and when the next one is closed.
        return Math.min(
                calendar.bucket(Period.DAY, millis).endMillis(),
                calendar.bucket(Period.DAY, closedMillis).endMillis() + retentionMillis);
    }

    /** Tells the rows that have changed since they were told. */
    public void tellRows(DeviceListener listener) {
        for (DeviceLedger device : table) {
            if (device != null && device.hasChanged()) {
                device.tellRows(watermarkMillis, listener);
            }
        }
    }

    public boolean isEmpty() {
        return count == 0;
    }

    private DeviceLedger device(DeviceChange change, PackedDetails details) {
        int mask = table.length - 1;
        int at = (int) change.keyLow() & mask;
        while (table[at] != null) {
            DeviceLedger device = table[at];
            if (device.keyLow() == change.keyLow() && device.keyHigh() == change.keyHigh()) {
                return device;
            }
            at = (at + 1) & mask;
        }
        DeviceLedger device =
                new DeviceLedger(
                        change.keyHigh(),
                        change.keyLow(),
                        scopes.apply(details.scope()),
                        details.text(change.deviceAt()));
        table[at] = device;
        count++;
        if (count * 3 > table.length * 2) {
            place(table, 2 * table.length);
        }
        return device;
    }

    private void dropEmpty() {
        DeviceLedger[] all = table;
        int kept = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i] != null && all[i].isEmpty()) {
                all[i] = null;
            }
            kept += all[i] == null ? 0 : 1;
        }
        count = kept;
        place(all, all.length);
    }

    private void place(DeviceLedger[] all, int length) {
        table = new DeviceLedger[length];
        for (DeviceLedger device : all) {
            if (device != null) {
                int at = (int) device.keyLow() & (length - 1);
                while (table[at] != null) {
                    at = (at + 1) & (length - 1);
                }
                table[at] = device;
            }
        }
    }

    /** Writes all of it; rows that have changed must have been told. */
    public void write(BlockWriter out) {
        out.number(watermarkMillis);
        out.number(dueMillis);
        Map<Scope, Integer> places = new HashMap<>();
        for (DeviceLedger device : table) {
            if (device != null) {
                places.putIfAbsent(device.scope().scope(), places.size());
            }
        }
        Scope[] inPlace = new Scope[places.size()];
        places.forEach((scope, place) -> inPlace[place] = scope);
        out.number(inPlace.length);
        for (Scope scope : inPlace) {
            out.text(scope.toString());
        }
        out.number(count);
        for (DeviceLedger device : table) {
            if (device != null) {
                out.number(places.get(device.scope().scope()));
                device.write(out);
            }
        }
    }

    /** Reads what {@link #write} has written. */
    public void read(DataInput in) throws IOException {
        watermarkMillis = Numbers.read(in);
        dueMillis = Numbers.read(in);
        List<ScopeActivity> inPlace = new ArrayList<>();
        for (long left = Numbers.read(in); left > 0; left--) {
            inPlace.add(scopes.apply(Scope.parse(Texts.read(in))));
        }
        count = (int) Numbers.read(in);
        DeviceLedger[] devices = new DeviceLedger[count];
        int length = 4;
        while (count * 3 > length * 2) {
            length *= 2;
        }
        for (int i = 0; i < count; i++) {
            devices[i] = DeviceLedger.read(in, inPlace.get((int) Numbers.read(in)));
        }
        place(devices, length);
    }
}
