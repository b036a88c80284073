package io.sessionstats.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NaiveCalendarTest {

    /** Every edge was taken from the zone's history by hand, in local time with its offset. */
    @ParameterizedTest(name = "{0} {1} of {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # Asia/Shanghai, no change
            HOUR  | Asia/Shanghai | 2024-05-01T23:59:59.999+08:00 | 2024-05-01T23:00+08:00 | 2024-05-02T00:00+08:00
            DAY   | Asia/Shanghai | 2024-05-01T23:59:59.999+08:00 | 2024-05-01T00:00+08:00 | 2024-05-02T00:00+08:00
            DAY   | Asia/Shanghai | 2024-05-02T00:00+08:00        | 2024-05-02T00:00+08:00 | 2024-05-03T00:00+08:00
            WEEK  | Asia/Shanghai | 2024-05-05T12:00+08:00        | 2024-04-29T00:00+08:00 | 2024-05-06T00:00+08:00
            WEEK  | Asia/Shanghai | 2024-04-29T00:00+08:00        | 2024-04-29T00:00+08:00 | 2024-05-06T00:00+08:00
            MONTH | Asia/Shanghai | 2024-02-29T23:59+08:00        | 2024-02-01T00:00+08:00 | 2024-03-01T00:00+08:00
            # Kathmandu, midnight is at 18:15 UTC
            HOUR  | Asia/Kathmandu | 2024-01-31T18:14:59Z | 2024-01-31T17:15Z | 2024-01-31T18:15Z
            DAY   | Asia/Kathmandu | 2024-01-31T18:14:59Z | 2024-01-30T18:15Z | 2024-01-31T18:15Z
            MONTH | Asia/Kathmandu | 2024-01-31T18:15Z    | 2024-01-31T18:15Z | 2024-02-29T18:15Z
            # New York, the hour that is missing and the hour that comes twice
            HOUR  | America/New_York | 2024-03-10T01:30-05:00 | 2024-03-10T01:00-05:00 | 2024-03-10T03:00-04:00
            DAY   | America/New_York | 2024-03-10T12:00-04:00 | 2024-03-10T00:00-05:00 | 2024-03-11T00:00-04:00
            HOUR  | America/New_York | 2024-11-03T01:30-04:00 | 2024-11-03T01:00-04:00 | 2024-11-03T01:00-05:00
            HOUR  | America/New_York | 2024-11-03T01:30-05:00 | 2024-11-03T01:00-05:00 | 2024-11-03T02:00-05:00
            DAY   | America/New_York | 2024-11-03T01:30-05:00 | 2024-11-03T00:00-04:00 | 2024-11-04T00:00-05:00
            # Lord Howe, 2024-04-07 02:00 +11 -> 01:30 +10:30 and 2024-10-06 02:00 +10:30 -> 02:30 +11
            HOUR  | Australia/Lord_Howe | 2024-04-07T01:45+11:00 | 2024-04-07T01:00+11:00 | 2024-04-07T02:00+11:00
            HOUR  | Australia/Lord_Howe | 2024-04-07T01:45+10:30 | 2024-04-07T01:30+10:30 | 2024-04-07T02:00+10:30
            HOUR  | Australia/Lord_Howe | 2024-10-06T02:45+11:00 | 2024-10-06T02:30+11:00 | 2024-10-06T03:00+11:00
            DAY   | Australia/Lord_Howe | 2024-04-07T12:00+10:30 | 2024-04-07T00:00+11:00 | 2024-04-08T00:00+10:30
            # Sao Paulo, 2017-10-15 began at 01:00
            HOUR  | America/Sao_Paulo | 2017-10-14T23:30-03:00 | 2017-10-14T23:00-03:00 | 2017-10-15T01:00-02:00
            HOUR  | America/Sao_Paulo | 2017-10-15T01:30-02:00 | 2017-10-15T01:00-02:00 | 2017-10-15T02:00-02:00
            DAY   | America/Sao_Paulo | 2017-10-15T01:00-02:00 | 2017-10-15T01:00-02:00 | 2017-10-16T00:00-02:00
            WEEK  | America/Sao_Paulo | 2017-10-15T01:00-02:00 | 2017-10-09T00:00-03:00 | 2017-10-16T00:00-02:00
            # Sao Paulo, 2018-02-17 had its last hour twice
            DAY   | America/Sao_Paulo | 2018-02-17T23:30-03:00 | 2018-02-17T00:00-02:00 | 2018-02-18T00:00-03:00
            # St John's, 2006-10-29 00:01 -02:30 -> 2006-10-28 23:01 -03:30: midnight came twice
            HOUR  | America/St_Johns | 2006-10-29T00:00:30-02:30 | 2006-10-29T00:00-02:30 | 2006-10-28T23:01-03:30
            HOUR  | America/St_Johns | 2006-10-28T23:30-03:30    | 2006-10-28T23:01-03:30 | 2006-10-29T00:00-03:30
            HOUR  | America/St_Johns | 2006-10-29T00:30-03:30    | 2006-10-29T00:00-03:30 | 2006-10-29T01:00-03:30
            DAY   | America/St_Johns | 2006-10-28T23:30-02:30    | 2006-10-28T00:00-02:30 | 2006-10-29T00:00-02:30
            DAY   | America/St_Johns | 2006-10-29T00:00:30-02:30 | 2006-10-29T00:00-02:30 | 2006-10-30T00:00-03:30
            DAY   | America/St_Johns | 2006-10-28T23:30-03:30    | 2006-10-29T00:00-02:30 | 2006-10-30T00:00-03:30
            # and on 2009-11-01 it was the edge of a month, within a week
            MONTH | America/St_Johns | 2009-10-31T23:30-03:30    | 2009-11-01T00:00-02:30 | 2009-12-01T00:00-03:30
            MONTH | America/St_Johns | 2009-10-31T23:30-02:30    | 2009-10-01T00:00-02:30 | 2009-11-01T00:00-02:30
            WEEK  | America/St_Johns | 2009-10-31T23:30-03:30    | 2009-10-26T00:00-02:30 | 2009-11-02T00:00-03:30
            # Apia went over the date line: there was no 2011-12-30
            HOUR  | Pacific/Apia | 2011-12-29T23:30-10:00 | 2011-12-29T23:00-10:00 | 2011-12-31T00:00+14:00
            DAY   | Pacific/Apia | 2011-12-29T23:30-10:00 | 2011-12-29T00:00-10:00 | 2011-12-31T00:00+14:00
            DAY   | Pacific/Apia | 2011-12-31T00:00+14:00 | 2011-12-31T00:00+14:00 | 2012-01-01T00:00+14:00
            # Kiritimati had no 1994-12-31, so its December ended a day early
            MONTH | Pacific/Kiritimati | 1994-12-30T23:30-10:00 | 1994-12-01T00:00-10:00 | 1995-01-01T00:00+14:00
            # Lisbon went from +00:00 to +01:00 for 1992-09-27, so its clock stood still
            DAY   | Europe/Lisbon | 1992-09-27T12:00+01:00 | 1992-09-27T00:00+01:00 | 1992-09-28T00:00+01:00
            """)
    void bucketsAreAsTheHistoryOfTheZoneHasIt(
            Period period, String zone, String instant, String start, String end) {
        Bucket bucket = new NaiveCalendar(ZoneId.of(zone)).bucket(period, millis(instant));

        assertThat(bucket).isEqualTo(new Bucket(period, millis(start), millis(end)));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # zero length on an edge touches what begins there; an end on an edge does not
            2024-05-01T10:00Z | 2024-05-01T10:00Z     | 1
            2024-05-01T10:00Z | 2024-05-01T11:00Z     | 1
            2024-05-01T10:00Z | 2024-05-01T11:00:01Z  | 2
            2024-05-01T10:59Z | 2024-05-01T12:00:01Z  | 3
            """)
    void intervalsTouchWhatTheyOverlap(String start, String end, int hours) {
        NaiveCalendar calendar = new NaiveCalendar(ZoneId.of("UTC"));

        assertThat(calendar.touched(Period.HOUR, millis(start), millis(end))).hasSize(hours);
    }

    /** What walking minute by minute relies on. */
    @Test
    void clocksChangeOnWholeMinutesByWholeMinutesSince1973() {
        for (String id : ZoneId.getAvailableZoneIds()) {
            ZoneRules rules = ZoneId.of(id).getRules();
            Instant instant = Instant.parse("1972-12-01T00:00:00Z");
            assertThat(rules.getOffset(instant).getTotalSeconds() % 60).as(id).isZero();
            while (instant.isBefore(Instant.parse("2040-01-01T00:00:00Z"))) {
                ZoneOffsetTransition change = rules.nextTransition(instant);
                if (change == null) {
                    break;
                }
                instant = change.getInstant();
                assertThat(instant.getEpochSecond() % 60).as(id + " " + change).isZero();
                assertThat(change.getDuration().toSeconds() % 60).as(id + " " + change).isZero();
            }
        }
    }

    private static long millis(String time) {
        return OffsetDateTime.parse(time).toInstant().toEpochMilli();
    }
}
