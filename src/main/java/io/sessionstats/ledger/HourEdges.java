package io.sessionstats.ledger;

import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.session.Quality;
import io.sessionstats.statistics.Tally;
import java.io.DataInput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Sessions by the hours in which they begin and are over: edges, not levels. Only hours in which
 * something begins or ends have an entry, and what lies in between follows: of the sessions that
 * are over, so many go through an hour as have entered it, and an open one goes on as far as event
 * time has come. So a session that is open for days is written once at its start and once at its
 * end, and a late end changes two entries, however many hours it corrects.
 *
 * <p>Every number is a sum, so extents may be added and taken back in any order; a part of them
 * (see {@link #addAll}) may well be negative.
 *
 * <p>Hours of long ago can be {@linkplain #foldBefore folded} into the sessions that have come out
 * of them. Nothing may begin or end there any more, except that of a session that began there the
 * end may come: it changes nothing there.
 */
public class HourEdges {

    /** Two halves of 32 bits: sessions that begin here; that are over here, and ended. */
    private static final int STARTED_ENDED = 1;

    /** Sessions that are over: that begin here and go on; that are over here and came in. */
    private static final int ENTER_LEAVE = 2;

    /** Of those that begin here: open ones. Of those that ended here: rated ones. */
    private static final int OPEN_RATED = 3;

    /** Of the rated ones: those not bad. */
    private static final int NOT_BAD = 4;

    /** The time here of the sessions that are over and begin or end here, milliseconds. */
    private static final int TIME = 5;

    /** The time from their start to the end of the hour, of open sessions that begin here. */
    private static final int OPEN_TIME = 6;

    private static final int STRIDE = 7;

    private static final long[] NOTHING = {};

    private long[] entries = NOTHING;
    private int count;

    /** That of the last entry, near at hand: most questions end there. */
    private long lastHour = Long.MIN_VALUE;

    private long foldedBeforeMillis = Long.MIN_VALUE;
    private int foldedThrough;
    private int foldedOpen;
    private int open;

    /** Adds an extent, or takes it back. */
    public void add(Extent extent, int sign, ZoneCalendar calendar) {
        add(extent, sign, calendar, true);
    }

    /** Adds what an extent touches and no more, or takes it back: enough for {@link #sessions}. */
    void addTouches(Extent extent, int sign, ZoneCalendar calendar) {
        add(extent, sign, calendar, false);
    }

    private void add(Extent extent, int sign, ZoneCalendar calendar, boolean withNumbers) {
        long startMillis = extent.startMillis();
        long firstHour = calendar.hourStart(startMillis);
        if (extent.stage() == Extent.Stage.OPEN) {
            open += sign;
            if (firstHour < foldedBeforeMillis) {
                foldedOpen += sign;
                return;
            }
            int at = entry(firstHour);
            entries[at + STARTED_ENDED] += halves(sign, 0);
            entries[at + OPEN_RATED] += halves(sign, 0);
            if (withNumbers) {
                entries[at + OPEN_TIME] += sign * (calendar.hourEnd(startMillis) - startMillis);
            }
            dropIfEmpty(at);
            return;
        }
        boolean ended = extent.stage() == Extent.Stage.ENDED;
        long lastHour = calendar.hourStart(extent.lastTouchedMillis());
        if (firstHour == lastHour) {
            if (firstHour < foldedBeforeMillis) {
                return;
            }
            int at = entry(firstHour);
            entries[at + STARTED_ENDED] += halves(sign, 0);
            if (withNumbers) {
                entries[at + TIME] += sign * (extent.endMillis() - startMillis);
                addEnd(at, ended, extent.quality(), sign);
            }
            dropIfEmpty(at);
            return;
        }
        if (firstHour < foldedBeforeMillis) {
            foldedThrough += sign;
        } else {
            int at = entry(firstHour);
            entries[at + STARTED_ENDED] += halves(sign, 0);
            entries[at + ENTER_LEAVE] += halves(sign, 0);
            if (withNumbers) {
                entries[at + TIME] += sign * (calendar.hourEnd(startMillis) - startMillis);
            }
            dropIfEmpty(at);
        }
        if (lastHour < foldedBeforeMillis) {
            foldedThrough -= sign;
        } else {
            int at = entry(lastHour);
            entries[at + ENTER_LEAVE] += halves(0, sign);
            if (withNumbers) {
                entries[at + TIME] += sign * (extent.endMillis() - lastHour);
                addEnd(at, ended, extent.quality(), sign);
            }
            dropIfEmpty(at);
        }
    }

    private void addEnd(int at, boolean ended, Quality quality, int sign) {
        if (ended) {
            entries[at + STARTED_ENDED] += halves(0, sign);
            if (quality != null) {
                entries[at + OPEN_RATED] += halves(0, sign);
                entries[at + NOT_BAD] += quality == Quality.BAD ? 0 : sign;
            }
        }
    }

    /** Adds all that has been added to others, none of which has folded anything. */
    public void addAll(HourEdges others) {
        for (int from = 0; from < others.count * STRIDE; from += STRIDE) {
            long hour = others.entries[from];
            if (hour < foldedBeforeMillis) {
                foldedThrough +=
                        high(others.entries[from + ENTER_LEAVE])
                                - low(others.entries[from + ENTER_LEAVE]);
                foldedOpen += high(others.entries[from + OPEN_RATED]);
                open += high(others.entries[from + OPEN_RATED]);
            } else {
                open += high(others.entries[from + OPEN_RATED]);
                int at = entry(hour);
                for (int field = 1; field < STRIDE; field++) {
                    entries[at + field] += others.entries[from + field];
                }
                dropIfEmpty(at);
            }
        }
    }

    /**
     * How many sessions touch {@code [fromMillis, toMillis)}.
     *
     * @param fromMillis the start of an hour, not folded
     * @param toMillis the end of an hour
     * @param runningHour the start of the hour that event time has come to; {@link Long#MIN_VALUE}
     *     for none
     */
    public long sessions(long fromMillis, long toMillis, long runningHour) {
        if (lastHour < fromMillis) {
            return fromMillis <= runningHour ? open : 0;
        }
        // Whoever enters leaves, so what goes through follows from the end, too, where it is soon
        // found: what is asked for is mostly recent.
        long started = 0;
        long through = 0;
        long openLater = 0;
        for (int at = (count - 1) * STRIDE; at >= 0 && entries[at] >= fromMillis; at -= STRIDE) {
            through += low(entries[at + ENTER_LEAVE]) - high(entries[at + ENTER_LEAVE]);
            openLater += high(entries[at + OPEN_RATED]);
            if (entries[at] < toMillis) {
                started += high(entries[at + STARTED_ENDED]);
            }
        }
        return started + through + (fromMillis <= runningHour ? open - openLater : 0);
    }

    /**
     * The numbers of {@code [fromMillis, toMillis)}, whole hours none of which is folded; active
     * devices are 0.
     *
     * @param runningHour the start of the hour that event time has come to, the first of which no
     *     open session has any time; {@link Long#MIN_VALUE} for none
     */
    public Tally tally(long fromMillis, long toMillis, long runningHour, ZoneCalendar calendar) {
        int at = count * STRIDE;
        long through = 0;
        long open = this.open;
        while (at > 0 && entries[at - STRIDE] >= fromMillis) {
            at -= STRIDE;
            through += low(entries[at + ENTER_LEAVE]) - high(entries[at + ENTER_LEAVE]);
            open -= high(entries[at + OPEN_RATED]);
        }
        long sessions = through + (fromMillis <= runningHour ? open : 0);
        long started = 0;
        long ended = 0;
        long rated = 0;
        long notBad = 0;
        long durationMillis = 0;
        long reached = fromMillis;
        for (; at < count * STRIDE && entries[at] < toMillis; at += STRIDE) {
            long hour = entries[at];
            long hourEnd = calendar.hourEnd(hour);
            durationMillis += between(reached, hour, through, open, runningHour);
            int leave = low(entries[at + ENTER_LEAVE]);
            durationMillis += entries[at + TIME] + (through - leave) * (hourEnd - hour);
            if (hourEnd <= runningHour) {
                durationMillis += entries[at + OPEN_TIME] + open * (hourEnd - hour);
            }
            started += high(entries[at + STARTED_ENDED]);
            ended += low(entries[at + STARTED_ENDED]);
            rated += low(entries[at + OPEN_RATED]);
            notBad += entries[at + NOT_BAD];
            through += high(entries[at + ENTER_LEAVE]) - leave;
            open += high(entries[at + OPEN_RATED]);
            reached = hourEnd;
        }
        durationMillis += between(reached, toMillis, through, open, runningHour);
        return new Tally(sessions + started, started, ended, durationMillis, 0, 0, rated, notBad);
    }

    /** The time of sessions in hours in which none begins or ends. */
    private static long between(
            long fromMillis, long toMillis, long through, long open, long runningHour) {
        long credited =
                runningHour <= fromMillis ? 0 : Math.min(toMillis, runningHour) - fromMillis;
        return through * (toMillis - fromMillis) + open * credited;
    }

    /** How many open sessions began in an hour or before it. */
    public int openThrough(long hour) {
        int through = open;
        for (int at = (count - 1) * STRIDE; at >= 0 && entries[at] > hour; at -= STRIDE) {
            through -= high(entries[at + OPEN_RATED]);
        }
        return through;
    }

    /** How many open sessions there are, folded hours included. */
    public int open() {
        return open;
    }

    /** Whether nothing is left, not even of sessions that go through. */
    public boolean isEmpty() {
        return count == 0 && foldedThrough == 0 && foldedOpen == 0;
    }

    /** The first hour that has an entry; {@link Long#MAX_VALUE} for none. */
    public long firstHour() {
        return count == 0 ? Long.MAX_VALUE : entries[0];
    }

    /** The last hour that has an entry; {@link Long#MIN_VALUE} for none. */
    public long lastHour() {
        return lastHour;
    }

    /** Whether sessions come out of folded hours. */
    public boolean comesOutOfFolded() {
        return foldedThrough != 0 || foldedOpen != 0;
    }

    /** Forgets the hours before a start of an hour, but for the sessions that come out of them. */
    public void foldBefore(long millis) {
        if (millis <= foldedBeforeMillis) {
            return;
        }
        foldedBeforeMillis = millis;
        int folded = 0;
        while (folded < count && entries[folded * STRIDE] < millis) {
            int at = folded * STRIDE;
            foldedThrough += high(entries[at + ENTER_LEAVE]) - low(entries[at + ENTER_LEAVE]);
            foldedOpen += high(entries[at + OPEN_RATED]);
            folded++;
        }
        if (folded > 0) {
            entries = Arrays.copyOfRange(entries, folded * STRIDE, count * STRIDE);
            count -= folded;
            findLastHour();
        }
    }

    /** The first instant that is not folded; {@link Long#MIN_VALUE} where nothing is. */
    public long foldedBeforeMillis() {
        return foldedBeforeMillis;
    }

    /** Others of their own with the same content. */
    public HourEdges copy() {
        HourEdges copy = new HourEdges();
        copy.entries = Arrays.copyOf(entries, count * STRIDE);
        copy.count = count;
        copy.lastHour = lastHour;
        copy.foldedBeforeMillis = foldedBeforeMillis;
        copy.foldedThrough = foldedThrough;
        copy.foldedOpen = foldedOpen;
        copy.open = open;
        return copy;
    }

    private void findLastHour() {
        lastHour = count == 0 ? Long.MIN_VALUE : entries[(count - 1) * STRIDE];
    }

    /** The place of an hour's entry, which is made where there is none. */
    private int entry(long hour) {
        int index = count;
        while (index > 0 && entries[(index - 1) * STRIDE] >= hour) {
            index--;
        }
        int at = index * STRIDE;
        if (index < count && entries[at] == hour) {
            return at;
        }
        if ((count + 1) * STRIDE > entries.length) {
            entries = Arrays.copyOf(entries, (count == 0 ? 1 : count + (count >> 1) + 1) * STRIDE);
        }
        System.arraycopy(entries, at, entries, at + STRIDE, (count - index) * STRIDE);
        Arrays.fill(entries, at, at + STRIDE, 0);
        entries[at] = hour;
        count++;
        findLastHour();
        return at;
    }

    private void dropIfEmpty(int at) {
        for (int field = 1; field < STRIDE; field++) {
            if (entries[at + field] != 0) {
                return;
            }
        }
        System.arraycopy(entries, at + STRIDE, entries, at, (count * STRIDE) - at - STRIDE);
        count--;
        findLastHour();
    }

    private static long halves(int high, int low) {
        return ((long) high << 32) + low;
    }

    private static int low(long halves) {
        return (int) halves;
    }

    private static int high(long halves) {
        return (int) ((halves - (int) halves) >> 32);
    }

    /** Writes all of it, in as few bytes as it needs. */
    public void write(BlockWriter out) {
        out.number(foldedBeforeMillis);
        writeSince(0, out);
    }

    /**
     * Writes all but what is folded when.
     *
     * @param baseMillis a time near to the hours, to be given when it is read, too
     */
    final void writeSince(long baseMillis, BlockWriter out) {
        out.number(count);
        out.number(foldedThrough);
        out.number(foldedOpen);
        long previous = baseMillis;
        for (int at = 0; at < count * STRIDE; at += STRIDE) {
            out.number((entries[at] - previous) / 1000); // Hours begin with a second
            previous = entries[at];
            int present = 0;
            for (int field = 1; field < STRIDE; field++) {
                present |= entries[at + field] == 0 ? 0 : 1 << field;
            }
            out.octet(present);
            for (int field = 1; field < STRIDE; field++) {
                long value = entries[at + field];
                if (value == 0) {
                    continue;
                }
                if (field <= OPEN_RATED) {
                    out.number(high(value));
                    out.number(low(value));
                } else {
                    out.number(value);
                }
            }
        }
    }

    /** Reads what {@link #write} has written. */
    public static HourEdges read(DataInput in) throws IOException {
        HourEdges edges = new HourEdges();
        edges.readSince(0, Numbers.read(in), in);
        return edges;
    }

    /**
     * Takes what {@link #writeSince} has written, in place of what there is.
     *
     * @param foldedMillis what is folded ended before it
     */
    final void readSince(long baseMillis, long foldedMillis, DataInput in) throws IOException {
        foldedBeforeMillis = foldedMillis;
        count = (int) Numbers.read(in);
        foldedThrough = (int) Numbers.read(in);
        foldedOpen = (int) Numbers.read(in);
        open = foldedOpen;
        entries = count == 0 ? NOTHING : new long[count * STRIDE];
        long previous = baseMillis;
        for (int at = 0; at < entries.length; at += STRIDE) {
            previous += Numbers.read(in) * 1000;
            entries[at] = previous;
            int present = in.readByte();
            for (int field = 1; field < STRIDE; field++) {
                if ((present & (1 << field)) == 0) {
                    continue;
                }
                entries[at + field] =
                        field <= OPEN_RATED
                                ? halves((int) Numbers.read(in), (int) Numbers.read(in))
                                : Numbers.read(in);
            }
            open += high(entries[at + OPEN_RATED]);
        }
        findLastHour();
    }
}
