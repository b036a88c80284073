package io.sessionstats.oracle;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The buckets of one zone, found by walking along its clock minute by minute and looking at it.
 * Since 1973 every zone's clock has changed on whole minutes by whole minutes, so no edge is
 * missed; earlier instants are not asked for.
 */
public final class NaiveCalendar {

    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    private final ZoneId zone;
    private final Map<Long, Bucket> hourByMinute = new HashMap<>();
    private final Map<LocalDate, Long> firstInstantByDate = new HashMap<>();

    public NaiveCalendar(ZoneId zone) {
        this.zone = zone;
    }

    /** The bucket whose interval holds the instant. */
    public Bucket bucket(Period period, long millis) {
        return switch (period) {
            case HOUR ->
                    hourByMinute.computeIfAbsent(
                            Math.floorDiv(millis, MINUTE) * MINUTE, this::hourAround);
            case DAY, WEEK, MONTH -> onlyOneHolding(period, millis);
        };
    }

    /**
     * The buckets that {@code [startMillis, endMillis)} overlaps for more than zero time, in order;
     * of an empty interval the one that holds its instant.
     */
    public List<Bucket> touched(Period period, long startMillis, long endMillis) {
        List<Bucket> touched = new ArrayList<>();
        touched.add(bucket(period, startMillis));
        while (touched.get(touched.size() - 1).endMillis() < endMillis) {
            touched.add(bucket(period, touched.get(touched.size() - 1).endMillis()));
        }
        return touched;
    }

    /**
     * The first instant of the date, epoch milliseconds: the first time its name appears on the
     * clock. Of a date that the zone skipped, the first instant of the date that came instead.
     */
    public long firstInstant(LocalDate date) {
        return firstInstantByDate.computeIfAbsent(date, this::walkToFirstInstant);
    }

    private long walkToFirstInstant(LocalDate date) {
        // No clock is more than 18 hours from UTC: here it is still the day before everywhere.
        long millis = date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli() - 19 * HOUR;
        while (clock(millis).toLocalDate().isBefore(date)) {
            millis += MINUTE;
        }
        return millis;
    }

    /** Instants that share local date, hour and offset with the given minute and lie around it. */
    private Bucket hourAround(long minute) {
        long start = minute;
        while (hourName(start - MINUTE).equals(hourName(minute))) {
            start -= MINUTE;
        }
        long end = minute + MINUTE;
        while (hourName(end).equals(hourName(minute))) {
            end += MINUTE;
        }
        return new Bucket(Period.HOUR, start, end);
    }

    private String hourName(long millis) {
        ZonedDateTime clock = clock(millis);
        return clock.toLocalDate() + " " + clock.getHour() + " " + clock.getOffset();
    }

    /**
     * The one that begins with the date on the clock's face or before it, or else a neighbour: a
     * clock may go back over midnight.
     */
    private Bucket onlyOneHolding(Period period, long millis) {
        LocalDate first = firstDate(period, clock(millis).toLocalDate());
        LocalDate before = firstDate(period, first.minusDays(1));
        LocalDate after = firstDateAfter(period, first);
        List<Bucket> holding = new ArrayList<>();
        for (LocalDate date : List.of(before, first, after)) {
            long start = firstInstant(date);
            long end = firstInstant(firstDateAfter(period, date));
            if (start <= millis && millis < end) {
                holding.add(new Bucket(period, start, end));
            }
        }
        if (holding.size() != 1) {
            throw new AssertionError(
                    period + " of " + zone + " that holds " + millis + ": " + holding);
        }
        return holding.get(0);
    }

    private static LocalDate firstDate(Period period, LocalDate date) {
        return switch (period) {
            case DAY -> date;
            case WEEK -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> date.withDayOfMonth(1);
            case HOUR -> throw new IllegalArgumentException("an hour is shorter than a date");
        };
    }

    private static LocalDate firstDateAfter(Period period, LocalDate first) {
        return switch (period) {
            case DAY -> first.plusDays(1);
            case WEEK -> first.plusDays(7);
            case MONTH -> first.plusMonths(1);
            case HOUR -> throw new IllegalArgumentException("an hour is shorter than a date");
        };
    }

    private ZonedDateTime clock(long millis) {
        return Instant.ofEpochMilli(millis).atZone(zone);
    }
}
