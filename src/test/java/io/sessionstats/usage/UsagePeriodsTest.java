package io.sessionstats.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sessionstats.calendar.Period;
import io.sessionstats.usage.InvalidPeriodsException.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsagePeriodsTest {

    /** The edges are in UTC. */
    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # Whole buckets
            UTC                | HOUR  | 2026-03-01T10:00Z      | 2026-03-01T12:00Z      | 2026-03-01T10:00Z 2026-03-01T11:00Z 2026-03-01T12:00Z
            # Rounded outwards to a quarter of an hour, and clipped
            UTC                | HOUR  | 2026-03-01T10:20Z      | 2026-03-01T11:31Z      | 2026-03-01T10:15Z 2026-03-01T11:00Z 2026-03-01T11:45Z
            UTC                | HOUR  | 2026-03-01T10:14:59.999Z | 2026-03-01T10:15:00.001Z | 2026-03-01T10:00Z 2026-03-01T10:30Z
            UTC                | HOUR  | 2026-03-01T10:05Z      | 2026-03-01T10:06Z      | 2026-03-01T10:00Z 2026-03-01T10:15Z
            # Rounded over an edge
            UTC                | DAY   | 2026-03-01T23:50Z      | 2026-03-02T23:50Z      | 2026-03-01T23:45Z 2026-03-02T00:00Z 2026-03-03T00:00Z
            Asia/Kathmandu     | DAY   | 2026-03-01T00:00Z      | 2026-03-02T00:00Z      | 2026-03-01T00:00Z 2026-03-01T18:15Z 2026-03-02T00:00Z
            Asia/Kathmandu     | HOUR  | 2026-03-01T00:00Z      | 2026-03-01T02:00Z      | 2026-03-01T00:00Z 2026-03-01T00:15Z 2026-03-01T01:15Z 2026-03-01T02:00Z
            UTC+05:30          | DAY   | 2026-03-01T18:30Z      | 2026-03-02T18:30Z      | 2026-03-01T18:30Z 2026-03-02T18:30Z
            UTC-08:00          | WEEK  | 2026-03-01T00:00Z      | 2026-03-09T12:00Z      | 2026-03-01T00:00Z 2026-03-02T08:00Z 2026-03-09T08:00Z 2026-03-09T12:00Z
            # 23 and 25 hours
            Europe/Berlin      | DAY   | 2026-03-28T23:00Z      | 2026-03-30T22:00Z      | 2026-03-28T23:00Z 2026-03-29T22:00Z 2026-03-30T22:00Z
            Europe/Berlin      | DAY   | 2026-10-24T22:00Z      | 2026-10-26T23:00Z      | 2026-10-24T22:00Z 2026-10-25T23:00Z 2026-10-26T23:00Z
            # Half an hour back
            Australia/Lord_Howe | HOUR | 2026-04-04T14:00Z      | 2026-04-04T16:30Z      | 2026-04-04T14:00Z 2026-04-04T15:00Z 2026-04-04T15:30Z 2026-04-04T16:30Z
            America/New_York   | MONTH | 2026-02-15T00:00Z      | 2026-04-01T04:00Z      | 2026-02-15T00:00Z 2026-03-01T05:00Z 2026-04-01T04:00Z
            # A day that the zone skipped
            Pacific/Apia       | DAY   | 2011-12-29T10:00Z      | 2011-12-31T10:00Z      | 2011-12-29T10:00Z 2011-12-30T10:00Z 2011-12-31T10:00Z
            """)
    void cutsTheRangeAtTheEdgesOfTheCalendar(
            String zone, Period period, OffsetDateTime start, OffsetDateTime end, String edges) {
        UsagePeriods periods =
                UsagePeriods.of(
                        millis(start),
                        millis(end),
                        period,
                        ZoneId.of(zone),
                        UsageGrain.of(Duration.ofMinutes(15)));

        assertThat(edges(periods)).containsExactly(instants(edges));
    }

    @Test
    void withoutAPeriodTheRangeIsOneAndNoCalendarIsAsked() {
        UsagePeriods periods =
                UsagePeriods.of(
                        millis("2026-03-01T10:20:00Z"),
                        millis("2031-03-01T10:20:00Z"),
                        null,
                        null,
                        UsageGrain.DEFAULT);

        assertThat(edges(periods))
                .containsExactly(instants("2026-03-01T10:15:00Z 2031-03-01T10:30:00Z"));
        assertThat(periods.firstMillis()).isEqualTo(millis("2026-03-01T10:15:00Z"));
        assertThat(periods.lastMillis()).isEqualTo(millis("2031-03-01T10:30:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T10:00:00Z, 2026-03-01T10:00:00Z",
        "2026-03-01T10:05:00Z, 2026-03-01T10:05:00Z",
        "2026-03-01T10:05:00.001Z, 2026-03-01T10:05:00Z"
    })
    void emptyRangeIsRefused(Instant start, Instant end) {
        assertThat(refusal(start, end, Period.HOUR, "UTC")).isEqualTo(Fault.EMPTY_RANGE);
        assertThat(refusal(start, end, null, "UTC")).isEqualTo(Fault.EMPTY_RANGE);
    }

    @Test
    void tenThousandPeriodsAreAnsweredAndOneMoreIsNot() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        Instant end = start.plus(Duration.ofHours(10_000));

        UsagePeriods most = periods(start, end, Period.HOUR, "UTC");

        assertThat(most.count()).isEqualTo(10_000);
        assertThat(most.lastMillis()).isEqualTo(end.toEpochMilli());
        assertThatThrownBy(() -> periods(start, end.plusMillis(1), Period.HOUR, "UTC"))
                .hasMessageContaining("at most 10000")
                .hasMessageContaining("10001 HOUR periods")
                .isInstanceOfSatisfying(
                        InvalidPeriodsException.class,
                        e -> assertThat(e.fault()).isEqualTo(Fault.TOO_MANY_PERIODS));
    }

    /** Counted from one change of offset to the next, so that nobody can make it take long. */
    @ParameterizedTest
    @CsvSource({
        "HOUR, Europe/Berlin, 78_892_369",
        "DAY, Europe/Berlin, 3_287_183",
        "WEEK, Europe/Berlin, 469_598",
        "MONTH, Europe/Berlin, 108_001"
    })
    void thousandsOfYearsAreRefusedWithTheirCount(Period period, String zone, String count) {
        assertThatThrownBy(
                        () ->
                                periods(
                                        Instant.parse("1000-01-01T00:00:00Z"),
                                        Instant.parse("9999-12-31T23:59:59Z"),
                                        period,
                                        zone))
                .hasMessageContaining(" " + count.replace("_", "") + " " + period + " periods");
    }

    /** At 00:01 the clocks of St John's went back to 23:01. */
    @Test
    void edgeOffTheGrainIsRefusedNamingIt() {
        Instant start = Instant.parse("2006-10-28T00:00:00Z");
        Instant end = Instant.parse("2006-10-30T00:00:00Z");

        InvalidPeriodsException refusal =
                catchThrowableOfType(
                        InvalidPeriodsException.class,
                        () -> periods(start, end, Period.HOUR, "America/St_Johns"));

        assertThat(refusal.fault()).isEqualTo(Fault.EDGE_OFF_GRAIN);
        assertThat(refusal)
                .hasMessageContaining("PT15M")
                .hasMessageContaining("America/St_Johns")
                .hasMessageContaining("2006-10-29T02:31:00Z");
        assertThat(periods(start, end, Period.DAY, "America/St_Johns").count()).isEqualTo(3);
        assertThat(
                        UsagePeriods.of(
                                        start.toEpochMilli(),
                                        end.toEpochMilli(),
                                        Period.HOUR,
                                        ZoneId.of("America/St_Johns"),
                                        UsageGrain.of(Duration.ofMinutes(1)))
                                .count())
                .isEqualTo(50);
    }

    @Test
    void calendarOfAQuarterNeedsAGrainOfAQuarter() {
        assertThatThrownBy(
                        () ->
                                UsagePeriods.of(
                                        millis("2026-03-01T00:00:00Z"),
                                        millis("2026-03-02T00:00:00Z"),
                                        Period.DAY,
                                        ZoneId.of("Asia/Kathmandu"),
                                        UsageGrain.of(Duration.ofHours(1))))
                .hasMessageContaining("PT1H")
                .hasMessageContaining("2026-03-01T18:15:00Z");
    }

    private static Fault refusal(Instant start, Instant end, Period period, String zone) {
        return catchThrowableOfType(
                        InvalidPeriodsException.class, () -> periods(start, end, period, zone))
                .fault();
    }

    private static UsagePeriods periods(Instant start, Instant end, Period period, String zone) {
        return UsagePeriods.of(
                start.toEpochMilli(),
                end.toEpochMilli(),
                period,
                ZoneId.of(zone),
                UsageGrain.DEFAULT);
    }

    private static List<Instant> edges(UsagePeriods periods) {
        List<Instant> edges = new ArrayList<>();
        for (int i = 0; i < periods.count(); i++) {
            edges.add(Instant.ofEpochMilli(periods.startMillis(i)));
        }
        edges.add(Instant.ofEpochMilli(periods.endMillis(periods.count() - 1)));
        return edges;
    }

    private static Instant[] instants(String texts) {
        return List.of(texts.split(" ", -1)).stream()
                .map(text -> OffsetDateTime.parse(text).toInstant())
                .toArray(Instant[]::new);
    }

    private static long millis(OffsetDateTime time) {
        return time.toInstant().toEpochMilli();
    }

    private static long millis(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
