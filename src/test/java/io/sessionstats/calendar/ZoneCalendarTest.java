package io.sessionstats.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ZoneCalendarTest {

    private static final long FROM = Instant.parse("1973-01-01T00:00:00Z").toEpochMilli();
    private static final long TO = Instant.parse("2040-01-01T00:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;

    /** The times are local, with the offset that was in force. */
    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # An hour of half an hour where Lord Howe's clocks go back by 30 minutes
            Australia/Lord_Howe | 2026-04-05T01:45+11:00    | HOUR  | 2026-04-05T01:00+11:00    | 2026-04-05T02:00+11:00
            Australia/Lord_Howe | 2026-04-05T01:45+10:30    | HOUR  | 2026-04-05T01:30+10:30    | 2026-04-05T02:00+10:30
            Australia/Lord_Howe | 2026-10-04T02:45+11:00    | HOUR  | 2026-10-04T02:30+11:00    | 2026-10-04T03:00+11:00
            Australia/Lord_Howe | 2026-04-05T12:00+10:30    | DAY   | 2026-04-05T00:00+11:00    | 2026-04-06T00:00+10:30
            # São Paulo's clocks skipped midnight: the day began at one
            America/Sao_Paulo   | 2017-10-15T05:00-02:00    | DAY   | 2017-10-15T01:00-02:00    | 2017-10-16T00:00-02:00
            America/Sao_Paulo   | 2017-10-14T23:59-03:00    | DAY   | 2017-10-14T00:00-03:00    | 2017-10-15T01:00-02:00
            America/Sao_Paulo   | 2018-02-17T23:30-02:00    | HOUR  | 2018-02-17T23:00-02:00    | 2018-02-18T00:00-02:00
            America/Sao_Paulo   | 2018-02-17T23:30-03:00    | HOUR  | 2018-02-17T23:00-03:00    | 2018-02-18T00:00-03:00
            America/Sao_Paulo   | 2018-02-17T23:30-03:00    | DAY   | 2018-02-17T00:00-02:00    | 2018-02-18T00:00-03:00
            # St John's went back at 00:01: its midnight came twice, and the day began with the first
            America/St_Johns    | 2006-10-29T00:00:30-02:30 | HOUR  | 2006-10-29T00:00-02:30    | 2006-10-29T00:01-02:30
            America/St_Johns    | 2006-10-28T23:30-03:30    | HOUR  | 2006-10-28T23:01-03:30    | 2006-10-29T00:00-03:30
            America/St_Johns    | 2006-10-28T23:30-03:30    | DAY   | 2006-10-29T00:00-02:30    | 2006-10-30T00:00-03:30
            America/St_Johns    | 2006-10-28T23:30-02:30    | DAY   | 2006-10-28T00:00-02:30    | 2006-10-29T00:00-02:30
            # Samoa skipped the 30th of December 2011
            Pacific/Apia        | 2011-12-29T12:00-10:00    | DAY   | 2011-12-29T00:00-10:00    | 2011-12-31T00:00+14:00
            Pacific/Apia        | 2011-12-31T12:00+14:00    | DAY   | 2011-12-31T00:00+14:00    | 2012-01-01T00:00+14:00
            Pacific/Apia        | 2011-12-31T12:00+14:00    | WEEK  | 2011-12-26T00:00-10:00    | 2012-01-02T00:00+14:00
            Asia/Kathmandu      | 2026-03-01T00:20+05:45    | HOUR  | 2026-03-01T00:00+05:45    | 2026-03-01T01:00+05:45
            Asia/Kathmandu      | 2026-02-28T23:59+05:45    | MONTH | 2026-02-01T00:00+05:45    | 2026-03-01T00:00+05:45
            Europe/Berlin       | 2026-03-29T12:00+02:00    | DAY   | 2026-03-29T00:00+01:00    | 2026-03-30T00:00+02:00
            Europe/Berlin       | 2026-10-25T02:30+02:00    | HOUR  | 2026-10-25T02:00+02:00    | 2026-10-25T03:00+02:00
            Europe/Berlin       | 2026-10-25T02:30+01:00    | HOUR  | 2026-10-25T02:00+01:00    | 2026-10-25T03:00+01:00
            Europe/Berlin       | 2026-10-25T02:30+01:00    | WEEK  | 2026-10-19T00:00+02:00    | 2026-10-26T00:00+01:00
            Europe/Berlin       | 2026-10-25T02:30+01:00    | MONTH | 2026-10-01T00:00+02:00    | 2026-11-01T00:00+01:00
            UTC                 | 2024-02-29T23:59:59.999Z  | MONTH | 2024-02-01T00:00Z         | 2024-03-01T00:00Z
            UTC                 | 2024-03-01T00:00Z         | HOUR  | 2024-03-01T00:00Z         | 2024-03-01T01:00Z
            """)
    void bucketHoldsTheInstant(
            String zone,
            OffsetDateTime instant,
            Period period,
            OffsetDateTime start,
            OffsetDateTime end) {
        Bucket bucket =
                new ZoneCalendar(ZoneId.of(zone))
                        .bucket(period, instant.toInstant().toEpochMilli());

        assertThat(bucket).isEqualTo(new Bucket(period, millis(start), millis(end)));
    }

    /** Around every change of offset of every zone, since that is where calendars go wrong. */
    @ParameterizedTest
    @MethodSource("periods")
    void bucketsOfEveryZoneTileTimeAtEveryTransition(Period period) {
        for (String id : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
            ZoneCalendar calendar = new ZoneCalendar(ZoneId.of(id));
            for (ZoneOffsetTransition transition : transitions(ZoneId.of(id))) {
                long at = transition.getInstant().toEpochMilli();
                Bucket bucket = calendar.bucket(period, at - 30 * HOUR);
                while (bucket.startMillis() <= at + 30 * HOUR) {
                    Bucket next = calendar.bucket(period, bucket.endMillis());
                    assertThat(next.startMillis()).as(id).isEqualTo(bucket.endMillis());
                    assertThat(calendar.bucket(period, bucket.endMillis() - 1))
                            .as(id)
                            .isEqualTo(bucket);
                    assertThat(new ZoneCalendar(ZoneId.of(id)).bucket(period, bucket.startMillis()))
                            .as("%s without what it remembers", id)
                            .isEqualTo(bucket);
                    bucket = next;
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("zones")
    void hourSharesDateHourAndOffsetAndNothingElseDoes(String id) {
        ZoneId zone = ZoneId.of(id);
        ZoneCalendar calendar = new ZoneCalendar(zone);
        for (ZoneOffsetTransition transition : transitions(zone)) {
            long at = transition.getInstant().toEpochMilli();
            for (long millis = at - 2 * HOUR; millis < at + 2 * HOUR; millis += 5 * 60_000) {
                Bucket hour = calendar.bucket(Period.HOUR, millis);
                String inside = wallClockHour(zone, millis);
                assertThat(wallClockHour(zone, hour.startMillis())).isEqualTo(inside);
                assertThat(wallClockHour(zone, hour.endMillis() - 1)).isEqualTo(inside);
                assertThat(wallClockHour(zone, hour.startMillis() - 1)).isNotEqualTo(inside);
                assertThat(wallClockHour(zone, hour.endMillis())).isNotEqualTo(inside);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("zones")
    void dayBeginsWithTheFirstInstantOfItsDate(String id) {
        ZoneId zone = ZoneId.of(id);
        ZoneCalendar calendar = new ZoneCalendar(zone);
        for (ZoneOffsetTransition transition : transitions(zone)) {
            long at = transition.getInstant().toEpochMilli();
            Bucket day = calendar.bucket(Period.DAY, at);
            LocalDate date = date(zone, day.startMillis());
            for (long millis = day.startMillis() - 60_000;
                    millis > day.startMillis() - 3 * HOUR;
                    millis -= 60_000) {
                assertThat(date(zone, millis)).as(id + " " + date).isBefore(date);
            }
            assertThat(date(zone, day.startMillis() - 1)).isBefore(date);
        }
    }

    @ParameterizedTest
    @MethodSource("zones")
    void hoursNestInDaysAndDaysInWeeksAndMonths(String id) {
        ZoneCalendar calendar = new ZoneCalendar(ZoneId.of(id));
        for (ZoneOffsetTransition transition : transitions(ZoneId.of(id))) {
            long at = transition.getInstant().toEpochMilli();
            for (long millis = at - 26 * HOUR; millis < at + 26 * HOUR; millis += 20 * 60_000) {
                Bucket hour = calendar.bucket(Period.HOUR, millis);
                Bucket day = calendar.bucket(Period.DAY, millis);
                assertNested(hour, day);
                assertNested(day, calendar.bucket(Period.WEEK, millis));
                assertNested(day, calendar.bucket(Period.MONTH, millis));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("zones")
    void countIsThatOfTheBucketsOnTheWay(String id) {
        Random random = new Random(id.hashCode());
        ZoneCalendar calendar = new ZoneCalendar(ZoneId.of(id));
        for (ZoneOffsetTransition transition : transitions(ZoneId.of(id))) {
            long start = transition.getInstant().toEpochMilli() - random.nextInt((int) (50 * HOUR));
            long end = start + 1 + (random.nextLong() >>> 1) % (random.nextInt(100) * HOUR + 1);
            for (Period period : Period.values()) {
                long count = 1;
                Bucket bucket = calendar.bucket(period, start);
                while (bucket.endMillis() < end) {
                    bucket = calendar.bucket(period, bucket.endMillis());
                    count++;
                }
                assertThat(calendar.count(period, start, end))
                        .as("%s of %s in [%s, %s)", period, id, start, end)
                        .isEqualTo(count);
            }
        }
    }

    private static void assertNested(Bucket inner, Bucket outer) {
        assertThat(outer.startMillis()).isLessThanOrEqualTo(inner.startMillis());
        assertThat(inner.endMillis()).isLessThanOrEqualTo(outer.endMillis());
    }

    static Stream<Period> periods() {
        return Stream.of(Period.values());
    }

    static Stream<String> zones() {
        return Stream.of(
                "Australia/Lord_Howe",
                "America/Sao_Paulo",
                "America/St_Johns",
                "Asia/Kathmandu",
                "Pacific/Apia",
                "Pacific/Kwajalein",
                "Europe/Dublin",
                "Africa/Casablanca",
                "Asia/Gaza",
                "Antarctica/Troll",
                "America/Havana");
    }

    private static List<ZoneOffsetTransition> transitions(ZoneId zone) {
        List<ZoneOffsetTransition> transitions = new ArrayList<>();
        Instant instant = Instant.ofEpochMilli(FROM);
        ZoneOffsetTransition next = zone.getRules().nextTransition(instant);
        while (next != null && next.getInstant().toEpochMilli() < TO) {
            transitions.add(next);
            next = zone.getRules().nextTransition(next.getInstant());
        }
        return transitions;
    }

    private static String wallClockHour(ZoneId zone, long millis) {
        Instant instant = Instant.ofEpochMilli(millis);
        ZoneOffset offset = zone.getRules().getOffset(instant);
        return instant.atOffset(offset).toLocalDateTime().withMinute(0).withSecond(0).withNano(0)
                + " "
                + offset;
    }

    private static LocalDate date(ZoneId zone, long millis) {
        return Instant.ofEpochMilli(millis).atZone(zone).toLocalDate();
    }

    private static long millis(OffsetDateTime time) {
        return time.toInstant().toEpochMilli();
    }
}
