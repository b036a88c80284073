package io.sessionstats.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.session.Quality;
import io.sessionstats.statistics.Tally;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Edges say of any hours what a look at each session says. */
class HourEdgesTest {

    private static final long HOUR = 3_600_000;
    private static final int SEEDS = 200;
    private static final List<Quality> QUALITIES = List.of(Quality.values());
    private static final ZoneCalendar UTC = new ZoneCalendar(ZoneId.of("UTC"));
    private static final long FROM = Instant.parse("2026-03-10T00:00:00Z").toEpochMilli();

    /** Around a change of the clocks; in two of them an hour is cut short or half an hour off. */
    @ParameterizedTest(name = "{0} from {1}")
    @CsvSource({
        "UTC,                 2026-03-10T00:00:00Z",
        "Europe/Berlin,       2026-03-28T12:00:00Z",
        "Europe/Berlin,       2026-10-24T12:00:00Z",
        "Australia/Lord_Howe, 2026-04-04T00:00:00Z",
        "America/St_Johns,    2006-10-28T12:00:00Z",
        "Asia/Kathmandu,      1985-12-31T06:00:00Z"
    })
    void anySumOfExtentsHasTheNumbersOfItsSessions(String zone, Instant from) throws IOException {
        ZoneCalendar calendar = new ZoneCalendar(ZoneId.of(zone));
        for (long seed = 1; seed <= SEEDS; seed++) {
            new Trial(seed, calendar, from.toEpochMilli()).run();
        }
    }

    /** Sessions one by one beside their edges; extents come, change and go in any order. */
    private static final class Trial {

        private static final int HOURS = 40;

        private final String description;
        private final Random random;
        private final ZoneCalendar calendar;
        private final long from;
        private final long runningHour;
        private final List<Extent> sessions = new ArrayList<>();
        private HourEdges edges = new HourEdges();

        /** The same extents, of which these know only what they touch. */
        private HourEdges touches = new HourEdges();

        private long foldedBefore = Long.MIN_VALUE;

        Trial(long seed, ZoneCalendar calendar, long from) {
            this.description = "seed " + seed;
            this.random = new Random(seed);
            this.calendar = calendar;
            this.from = from;
            this.runningHour =
                    random.nextInt(8) == 0
                            ? Long.MIN_VALUE
                            : calendar.hourStart(from + random.nextInt(HOURS) * HOUR);
        }

        void run() throws IOException {
            for (int step = 0; step < 60; step++) {
                step();
                if (random.nextInt(10) == 0) {
                    edges = random.nextBoolean() ? edges.copy() : written(edges);
                    touches = writtenSince(calendar.hourStart(from), touches);
                }
                if (random.nextInt(20) == 0) {
                    foldedBefore =
                            Math.max(
                                    foldedBefore,
                                    calendar.hourStart(from + random.nextInt(HOURS) * HOUR));
                    edges.foldBefore(foldedBefore);
                    touches.foldBefore(foldedBefore);
                    assertThat(edges.foldedBeforeMillis()).isEqualTo(foldedBefore);
                }
                check();
            }
            for (Extent session : sessions) {
                edges.add(session, -1, calendar);
                touches.addTouches(session, -1, calendar);
            }
            assertThat(touches.isEmpty()).as(description + ", all taken back").isTrue();
            assertThat(edges.isEmpty()).as(description + ", all taken back").isTrue();
            assertThat(edges.open()).as(description).isZero();
        }

        private void step() {
            HourEdges change = new HourEdges();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                if (!sessions.isEmpty() && random.nextInt(3) == 0) {
                    // As a correction: of what has begun in folded hours, only the end may change.
                    int at = random.nextInt(sessions.size());
                    Extent before = sessions.remove(at);
                    change(change, before, -1);
                    if (random.nextInt(3) > 0 || before.startMillis() < foldedBefore) {
                        Extent after = extent(before.startMillis());
                        sessions.add(after);
                        change(change, after, 1);
                    }
                } else {
                    Extent extent =
                            extent(
                                    Math.max(from, foldedBefore)
                                            + random.nextInt(HOURS * 60) * 60_000L);
                    sessions.add(extent);
                    change(change, extent, 1);
                }
            }
            edges.addAll(change);
        }

        private void change(HourEdges change, Extent extent, int sign) {
            touches.addTouches(extent, sign, calendar);
            if (random.nextBoolean()) {
                change.add(extent, sign, calendar);
            } else {
                edges.add(extent, sign, calendar);
            }
        }

        private Extent extent(long start) {
            long end =
                    switch (random.nextInt(5)) {
                        case 0 -> start;
                        case 1 -> Math.max(start, calendar.hourEnd(start));
                        default -> start + random.nextInt(20 * 60) * 60_000L;
                    };
            return switch (random.nextInt(6)) {
                case 0, 1 -> Extent.open(start);
                case 2 -> stopped(start, end);
                case 3 -> stopped(start, end).expired();
                default -> Extent.ended(start, end, quality());
            };
        }

        /** One that touches the hour at its end ends on an edge of the calendar. */
        private Extent stopped(long start, long end) {
            return random.nextBoolean()
                    ? Extent.stopped(start, end, false)
                    : Extent.stopped(start, calendar.hourEnd(end), true);
        }

        private Quality quality() {
            return random.nextInt(4) == 0 ? null : QUALITIES.get(random.nextInt(3));
        }

        private void check() throws IOException {
            HourEdges read = written(edges);
            assertThat(edges.firstHour()).as(description).isEqualTo(read.firstHour());
            assertThat(edges.lastHour()).as(description).isEqualTo(read.lastHour());
            long first = Math.max(calendar.hourStart(from), foldedBefore);
            long last = from + (HOURS + 24) * HOUR;
            for (long hour = first; hour < last; hour = calendar.hourEnd(hour)) {
                check(hour, calendar.hourEnd(hour));
            }
            for (int i = 0; i < 3; i++) {
                long begin = calendar.hourStart(first + random.nextInt(HOURS) * HOUR);
                check(begin, calendar.hourEnd(begin + random.nextInt(HOURS) * HOUR));
            }
            Bucket day = calendar.bucket(Period.DAY, last - 24 * HOUR);
            check(Math.max(day.startMillis(), first), day.endMillis());
            for (long hour = first; hour < last; hour = calendar.hourEnd(hour)) {
                long end = calendar.hourEnd(hour);
                assertThat(edges.openThrough(hour))
                        .as("%s, open in or before %s", description, Instant.ofEpochMilli(hour))
                        .isEqualTo(
                                (int)
                                        sessions.stream()
                                                .filter(s -> s.stage() == Extent.Stage.OPEN)
                                                .filter(s -> s.startMillis() < end)
                                                .count());
            }
        }

        private void check(long begin, long end) {
            Tally expected = Tally.ZERO;
            for (Extent session : sessions) {
                expected = expected.plus(naive(session, begin, end));
            }
            String range =
                    description + ", from " + Instant.ofEpochMilli(begin) + " " + (end - begin);
            assertThat(edges.tally(begin, end, runningHour, calendar))
                    .as(range)
                    .isEqualTo(expected);
            for (HourEdges each : List.of(edges, touches)) {
                assertThat(each.sessions(begin, end, runningHour))
                        .as(range)
                        .isEqualTo(expected.sessions());
            }
        }

        /**
         * What one session adds to the hours of a range; the rules of the numbers, word by word.
         */
        private Tally naive(Extent session, long begin, long end) {
            boolean open = session.stage() == Extent.Stage.OPEN;
            long firstTouched = calendar.hourStart(session.startMillis());
            long lastTouched =
                    open
                            ? Math.max(firstTouched, runningHour)
                            : calendar.hourStart(session.lastTouchedMillis());
            long timeEnd = open ? runningHour : session.endMillis();
            boolean touches = firstTouched < end && lastTouched >= begin;
            boolean startsHere = firstTouched >= begin && firstTouched < end;
            boolean endsHere =
                    session.stage() == Extent.Stage.ENDED
                            && lastTouched >= begin
                            && lastTouched < end;
            long time = Math.min(end, timeEnd) - Math.max(begin, session.startMillis());
            Quality quality = session.quality();
            return new Tally(
                    touches ? 1 : 0,
                    startsHere ? 1 : 0,
                    endsHere ? 1 : 0,
                    Math.max(0, time),
                    0,
                    0,
                    endsHere && quality != null ? 1 : 0,
                    endsHere && quality != null && quality != Quality.BAD ? 1 : 0);
        }
    }

    @Test
    void sessionOfDaysHasTwoEntriesHoweverLongItIs() throws IOException {
        HourEdges edges = new HourEdges();
        edges.add(Extent.ended(FROM, FROM + 7 * 24 * HOUR, Quality.GOOD), 1, UTC);

        BlockWriter block = new BlockWriter(1);
        edges.write(block);

        assertThat(block.length()).isLessThan(50);
        assertThat(edges.firstHour()).isEqualTo(FROM);
        assertThat(edges.lastHour()).isEqualTo(FROM + (7 * 24 - 1) * HOUR);
    }

    @Test
    void openSessionHasNoTimeInTheHourThatRuns() {
        HourEdges edges = new HourEdges();
        edges.add(Extent.open(FROM + HOUR / 4), 1, UTC);

        for (int hour = 0; hour < 5; hour++) {
            Tally tally = edges.tally(FROM, FROM + 24 * HOUR, FROM + hour * HOUR, UTC);
            assertThat(tally.durationMillis()).isEqualTo(hour == 0 ? 0 : hour * HOUR - HOUR / 4);
            assertThat(tally.sessions()).isEqualTo(1);
        }
        assertThat(edges.sessions(FROM + 3 * HOUR, FROM + 4 * HOUR, FROM + 2 * HOUR)).isZero();
        assertThat(edges.sessions(FROM + 3 * HOUR, FROM + 4 * HOUR, FROM + 3 * HOUR)).isOne();
    }

    @Test
    void endOfASessionThatBeganInFoldedHoursChangesNothingThere() {
        HourEdges edges = new HourEdges();
        edges.add(Extent.open(FROM), 1, UTC);
        edges.foldBefore(FROM + 24 * HOUR);
        assertThat(edges.comesOutOfFolded()).isTrue();
        assertThat(edges.sessions(FROM + 24 * HOUR, FROM + 25 * HOUR, FROM + 30 * HOUR)).isOne();

        edges.add(Extent.open(FROM), -1, UTC);
        edges.add(Extent.ended(FROM, FROM + 12 * HOUR, Quality.BAD), 1, UTC);

        assertThat(edges.isEmpty()).isTrue();
    }

    /** A part of what is known of a session may well be less than nothing. */
    @Test
    void negativePartIsAddedWhereItsRestIs() throws IOException {
        HourEdges negative = new HourEdges();
        negative.add(Extent.open(FROM), -3, UTC);
        negative.add(Extent.ended(FROM, FROM + 5 * HOUR, Quality.GOOD), -2, UTC);
        negative = written(negative);

        HourEdges edges = new HourEdges();
        edges.addAll(negative);
        assertThat(edges.tally(FROM, FROM + HOUR, FROM + 9 * HOUR, UTC))
                .isEqualTo(new Tally(-5, -5, 0, -5 * HOUR, 0, 0, 0, 0));
        assertThat(edges.tally(FROM + 4 * HOUR, FROM + 5 * HOUR, FROM + 9 * HOUR, UTC))
                .isEqualTo(new Tally(-5, 0, -2, -5 * HOUR, 0, 0, -2, -2));

        edges.add(Extent.open(FROM), 3, UTC);
        edges.add(Extent.ended(FROM, FROM + 5 * HOUR, Quality.GOOD), 2, UTC);
        assertThat(edges.isEmpty()).isTrue();
    }

    @Test
    void copyIsApartFromWhatItWasMadeOf() {
        HourEdges edges = new HourEdges();
        edges.add(Extent.open(FROM), 1, UTC);
        HourEdges copy = edges.copy();

        copy.add(Extent.ended(FROM, FROM + 5 * HOUR, null), 1, UTC);
        copy.add(Extent.open(FROM), -1, UTC);

        assertThat(edges.tally(FROM, FROM + HOUR, FROM + HOUR, UTC))
                .isEqualTo(new Tally(1, 1, 0, HOUR, 0, 0, 0, 0));
        assertThat(edges.open()).isOne();
        assertThat(edges.sessions(FROM + 4 * HOUR, FROM + 5 * HOUR, FROM)).isZero();
    }

    private static HourEdges writtenSince(long baseMillis, HourEdges edges) throws IOException {
        BlockWriter block = new BlockWriter(1);
        edges.writeSince(baseMillis, block);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(block.toBlock()));
        HourEdges read = new HourEdges();
        read.readSince(baseMillis, edges.foldedBeforeMillis(), in);
        assertThat(in.available()).isZero();
        return read;
    }

    private static HourEdges written(HourEdges edges) throws IOException {
        BlockWriter block = new BlockWriter(1);
        edges.write(block);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(block.toBlock()));
        HourEdges read = HourEdges.read(in);
        assertThat(in.available()).isZero();
        return read;
    }
}
