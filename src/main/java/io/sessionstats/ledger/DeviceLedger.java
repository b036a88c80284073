package io.sessionstats.ledger;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.session.PackedEvent.PackedDetails;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.Tally;
import java.io.DataInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The sessions in which one device took part, by the hour, and whom it met in them. Tells the
 * device's scope when the device becomes active in a bucket, by role, and when a correction takes
 * that back; and of a project's device the rows that have changed: those of an hour as they change,
 * those of a day or a month once it has ended, from then on as they change.
 *
 * <p>Days that can no longer change are folded into their month.
 */
final class DeviceLedger {

    static final int FIELD = 1;
    static final int REMOTE = 2;
    private static final int BOTH = FIELD | REMOTE;

    private final long keyHigh;
    private final long keyLow;
    private final ScopeActivity scope;
    private final ZoneCalendar calendar;
    private final String deviceId;

    private HourEdges edges = new HourEdges();

    /**
     * The roles that it has had; in which sessions in which role is told apart if they are both.
     */
    private int roles;

    private HourEdges inField;
    private HourEdges asRemote;
    private Peers peers = new Peers();

    private Marks hours = new Marks();
    private Marks days = new Marks();
    private Marks months = new Marks();
    private List<FoldedMonth> foldedMonths = List.of();
    private boolean changed;

    DeviceLedger(long keyHigh, long keyLow, ScopeActivity scope, String deviceId) {
        this.keyHigh = keyHigh;
        this.keyLow = keyLow;
        this.scope = scope;
        this.calendar = scope.calendar();
        this.deviceId = deviceId;
    }

    long keyHigh() {
        return keyHigh;
    }

    long keyLow() {
        return keyLow;
    }

    ScopeActivity scope() {
        return scope;
    }

    /** Whether it has rows of its own. */
    private boolean isListed() {
        return scope.scope().kind() == Scope.Kind.PROJECT;
    }

    /** Whether it has rows that have changed since they were told. */
    boolean hasChanged() {
        return changed;
    }

    /**
     * What a session of the device counts for has changed.
     *
     * @param before what it counted for; null for nothing
     * @param details the session's scope and devices
     * @param deviceAt where this device is in them
     * @param sessionRoles those of this device in the session
     */
    void change(
            Extent before,
            Extent after,
            PackedDetails details,
            int deviceAt,
            int sessionRoles,
            long runningHour) {
        long last = lastHour(after, runningHour);
        tellRolesApart(sessionRoles);
        if (before == null) {
            long first =
                    Math.max(calendar.hourStart(after.startMillis()), edges.foldedBeforeMillis());
            for (long hour = first; hour <= last; hour = calendar.hourEnd(hour)) {
                begins(hour, active(hour, calendar.hourEnd(hour), runningHour), sessionRoles);
                markChanged(hour);
            }
            add(null, after, details, deviceAt, sessionRoles);
            return;
        }
        long wasLast = Math.max(lastHour(before, runningHour), edges.foldedBeforeMillis());
        for (long hour = wasLast; hour < last; ) {
            hour = calendar.hourEnd(hour);
            begins(hour, active(hour, calendar.hourEnd(hour), runningHour), sessionRoles);
            markChanged(hour);
        }
        add(before, after, details, deviceAt, sessionRoles);
        markChanged(wasLast);
        for (long hour = last; hour < wasLast; ) {
            markChanged(hour);
            hour = calendar.hourEnd(hour);
            int isActive = active(hour, calendar.hourEnd(hour), runningHour);
            ceases(hour, isActive, sessionRoles & ~isActive, runningHour);
        }
    }

    private long lastHour(Extent extent, long runningHour) {
        return extent.stage() == Extent.Stage.OPEN
                ? Math.max(runningHour, calendar.hourStart(extent.startMillis()))
                : calendar.hourStart(extent.lastTouchedMillis());
    }

    private void tellRolesApart(int sessionRoles) {
        if (roles == 0 && sessionRoles != BOTH) {
            roles = sessionRoles;
        } else if (roles != BOTH && (roles | sessionRoles) == BOTH) {
            inField = roles == FIELD ? edges.copy() : empty();
            asRemote = roles == REMOTE ? edges.copy() : empty();
            roles = BOTH;
        }
    }

    private HourEdges empty() {
        HourEdges empty = new HourEdges();
        empty.foldBefore(edges.foldedBeforeMillis());
        return empty;
    }

    private void add(
            Extent before, Extent after, PackedDetails details, int deviceAt, int sessionRoles) {
        add(edges, before, after);
        if (roles == BOTH) {
            if ((sessionRoles & FIELD) != 0) {
                addTouches(inField, before, after);
            }
            if ((sessionRoles & REMOTE) != 0) {
                addTouches(asRemote, before, after);
            }
        }
        if (!isListed()) {
            return;
        }
        int at = details.fieldDeviceAt();
        if ((sessionRoles & FIELD) == 0 && details.length(at) > 0) {
            addPeer(details, at, false, before, after);
        }
        at = details.remoteDevicesAt();
        for (int left = details.remoteDevices(); left > 0; left--) {
            if (at != deviceAt) {
                addPeer(details, at, true, before, after);
            }
            at = details.after(at);
        }
    }

    private void addPeer(
            PackedDetails details, int at, boolean remote, Extent before, Extent after) {
        peers.change(
                details.bytes(),
                at + 2,
                details.length(at),
                remote,
                before,
                after,
                edges.foldedBeforeMillis(),
                calendar);
    }

    private void addTouches(HourEdges edges, Extent before, Extent after) {
        if (before != null) {
            edges.addTouches(before, -1, calendar);
        }
        edges.addTouches(after, 1, calendar);
    }

    private void add(HourEdges edges, Extent before, Extent after) {
        if (before != null) {
            edges.add(before, -1, calendar);
        }
        edges.add(after, 1, calendar);
    }

    /** The roles in which it is active in {@code [fromMillis, toMillis)}. */
    private int active(long fromMillis, long toMillis, long runningHour) {
        if (roles == BOTH) {
            return (inField.sessions(fromMillis, toMillis, runningHour) > 0 ? FIELD : 0)
                    | (asRemote.sessions(fromMillis, toMillis, runningHour) > 0 ? REMOTE : 0);
        }
        return roles != 0 && edges.sessions(fromMillis, toMillis, runningHour) > 0 ? roles : 0;
    }

    /** The device becomes active in an hour, in these roles besides those that it had. */
    private void begins(long hour, int wasActive, int sessionRoles) {
        int begun = sessionRoles & ~wasActive;
        if (begun == 0) {
            return;
        }
        tell(Period.HOUR, hour, begun, 1);
        beginsIn(days, Period.DAY, hour, begun);
    }

    private void beginsIn(Marks marks, Period period, long hour, int begun) {
        Bucket bucket = calendar.bucket(period, hour);
        int index = marks.of(bucket.startMillis());
        int begunHere = begun & ~marks.marks(index);
        if (begunHere != 0) {
            marks.set(index, marks.marks(index) | begunHere);
            tell(period, bucket.startMillis(), begunHere, 1);
            if (period == Period.DAY) {
                beginsIn(months, Period.MONTH, hour, begunHere);
            }
        }
    }

    /** A correction has taken the device's last session in an hour away, in these roles. */
    private void ceases(long hour, int isActive, int ceased, long runningHour) {
        if (ceased == 0) {
            return;
        }
        tell(Period.HOUR, hour, ceased, -1);
        Bucket day = calendar.bucket(Period.DAY, hour);
        int left = isActive | active(day.startMillis(), day.endMillis(), runningHour);
        int ceasedInDay = ceasesIn(days, Period.DAY, day, ceased & ~left);
        if (ceasedInDay != 0) {
            Bucket month = calendar.bucket(Period.MONTH, hour);
            int leftInMonth = activeInMonth(month, runningHour);
            ceasesIn(months, Period.MONTH, month, ceasedInDay & ~leftInMonth);
        }
    }

    private int ceasesIn(Marks marks, Period period, Bucket bucket, int ceased) {
        int index = marks.of(bucket.startMillis());
        int ceasedHere = ceased & marks.marks(index);
        if (ceasedHere != 0) {
            marks.set(index, marks.marks(index) & ~ceasedHere);
            tell(period, bucket.startMillis(), ceasedHere, -1);
        }
        return ceasedHere;
    }

    private int activeInMonth(Bucket month, long runningHour) {
        FoldedMonth folded = folded(month.startMillis());
        long from = Math.max(month.startMillis(), edges.foldedBeforeMillis());
        int active = from < month.endMillis() ? active(from, month.endMillis(), runningHour) : 0;
        if (folded != null) {
            active |= (folded.activeInField ? FIELD : 0) | (folded.activeRemote ? REMOTE : 0);
        }
        return active;
    }

    private void tell(Period period, long startMillis, int changedRoles, int sign) {
        scope.add(
                period,
                startMillis,
                (changedRoles & FIELD) != 0 ? sign : 0,
                (changedRoles & REMOTE) != 0 ? sign : 0);
    }

    private void markChanged(long hour) {
        if (isListed()) {
            hours.add(hour, Marks.CHANGED);
            changed = true;
        }
    }

    /**
     * Event time has moved on, at least to another hour.
     *
     * @param closedMillis buckets that end before do not change any more
     */
    void advance(long beforeMillis, long nowMillis, long closedMillis) {
        long wasRunning = runningHour(beforeMillis, calendar);
        long runningHour = calendar.hourStart(nowMillis);
        if (edges.open() > 0) {
            rollOpenSessions(wasRunning, runningHour);
        }
        if (beforeMillis == Long.MIN_VALUE
                || calendar.bucket(Period.DAY, beforeMillis).endMillis() <= nowMillis) {
            markEnded(days, Period.DAY, beforeMillis, nowMillis);
            markEnded(months, Period.MONTH, beforeMillis, nowMillis);
        }
        long boundary = calendar.bucket(Period.DAY, closedMillis).startMillis();
        if (edges.foldedBeforeMillis() < boundary
                && (!changed || !hasChangedBefore(closedMillis))) { // It is told first
            fold(boundary, runningHour);
            forgetMonths(closedMillis);
        }
    }

    static long runningHour(long watermarkMillis, ZoneCalendar calendar) {
        return watermarkMillis == Long.MIN_VALUE
                ? Long.MIN_VALUE
                : calendar.hourStart(watermarkMillis);
    }

    /** The hour that was running gets their time, and those up to the one that runs now begin. */
    private void rollOpenSessions(long wasRunning, long runningHour) {
        long from = wasRunning;
        if (edges.openThrough(wasRunning) == 0) {
            from = Math.max(wasRunning, edges.firstHour());
        }
        for (long hour = from; hour <= runningHour; hour = calendar.hourEnd(hour)) {
            if (edges.openThrough(hour) > 0) {
                long end = calendar.hourEnd(hour);
                if (hour > wasRunning) {
                    int isActive = active(hour, end, runningHour);
                    begins(hour, active(hour, end, wasRunning), isActive);
                }
                markChanged(hour);
            }
        }
    }

    private void markEnded(Marks marks, Period period, long beforeMillis, long nowMillis) {
        if (!isListed()) {
            return;
        }
        for (int i = 0; i < marks.count(); i++) {
            long end = calendar.bucket(period, marks.start(i)).endMillis();
            if (beforeMillis < end && end <= nowMillis) {
                marks.set(i, marks.marks(i) | Marks.CHANGED);
                changed = true;
            }
        }
    }

    private boolean hasChangedBefore(long millis) {
        return hours.hasBefore(millis, Marks.CHANGED)
                || days.hasBefore(millis, Marks.CHANGED)
                || months.hasBefore(millis, Marks.CHANGED);
    }

    private void fold(long boundaryMillis, long runningHour) {
        if (edges.foldedBeforeMillis() >= boundaryMillis) {
            return;
        }
        long from = edges.foldedBeforeMillis();
        if (!edges.comesOutOfFolded()) {
            from = Math.min(edges.firstHour(), boundaryMillis);
        }
        while (from < boundaryMillis) {
            Bucket day = calendar.bucket(Period.DAY, from);
            foldDay(day, runningHour);
            from = day.endMillis();
            if (!edges.comesOutOfFolded()) {
                from = Math.max(from, Math.min(edges.firstHour(), boundaryMillis));
            }
        }
        edges.foldBefore(boundaryMillis);
        if (roles == BOTH) {
            inField.foldBefore(boundaryMillis);
            asRemote.foldBefore(boundaryMillis);
        }
        peers.foldBefore(boundaryMillis);
        hours.dropBefore(boundaryMillis);
        days.dropBefore(boundaryMillis);
        if (edges.isEmpty() && foldedMonths.isEmpty()) {
            roles = 0;
            inField = null;
            asRemote = null;
        }
    }

    private void foldDay(Bucket day, long runningHour) {
        int active = active(day.startMillis(), day.endMillis(), runningHour);
        Tally tally = edges.tally(day.startMillis(), day.endMillis(), runningHour, calendar);
        if (tally.sessions() > 0) {
            long monthStart = calendar.bucket(Period.MONTH, day.startMillis()).startMillis();
            FoldedMonth month = folded(monthStart);
            if (month == null) {
                month = new FoldedMonth(monthStart);
                foldedMonths = new ArrayList<>(foldedMonths);
                foldedMonths.add(month);
            }
            month.activeInField |= (active & FIELD) != 0;
            month.activeRemote |= (active & REMOTE) != 0;
            List<String> field = new ArrayList<>();
            List<String> remote = new ArrayList<>();
            if (isListed()) {
                peers.met(day.startMillis(), day.endMillis(), runningHour, field, remote);
            }
            month.add(tally, field, remote);
        }
        edges.foldBefore(day.endMillis());
        if (roles == BOTH) {
            inField.foldBefore(day.endMillis());
            asRemote.foldBefore(day.endMillis());
        }
        peers.foldBefore(day.endMillis());
    }

    private void forgetMonths(long closedMillis) {
        while (months.count() > 0) {
            Bucket month = calendar.bucket(Period.MONTH, months.start(0));
            if (month.endMillis() > closedMillis) {
                break;
            }
            months.dropBefore(month.endMillis());
        }
        if (!foldedMonths.isEmpty()) {
            List<FoldedMonth> kept = new ArrayList<>(foldedMonths);
            kept.removeIf(
                    month ->
                            calendar.bucket(Period.MONTH, month.startMillis).endMillis()
                                    <= closedMillis);
            foldedMonths = kept.isEmpty() ? List.of() : kept;
        }
    }

    private FoldedMonth folded(long startMillis) {
        for (FoldedMonth month : foldedMonths) {
            if (month.startMillis == startMillis) {
                return month;
            }
        }
        return null;
    }

    /** Whether nothing is left of it. */
    boolean isEmpty() {
        return edges.isEmpty()
                && foldedMonths.isEmpty()
                && months.count() == 0
                && days.count() == 0
                && hours.count() == 0;
    }

    /** Whether it has open sessions, for which each hour is something new. */
    boolean hasOpenSessions() {
        return edges.open() > 0;
    }

    /** Tells the rows that have changed since they were told. */
    void tellRows(long watermarkMillis, DeviceListener listener) {
        long runningHour = runningHour(watermarkMillis, calendar);
        for (int i = 0; i < hours.count(); i++) {
            if (hours.has(i, Marks.CHANGED)) {
                Bucket hour = calendar.bucket(Period.HOUR, hours.start(i));
                Bucket day = calendar.bucket(Period.DAY, hours.start(i));
                if (day.endMillis() <= watermarkMillis) {
                    days.add(day.startMillis(), Marks.CHANGED);
                    Bucket month = calendar.bucket(Period.MONTH, hours.start(i));
                    if (month.endMillis() <= watermarkMillis) {
                        months.add(month.startMillis(), Marks.CHANGED);
                    }
                }
                tellRow(hours, i, hour, runningHour, listener);
            }
        }
        tellRows(days, Period.DAY, runningHour, listener);
        tellRows(months, Period.MONTH, runningHour, listener);
        changed = false;
    }

    private void tellRows(Marks marks, Period period, long runningHour, DeviceListener listener) {
        for (int i = 0; i < marks.count(); i++) {
            if (marks.has(i, Marks.CHANGED)) {
                Bucket bucket = calendar.bucket(period, marks.start(i));
                tellRow(marks, i, bucket, runningHour, listener);
            }
        }
    }

    private void tellRow(
            Marks marks, int index, Bucket bucket, long runningHour, DeviceListener listener) {
        FoldedMonth folded = bucket.period() == Period.MONTH ? folded(bucket.startMillis()) : null;
        long from = Math.max(bucket.startMillis(), edges.foldedBeforeMillis());
        long to = bucket.endMillis();
        Tally tally = Tally.ZERO;
        int active = 0;
        List<String> field = new ArrayList<>(2);
        List<String> remote = new ArrayList<>(2);
        if (from < to) {
            tally = edges.tally(from, to, runningHour, calendar);
            if (roles == BOTH) {
                active = active(from, to, runningHour);
            } else if (tally.sessions() > 0) {
                active = roles;
            }
            peers.met(from, to, runningHour, field, remote);
        }
        if (folded != null) {
            tally = folded.tally.followedBy(tally);
            active |= (folded.activeInField ? FIELD : 0) | (folded.activeRemote ? REMOTE : 0);
            field = folded.withThoseMet(false, field);
            remote = folded.withThoseMet(true, remote);
        }
        boolean first = !marks.has(index, Marks.PUBLISHED);
        int rest = marks.marks(index) & ~Marks.CHANGED;
        if (first && tally.sessions() == 0) {
            marks.set(index, rest); // It came and went between two tellings
            return;
        }
        marks.set(index, rest | Marks.PUBLISHED);
        if ((active & FIELD) != 0) {
            field.add(deviceId);
        }
        if ((active & REMOTE) != 0) {
            remote.add(deviceId);
        }
        sort(field);
        sort(remote);
        listener.row(
                scope.scope(),
                deviceId,
                bucket,
                tally.plus(Tally.ofDevices(field.size(), remote.size())),
                field,
                remote,
                first);
    }

    private static void sort(List<String> deviceIds) {
        if (deviceIds.size() > 1) {
            Collections.sort(deviceIds);
        }
    }

    /** A time near to those of its sessions. */
    private long base() {
        return edges.firstHour() == Long.MAX_VALUE ? 0 : edges.firstHour();
    }

    /** Writes all of it but its scope. */
    void write(BlockWriter out) {
        out.bits(keyHigh);
        out.bits(keyLow);
        out.text(deviceId);
        out.octet(roles);
        edges.write(out);
        if (roles == BOTH) {
            inField.write(out);
            asRemote.write(out);
        }
        peers.write(base(), out);
        hours.write(out);
        days.write(out);
        months.write(out);
        out.number(foldedMonths.size());
        for (FoldedMonth month : foldedMonths) {
            month.write(out);
        }
    }

    static DeviceLedger read(DataInput in, ScopeActivity scope) throws IOException {
        DeviceLedger device = new DeviceLedger(in.readLong(), in.readLong(), scope, Texts.read(in));
        device.roles = in.readByte();
        device.edges = HourEdges.read(in);
        if (device.roles == BOTH) {
            device.inField = HourEdges.read(in);
            device.asRemote = HourEdges.read(in);
        }
        device.peers = Peers.read(device.base(), device.edges.foldedBeforeMillis(), in);
        device.hours = Marks.read(in);
        device.days = Marks.read(in);
        device.months = Marks.read(in);
        long count = Numbers.read(in);
        if (count > 0) {
            device.foldedMonths = new ArrayList<>();
            for (; count > 0; count--) {
                device.foldedMonths.add(FoldedMonth.read(in));
            }
        }
        return device;
    }
}
