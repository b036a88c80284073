package io.sessionstats.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.sessionstats.calendar.Period;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageAggregationTest {

    private static final String DATE = "2026-03-01T";
    private static final long RATE = 2_000_000;
    private static final List<String> GROUP = List.of("queue-1");

    private final List<UsageRow> rows = new ArrayList<>();

    /** The period is [10:00, 11:00); the times are those of one session. */
    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource(
            nullValues = "none",
            textBlock =
                    """
            # start,      end,          seconds inside
            # Inside
            10:20:00,     10:25:30.500, 330.5
            10:10:00,     10:50:00,     2400
            10:00:00,     11:00:00,     3600
            10:00:00,     10:00:00.001, 0.001
            10:59:59.999, 11:00:00,     0.001
            # Across the left edge
            09:50:00,     10:20:00,     1200
            09:59:59.999, 10:00:00.001, 0.001
            08:00:00,     11:00:00,     3600
            # Across the right edge
            10:50:00,     11:20:00,     600
            10:59:59.999, 11:00:00.001, 0.001
            10:00:00,     23:00:00,     3600
            # Over all of it
            09:59:59.999, 11:00:00.001, 3600
            01:00:00,     23:00:00,     3600
            # Beside it
            09:50:00,     10:00:00,     none
            11:00:00,     11:20:00,     none
            09:20:00,     09:59:59.999, none
            # Of zero length: in the period that holds its instant
            10:00:00,     10:00:00,     0
            10:20:00,     10:20:00,     0
            10:59:59.999, 10:59:59.999, 0
            11:00:00,     11:00:00,     none
            09:59:59.999, 09:59:59.999, none
            """)
    void sessionIsClippedToThePeriod(String start, String end, Double seconds) {
        UsageAggregation aggregation = aggregation(periods("10:00:00", "11:00:00", null), 10);

        aggregation.add(aggregation.priceGroup(GROUP, RATE), cell(start, end));
        aggregation.finish();

        if (seconds == null) {
            assertThat(rows).isEmpty();
            return;
        }
        assertThat(rows)
                .singleElement()
                .satisfies(
                        row -> {
                            assertThat(row.group()).isEqualTo(GROUP);
                            assertThat(row.startMillis()).isEqualTo(millis("10:00:00"));
                            assertThat(row.endMillis()).isEqualTo(millis("11:00:00"));
                            assertThat(row.figures().sessions()).isEqualTo(1);
                            assertThat(row.figures().runtimeSumSeconds()).isEqualTo(seconds);
                            assertThat(row.figures().runtimeMinSeconds()).isEqualTo(seconds);
                            assertThat(row.figures().runtimeMaxSeconds()).isEqualTo(seconds);
                            assertThat(row.figures().costSumUsd()).isEqualTo(2 * seconds / 3600);
                        });
    }

    /** Two sessions of one cell; the period is [10:00, 11:00). */
    @ParameterizedTest(name = "{0}-{1} and {2}-{3}")
    @CsvSource(
            textBlock =
                    """
            # start,  end,      start,    end,      sum,  min,  max
            # Inside: the longer one is neither the first to start nor the last to end
            10:01:00, 10:40:00, 10:02:00, 10:44:00, 4860, 2340, 2520
            # Left edge: the last to end has most
            09:46:00, 10:20:00, 09:50:00, 10:25:00, 2700, 1200, 1500
            # Right edge: the first to start has most
            10:46:00, 11:20:00, 10:50:00, 11:25:00, 1440, 600,  840
            09:46:00, 11:20:00, 09:50:00, 11:25:00, 7200, 3600, 3600
            """)
    void extremesAreThoseInsideThePeriod(
            String start1, String end1, String start2, String end2, long sum, long min, long max) {
        UsageAggregation aggregation = aggregation(periods("10:00:00", "11:00:00", null), 10);

        aggregation.add(
                aggregation.priceGroup(GROUP, RATE), cell(start1, end1).plus(cell(start2, end2)));
        aggregation.finish();

        assertThat(rows)
                .extracting(UsageRow::figures)
                .containsExactly(
                        new UsageFigures(
                                2,
                                1000 * sum,
                                1000 * min,
                                1000 * max,
                                BigInteger.valueOf(RATE * 1000 * sum),
                                BigInteger.valueOf(RATE * 1000 * min),
                                BigInteger.valueOf(RATE * 1000 * max)));
    }

    @Test
    void costsOfDifferentPricesAreComparedByTheirAmount() {
        UsageAggregation aggregation = aggregation(periods("10:00:00", "11:00:00", null), 10);

        aggregation.add(aggregation.priceGroup(GROUP, 1_000_000), cell("10:00:00", "10:30:00"));
        aggregation.add(aggregation.priceGroup(GROUP, 7_000_000), cell("10:00:00", "10:10:00"));
        aggregation.add(aggregation.priceGroup(GROUP, 0), cell("10:20:00", "10:40:00"));
        aggregation.finish();

        UsageFigures figures = rows.get(0).figures();
        assertThat(rows).hasSize(1);
        assertThat(figures.runtimeMinSeconds()).isEqualTo(600.0);
        assertThat(figures.runtimeMaxSeconds()).isEqualTo(1800.0);
        assertThat(figures.costMinUsd()).isEqualTo(0.0);
        assertThat(figures.costMaxUsd()).isEqualTo(7.0 / 6);
        assertThat(figures.costSumUsd()).isEqualTo(0.5 + 7.0 / 6);
    }

    /** The highest price for a week takes more than 64 bits, a million of them more than 80. */
    @Test
    void costsBeyondALongAreExact() {
        long week = Duration.ofDays(7).toMillis();
        long sessions = 1_000_000;
        long start = millis("10:00:00");
        UsageCell one = UsageCell.of(start, start + week, UsageGrain.DEFAULT);
        UsageCell million =
                new UsageCell(
                        one.startSlot(),
                        one.endSlot(),
                        sessions,
                        0,
                        sessions * one.endOffsetSum(),
                        0,
                        0,
                        one.endOffsetMin(),
                        one.endOffsetMax(),
                        week,
                        week);
        UsageAggregation aggregation =
                aggregation(
                        UsagePeriods.of(start, start + week, null, null, UsageGrain.DEFAULT), 10);

        aggregation.add(aggregation.priceGroup(GROUP, 1_000_000_000_000L), million);
        aggregation.add(aggregation.priceGroup(GROUP, 999_999_999_999L), one);
        aggregation.finish();

        BigInteger least = BigInteger.valueOf(999_999_999_999L).multiply(BigInteger.valueOf(week));
        BigInteger most = BigInteger.TEN.pow(12).multiply(BigInteger.valueOf(week));
        assertThat(rows.get(0).figures())
                .isEqualTo(
                        new UsageFigures(
                                sessions + 1,
                                (sessions + 1) * week,
                                week,
                                week,
                                most.multiply(BigInteger.valueOf(sessions)).add(least),
                                least,
                                most));
    }

    @Test
    void sessionGivesEachPeriodItsShare() {
        UsageAggregation aggregation =
                aggregation(periods("09:30:00", "12:45:00", Period.HOUR), 10);

        aggregation.add(aggregation.priceGroup(GROUP, RATE), cell("09:50:00", "12:10:00"));
        aggregation.finish();

        assertThat(rows)
                .extracting(row -> row.figures().runtimeSumMillis() / 60_000)
                .containsExactly(10L, 60L, 60L, 10L);
    }

    @Test
    void lackingDimensionIsAGroupOfItsOwn() {
        UsageAggregation aggregation = aggregation(periods("10:00:00", "11:00:00", null), 10);
        List<String> lacking = Arrays.asList("queue-1", null);

        aggregation.add(aggregation.priceGroup(lacking, RATE), cell("10:00:00", "10:10:00"));
        aggregation.add(
                aggregation.priceGroup(List.of("queue-1", "null"), RATE),
                cell("10:00:00", "10:20:00"));
        aggregation.finish();

        assertThat(rows)
                .extracting(UsageRow::group)
                .containsExactlyInAnyOrder(lacking, List.of("queue-1", "null"));
    }

    @Test
    void equalGroupsAndPricesHaveEqualNumbers() {
        UsageAggregation aggregation = aggregation(periods("10:00:00", "11:00:00", null), 10);

        int first = aggregation.priceGroup(Arrays.asList("a", null), 1);

        assertThat(aggregation.priceGroup(Arrays.asList("a", null), 1)).isEqualTo(first);
        assertThat(aggregation.priceGroup(Arrays.asList("a", null), 2)).isNotEqualTo(first);
        assertThat(aggregation.priceGroup(Arrays.asList(null, "a"), 1)).isNotEqualTo(first);
    }

    @Test
    void periodIsToldOnceNoLaterCellCanTouchIt() {
        UsageAggregation aggregation =
                aggregation(periods("10:00:00", "13:00:00", Period.HOUR), 10);
        int number = aggregation.priceGroup(GROUP, RATE);

        aggregation.add(number, cell("10:20:00", "12:10:00"));
        aggregation.passed(slot("10:45:00"));
        assertThat(rows).isEmpty();
        aggregation.add(number, cell("10:59:00", "11:10:00"));
        aggregation.passed(slot("11:00:00"));
        assertThat(rows).extracting(UsageRow::startMillis).containsExactly(millis("10:00:00"));
        assertThat(rows.get(0).figures().sessions()).isEqualTo(2);
        aggregation.passed(slot("10:00:00")); // Says nothing new
        aggregation.add(number, cell("11:00:00", "11:10:00"));
        aggregation.finish();

        assertThat(rows)
                .extracting(UsageRow::startMillis)
                .containsExactly(millis("10:00:00"), millis("11:00:00"), millis("12:00:00"));
        assertThat(rows.get(1).figures().sessions()).isEqualTo(3);
    }

    @Test
    void cellThatStartsBeforeWhatHasPassedIsAFault() {
        UsageAggregation aggregation = aggregation(periods("10:00:00", "11:00:00", null), 10);
        int number = aggregation.priceGroup(GROUP, RATE);

        aggregation.passed(slot("10:30:00"));

        assertThatThrownBy(() -> aggregation.add(number, cell("10:20:00", "10:50:00")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void moreGroupsThanAreHeldAtATimeAreToldInParts() {
        UsageAggregation aggregation = aggregation(periods("10:00:00", "13:00:00", Period.HOUR), 3);
        int number = aggregation.priceGroup(GROUP, RATE);

        aggregation.add(number, cell("10:20:00", "12:10:00"));
        aggregation.add(number, cell("10:25:00", "12:10:00"));
        assertThat(aggregation.inParts()).isFalse();
        assertThat(rows).isEmpty();
        int another = aggregation.priceGroup(List.of("queue-2"), RATE);
        aggregation.add(another, cell("12:20:00", "12:30:00"));
        aggregation.add(number, cell("12:00:00", "12:15:00"));
        aggregation.finish();

        assertThat(aggregation.inParts()).isTrue();
        assertThat(rows)
                .extracting(
                        row -> row.group().get(0),
                        row -> Instant.ofEpochMilli(row.startMillis()).toString().substring(11, 13),
                        row -> row.figures().sessions(),
                        row -> row.figures().runtimeSumMillis() / 60_000)
                .containsExactlyInAnyOrder(
                        tuple("queue-1", "10", 2L, 75L),
                        tuple("queue-1", "11", 2L, 120L),
                        tuple("queue-1", "12", 2L, 20L),
                        tuple("queue-2", "12", 1L, 10L),
                        tuple("queue-1", "12", 1L, 15L));
    }

    @Test
    void groupsThatWereForgottenCanBeRegisteredAnew() {
        UsageAggregation aggregation = aggregation(periods("10:00:00", "13:00:00", null), 3);
        aggregation.forgetGroups();
        assertThat(aggregation.inParts()).isFalse();
        aggregation.add(aggregation.priceGroup(GROUP, RATE), cell("10:20:00", "10:30:00"));

        aggregation.forgetGroups();
        assertThat(rows).hasSize(1);
        assertThat(aggregation.priceGroup(List.of("queue-2"), RATE)).isZero();
        aggregation.add(aggregation.priceGroup(GROUP, RATE), cell("10:40:00", "11:00:00"));
        aggregation.finish();

        assertThat(aggregation.inParts()).isTrue();
        assertThat(rows)
                .extracting(UsageRow::group, row -> row.figures().runtimeSumMillis() / 60_000)
                .containsExactly(tuple(GROUP, 10L), tuple(GROUP, 20L));
    }

    /** 24 hours of 10,000 jobs each, each of which runs into the next hour. */
    @Test
    void onlyGroupsOfPeriodsInProgressAreHeld() {
        UsageAggregation aggregation =
                aggregation(periods("00:00:00", "23:45:00", Period.HOUR), 29_998);
        long sessions = 0;
        for (int hour = 0; hour < 23; hour++) {
            long start = millis("00:00:00") + hour * 3_600_000L;
            aggregation.passed(UsageGrain.DEFAULT.slot(start));
            for (int job = 0; job < 10_000; job++) {
                int number = aggregation.priceGroup(List.of("job-" + hour + "-" + job), RATE);
                aggregation.add(
                        number,
                        UsageCell.of(
                                start + job, start + 3_600_000 + job * 360L, UsageGrain.DEFAULT));
                sessions += job == 0 ? 1 : 2; // The first one ends with the hour
            }
        }
        aggregation.finish();

        assertThat(rows).hasSize((int) sessions);
        Set<Object> pairs = new HashSet<>();
        rows.forEach(row -> pairs.add(List.of(row.group(), row.startMillis())));
        assertThat(pairs).hasSameSizeAs(rows);
        assertThat(rows).isSortedAccordingTo(Comparator.comparing(UsageRow::startMillis));
    }

    @Test
    void withoutExtremesOnlySumsAreTold() {
        UsageAggregation aggregation =
                new UsageAggregation(
                        query(periods("10:00:00", "11:00:00", null), false),
                        UsageGrain.DEFAULT,
                        10,
                        rows::add);
        UsageCell cell = cell("10:05:00", "10:40:00");

        aggregation.add(
                aggregation.priceGroup(GROUP, RATE),
                new UsageCell(
                        cell.startSlot(),
                        cell.endSlot(),
                        1,
                        cell.startOffsetSum(),
                        cell.endOffsetSum(),
                        0,
                        0,
                        0,
                        0,
                        0,
                        0));
        aggregation.finish();

        assertThat(rows)
                .extracting(UsageRow::figures)
                .containsExactly(
                        new UsageFigures(
                                1,
                                2_100_000,
                                0,
                                0,
                                BigInteger.valueOf(RATE * 2_100_000),
                                BigInteger.ZERO,
                                BigInteger.ZERO));
    }

    @Test
    void periodsOffTheGrainOfTheCellsAreAFault() {
        UsagePeriods quarters = periods("10:15:00", "11:00:00", null);

        assertThatThrownBy(
                        () ->
                                new UsageAggregation(
                                        query(quarters, true),
                                        UsageGrain.of(Duration.ofHours(1)),
                                        10,
                                        rows::add))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private UsageAggregation aggregation(UsagePeriods periods, int groupsMax) {
        return new UsageAggregation(query(periods, true), UsageGrain.DEFAULT, groupsMax, rows::add);
    }

    private static UsageQuery query(UsagePeriods periods, boolean extremes) {
        return new UsageQuery(
                "farm-1",
                UsageDimension.QUEUE_ID,
                List.of("queue-1"),
                List.of(UsageDimension.QUEUE_ID),
                periods,
                extremes);
    }

    private static UsagePeriods periods(String start, String end, Period period) {
        return UsagePeriods.of(
                millis(start), millis(end), period, ZoneOffset.UTC, UsageGrain.DEFAULT);
    }

    private static UsageCell cell(String start, String end) {
        return UsageCell.of(millis(start), millis(end), UsageGrain.DEFAULT);
    }

    private static long slot(String time) {
        return UsageGrain.DEFAULT.slot(millis(time));
    }

    private static long millis(String time) {
        return Instant.parse(DATE + time + "Z").toEpochMilli();
    }
}
