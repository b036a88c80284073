package io.sessionstats.calendar;

import static java.time.temporal.TemporalAdjusters.previousOrSame;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;

/**
 * The buckets of one zone. Every instant lies in exactly one bucket of each period, hours nest in
 * days, and days in weeks and months.
 *
 * <ul>
 *   <li>HOUR: the instants that share local date, hour and UTC offset, so a change of offset within
 *       an hour (Lord Howe's half hour) cuts it in two.
 *   <li>DAY D: from the first instant whose local date is D to the first instant whose local date
 *       is D+1. Where clocks go back over midnight (St John's, 00:01 to 23:01), the repeated end of
 *       the old date thus belongs to the new day. A date that a zone skips has no bucket.
 *   <li>WEEK: from the first instant of Monday. MONTH: from the first instant of its first day.
 * </ul>
 *
 * <p>Remembers its last answers, since neighbours in a stream ask for the same buckets; what it
 * remembers is immutable, so one calendar may be shared by threads.
 */
public final class ZoneCalendar {

    private static final long HOUR_MILLIS = 3_600_000L;
    private static final long DAY_MILLIS = 24 * HOUR_MILLIS;

    /** Holds no instant that is asked for. */
    private static final Bucket NEVER = new Bucket(Period.HOUR, Long.MIN_VALUE, Long.MIN_VALUE + 1);

    private final ZoneId zone;
    private final ZoneRules rules;

    private OffsetSpan lastSpan = new OffsetSpan(0, 0, 0); // Holds no instant
    private Bucket lastHour = NEVER;
    private Bucket lastWeek = NEVER;
    private final Bucket[] lastDays = never();
    private final Bucket[] lastMonths = never();

    /** One answer for each of several days or months that follow each other. */
    private static Bucket[] never() {
        Bucket[] buckets = new Bucket[16];
        Arrays.fill(buckets, NEVER);
        return buckets;
    }

    private static int remembered(long millis, long lengthMillis) {
        return (int) Math.floorDiv(millis, lengthMillis) & 15;
    }

    public ZoneCalendar(ZoneId zone) {
        this.zone = zone;
        this.rules = zone.getRules();
    }

    public ZoneId zone() {
        return zone;
    }

    /** The bucket of a period that holds an instant, given in epoch milliseconds. */
    public Bucket bucket(Period period, long millis) {
        return switch (period) {
            case HOUR -> hour(millis);
            case DAY -> day(millis);
            case WEEK -> week(millis);
            case MONTH -> month(millis);
        };
    }

    /** The first instant of the hour that holds an instant, both in epoch milliseconds. */
    public long hourStart(long millis) {
        OffsetSpan span = spanAt(millis);
        return Math.max(localHourStart(millis, span), span.startMillis);
    }

    /** The first instant after the hour that holds an instant, both in epoch milliseconds. */
    public long hourEnd(long millis) {
        OffsetSpan span = spanAt(millis);
        return Math.min(localHourStart(millis, span) + HOUR_MILLIS, span.endMillis);
    }

    private static long localHourStart(long millis, OffsetSpan span) {
        return Math.floorDiv(millis + span.offsetMillis, HOUR_MILLIS) * HOUR_MILLIS
                - span.offsetMillis;
    }

    /**
     * How many buckets of a period {@code [startMillis, endMillis)} overlaps. Goes from one change
     * of the zone's offset to the next, not from bucket to bucket, so it is quick for thousands of
     * years, too.
     *
     * @throws IllegalArgumentException if the interval is empty
     */
    public long count(Period period, long startMillis, long endMillis) {
        if (startMillis >= endMillis) {
            throw new IllegalArgumentException(
                    "expected a start before the end: [" + startMillis + ", " + endMillis + ")");
        }
        return switch (period) {
            case HOUR -> hours(startMillis, endMillis);
            case DAY -> days(dayAt(startMillis), dayAt(endMillis - 1));
            case WEEK -> (monday(endMillis - 1) - monday(startMillis)) / 7 + 1;
            case MONTH ->
                    ChronoUnit.MONTHS.between(
                                    firstOfMonth(startMillis), firstOfMonth(endMillis - 1))
                            + 1;
        };
    }

    private long hours(long startMillis, long endMillis) {
        long hours = 0;
        long at = startMillis;
        while (at < endMillis) {
            OffsetSpan span = spanAt(at);
            long spanEnd = Math.min(span.endMillis, endMillis);
            hours +=
                    Math.floorDiv(spanEnd - 1 + span.offsetMillis, HOUR_MILLIS)
                            - Math.floorDiv(at + span.offsetMillis, HOUR_MILLIS)
                            + 1;
            at = spanEnd;
        }
        return hours;
    }

    /** How many days there are from one to another, both counted and neither one skipped. */
    private long days(long firstDay, long lastDay) {
        long days = lastDay - firstDay + 1;
        for (ZoneOffsetTransition transition : rules.getTransitions()) {
            if (transition.isGap()) {
                long skippedFrom = transition.getDateTimeBefore().toLocalDate().toEpochDay();
                if (!transition.getDateTimeBefore().toLocalTime().equals(LocalTime.MIDNIGHT)) {
                    skippedFrom++;
                }
                long skippedTo = transition.getDateTimeAfter().toLocalDate().toEpochDay();
                if (firstDay < skippedFrom && skippedTo <= lastDay) {
                    days -= Math.max(0, skippedTo - skippedFrom);
                }
            }
        }
        return days;
    }

    private Bucket hour(long millis) {
        Bucket hour = lastHour;
        if (!hour.contains(millis)) {
            hour = new Bucket(Period.HOUR, hourStart(millis), hourEnd(millis));
            lastHour = hour;
        }
        return hour;
    }

    private Bucket day(long millis) {
        int remembered = remembered(millis, DAY_MILLIS);
        Bucket day = lastDays[remembered];
        if (!day.contains(millis)) {
            long epochDay = dayAt(millis);
            day = new Bucket(Period.DAY, firstMillis(epochDay), firstMillis(epochDay + 1));
            lastDays[remembered] = day;
        }
        return day;
    }

    private Bucket week(long millis) {
        Bucket week = lastWeek;
        if (!week.contains(millis)) {
            long monday = monday(millis);
            week = new Bucket(Period.WEEK, firstMillis(monday), firstMillis(monday + 7));
            lastWeek = week;
        }
        return week;
    }

    private Bucket month(long millis) {
        int remembered = remembered(millis, 30 * DAY_MILLIS);
        Bucket month = lastMonths[remembered];
        if (!month.contains(millis)) {
            LocalDate first = firstOfMonth(millis);
            month =
                    new Bucket(
                            Period.MONTH,
                            firstMillis(first.toEpochDay()),
                            firstMillis(first.plusMonths(1).toEpochDay()));
            lastMonths[remembered] = month;
        }
        return month;
    }

    /** The epoch day of the Monday of the week that holds an instant. */
    private long monday(long millis) {
        return LocalDate.ofEpochDay(dayAt(millis))
                .with(previousOrSame(DayOfWeek.MONDAY))
                .toEpochDay();
    }

    private LocalDate firstOfMonth(long millis) {
        return LocalDate.ofEpochDay(dayAt(millis)).withDayOfMonth(1);
    }

    /** The epoch day whose bucket holds an instant: its local date, or a later one (see above). */
    private long dayAt(long millis) {
        long day = Math.floorDiv(millis + spanAt(millis).offsetMillis, DAY_MILLIS);
        while (firstMillis(day + 1) <= millis) {
            day++;
        }
        return day;
    }

    /** The first instant of a date; of a date that the zone skips, the first one after it. */
    private long firstMillis(long epochDay) {
        return LocalDate.ofEpochDay(epochDay).atStartOfDay(zone).toInstant().toEpochMilli();
    }

    private OffsetSpan spanAt(long millis) {
        OffsetSpan span = lastSpan;
        if (!span.contains(millis)) {
            Instant instant = Instant.ofEpochMilli(millis);
            ZoneOffsetTransition previous = rules.previousTransition(instant.plusNanos(1));
            ZoneOffsetTransition next = rules.nextTransition(instant);
            span =
                    new OffsetSpan(
                            previous == null
                                    ? Long.MIN_VALUE
                                    : previous.getInstant().toEpochMilli(),
                            next == null ? Long.MAX_VALUE : next.getInstant().toEpochMilli(),
                            rules.getOffset(instant).getTotalSeconds() * 1000L);
            lastSpan = span;
        }
        return span;
    }

    /** The instants around one at which the zone keeps its UTC offset. */
    private record OffsetSpan(long startMillis, long endMillis, long offsetMillis) {

        boolean contains(long millis) {
            return startMillis <= millis && millis < endMillis;
        }
    }
}
