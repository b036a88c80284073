package io.sessionstats.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.calendar.Period;
import io.sessionstats.oracle.NaiveUsage;
import io.sessionstats.oracle.NaiveUsage.Interval;
import io.sessionstats.oracle.NaiveUsage.UsedSession;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows from cells are the same, to the last digit, as from clipping every whole session. */
class UsageAgainstOracleTest {

    private static final long MINUTE = 60_000;
    private static final long DAY = 24 * 60 * MINUTE;
    private static final long COST_UNITS_PER_USD = 3_600_000_000_000L;
    private static final int SESSIONS = 150;

    /** Together, for every zone, all grains and periods come many times. */
    private static final int CASES_PER_ZONE = 60;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "UTC+05:30",
                "UTC-08:00",
                "Europe/Berlin",
                "America/New_York",
                "Australia/Sydney",
                "Australia/Lord_Howe", // 30 minutes
                "Asia/Kathmandu", // +05:45
                "Pacific/Chatham", // +12:45 and +13:45
                "America/St_Johns", // -03:30 and -02:30
                "America/Santiago", // Clocks change at midnight
                "Africa/Casablanca" // Clocks change four times in a few years, by the moon
            })
    void rowsAreThoseOfWholeSessions(String zone) {
        int answered = 0;
        for (long seed = 1; seed <= CASES_PER_ZONE; seed++) {
            if (rowsAgree(ZoneId.of(zone), seed)) {
                answered++;
            }
        }
        // Some zones' hours do not fit a grain of an hour.
        assertThat(answered).isGreaterThan(CASES_PER_ZONE / 2);
    }

    /** Whether there was an answer; it agrees then. */
    private static boolean rowsAgree(ZoneId zone, long seed) {
        Random random = new Random(31 * seed + zone.getId().hashCode());
        Period period =
                new Period[] {null, Period.HOUR, Period.DAY, Period.WEEK, Period.MONTH}
                        [random.nextInt(5)];
        UsageGrain grain =
                UsageGrain.of(
                        Duration.ofMinutes(new int[] {15, 15, 1, 5, 30, 60}[random.nextInt(6)]));
        long start = nearAChange(zone, random) - random.nextLong(longest(period));
        long end = start + 1 + random.nextLong(2 * longest(period));
        String description =
                "seed %d, %s, %s, %s, [%s, %s)"
                        .formatted(
                                seed,
                                zone,
                                period,
                                grain,
                                Instant.ofEpochMilli(start),
                                Instant.ofEpochMilli(end));
        List<Interval> intervals = NaiveUsage.intervals(start, end, period, zone, grain.millis());
        if (intervals.stream().anyMatch(interval -> interval.endMillis() % grain.millis() != 0)) {
            assertThatThrownBy(() -> UsagePeriods.of(start, end, period, zone, grain))
                    .as(description)
                    .isInstanceOf(InvalidPeriodsException.class);
            return false;
        }
        UsageQuery query = query(random, UsagePeriods.of(start, end, period, zone, grain));
        List<UsedSession> sessions = new RandomUsage(random).sessions(SESSIONS, intervals);

        List<UsageRow> rows = rowsFromCells(query, grain, sessions, random);

        assertThat(rows)
                .as(description)
                .containsExactlyInAnyOrderElementsOf(
                        new NaiveUsage(sessions)
                                .rows(
                                        query.filter(),
                                        query.resourceIds(),
                                        query.groupBy(),
                                        intervals,
                                        query.extremes()));
        assertThat(rows).as(description).isNotEmpty();
        rows.forEach(row -> doublesAreNearest(row.figures()));
        return true;
    }

    private static long longest(Period period) {
        return period == null
                ? 40 * DAY
                : switch (period) {
                    case HOUR -> 3 * DAY;
                    case DAY -> 12 * DAY;
                    case WEEK -> 40 * DAY;
                    case MONTH -> 150 * DAY;
                };
    }

    /** Where the zone's clocks change, if they do in these years. */
    private static long nearAChange(ZoneId zone, Random random) {
        Instant instant =
                Instant.parse("2012-01-01T00:00:00Z").plusMillis(random.nextLong(25 * 365 * DAY));
        ZoneOffsetTransition next = zone.getRules().nextTransition(instant);
        return (next == null ? instant : next.getInstant()).toEpochMilli();
    }

    private static UsageQuery query(Random random, UsagePeriods periods) {
        List<UsageDimension> dimensions = new ArrayList<>(List.of(UsageDimension.values()));
        Collections.shuffle(dimensions, random);
        boolean queues = random.nextBoolean();
        List<String> ids = queues ? List.of("queue-1", "queue-3", "queue-9") : List.of("fleet-2");
        return new UsageQuery(
                "farm-1",
                queues ? UsageDimension.QUEUE_ID : UsageDimension.FLEET_ID,
                ids,
                dimensions.subList(0, 1 + random.nextInt(2)),
                periods,
                random.nextInt(4) > 0);
    }

    /** Cells in order of their start, but for those between two steps of what has passed. */
    private static List<UsageRow> rowsFromCells(
            UsageQuery query, UsageGrain grain, List<UsedSession> sessions, Random random) {
        List<KeyedCell> cells = cells(sessions, grain);
        Collections.shuffle(cells, random);
        long[] steps =
                random.longs(random.nextInt(30), 0, cells.size())
                        .map(i -> cells.get((int) i).cell().startSlot() + random.nextInt(3))
                        .sorted()
                        .toArray();
        cells.sort(Comparator.comparing(cell -> stepsUntil(steps, cell.cell().startSlot())));
        List<UsageRow> rows = new ArrayList<>();
        UsageAggregation aggregation =
                new UsageAggregation(query, grain, Integer.MAX_VALUE, rows::add);
        int passed = 0;
        for (KeyedCell keyed : cells) {
            while (passed < stepsUntil(steps, keyed.cell().startSlot())) {
                aggregation.passed(steps[passed]);
                passed++;
            }
            if (query.selects(keyed.key())) {
                aggregation.add(
                        aggregation.priceGroup(
                                group(query, keyed.key()), keyed.key().hourlyRateMicroUsd()),
                        query.extremes() ? keyed.cell() : sumsOnly(keyed.cell()));
            }
        }
        aggregation.finish();
        return rows;
    }

    private static long stepsUntil(long[] steps, long startSlot) {
        return Arrays.stream(steps).filter(step -> step <= startSlot).count();
    }

    private static List<String> group(UsageQuery query, UsageKey key) {
        return query.groupBy().stream().map(key::value).toList();
    }

    private static List<KeyedCell> cells(List<UsedSession> sessions, UsageGrain grain) {
        Map<List<Object>, KeyedCell> cells = new HashMap<>();
        for (UsedSession session : sessions) {
            UsageCell cell = UsageCell.of(session.startMillis(), session.endMillis(), grain);
            cells.merge(
                    List.of(session.key(), cell.startSlot(), cell.endSlot()),
                    new KeyedCell(session.key(), cell),
                    (one, other) -> new KeyedCell(one.key(), one.cell().plus(other.cell())));
        }
        return new ArrayList<>(cells.values());
    }

    private static UsageCell sumsOnly(UsageCell cell) {
        return new UsageCell(
                cell.startSlot(),
                cell.endSlot(),
                cell.sessions(),
                cell.startOffsetSum(),
                cell.endOffsetSum(),
                0,
                0,
                0,
                0,
                0,
                0);
    }

    private static void doublesAreNearest(UsageFigures figures) {
        BigInteger runtime = BigInteger.valueOf(figures.runtimeSumMillis());
        UsageFiguresTest.isNearest(figures.runtimeSumSeconds(), runtime, 1000, 1);
        UsageFiguresTest.isNearest(
                figures.runtimeAverageSeconds(), runtime, 1000, figures.sessions());
        UsageFiguresTest.isNearest(figures.costSumUsd(), figures.costSum(), COST_UNITS_PER_USD, 1);
        UsageFiguresTest.isNearest(
                figures.costAverageUsd(),
                figures.costSum(),
                COST_UNITS_PER_USD,
                figures.sessions());
        UsageFiguresTest.isNearest(figures.costMinUsd(), figures.costMin(), COST_UNITS_PER_USD, 1);
        UsageFiguresTest.isNearest(figures.costMaxUsd(), figures.costMax(), COST_UNITS_PER_USD, 1);
    }

    /** Without an oracle: what whole sessions use in a range is the sum over its periods. */
    @ParameterizedTest
    @MethodSource("periods")
    void periodsAddUpForRuntimeAndCost(Period period) {
        Random random = new Random(7);
        ZoneId zone = ZoneId.of("Europe/Berlin");
        UsageGrain grain = UsageGrain.DEFAULT;
        long start = Instant.parse("2026-03-20T10:20:00Z").toEpochMilli();
        long end = Instant.parse("2026-04-20T10:50:00Z").toEpochMilli();
        List<UsedSession> sessions =
                new RandomUsage(random).sessions(2000, List.of(new Interval(start, end)));
        List<String> queues = List.of("queue-1", "queue-2", "queue-3");
        Function<Period, List<UsageRow>> rows =
                each ->
                        rowsFromCells(
                                new UsageQuery(
                                        "farm-1",
                                        UsageDimension.QUEUE_ID,
                                        queues,
                                        List.of(UsageDimension.QUEUE_ID),
                                        UsagePeriods.of(start, end, each, zone, grain),
                                        true),
                                grain,
                                sessions,
                                random);

        Map<List<String>, BigInteger> runtimes = new HashMap<>();
        Map<List<String>, BigInteger> costs = new HashMap<>();
        for (UsageRow row : rows.apply(period)) {
            runtimes.merge(
                    row.group(),
                    BigInteger.valueOf(row.figures().runtimeSumMillis()),
                    BigInteger::add);
            costs.merge(row.group(), row.figures().costSum(), BigInteger::add);
        }

        List<UsageRow> totals = rows.apply(null);
        assertThat(totals).hasSize(3);
        for (UsageRow total : totals) {
            assertThat(runtimes.get(total.group()))
                    .isEqualTo(BigInteger.valueOf(total.figures().runtimeSumMillis()));
            assertThat(costs.get(total.group())).isEqualTo(total.figures().costSum());
        }
    }

    static Stream<Period> periods() {
        return Stream.of(Period.values());
    }
}
