package io.sessionstats.benchmark;

import io.sessionstats.calendar.Period;
import io.sessionstats.usage.UsageAggregation;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageDimension;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsagePeriods;
import io.sessionstats.usage.UsageQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What adding a cell to an aggregation costs: a month's cells, by start slot, in ever more groups.
 * The store reads cells one by one, so each is made anew.
 */
class UsageAggregationBenchmark {

    private static final int ROUNDS = 6;
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final long FROM = Instant.parse("2026-02-28T23:00:00Z").toEpochMilli();
    private static final long TO = Instant.parse("2026-03-31T22:00:00Z").toEpochMilli();

    @ParameterizedTest
    @CsvSource({
        "DAY, 10, PT20M",
        "DAY, 10, PT6H",
        "DAY, 100000, PT20M",
        "HOUR, 10, PT20M",
        "HOUR, 100000, PT20M",
        "HOUR, 100, P7D"
    })
    void costOfACell(Period period, int groups, Duration longest) {
        int cells = BenchmarkSettings.sessions();
        Random random = new Random(1);
        long[] starts = random.longs(cells, FROM, TO).sorted().toArray();
        long[] lengths = random.longs(cells, 0, longest.toMillis()).toArray();
        int[] groupOfCell = random.ints(cells, 0, groups).toArray();
        for (int round = 1; round <= ROUNDS; round++) {
            int[] rows = {0};
            UsageAggregation aggregation =
                    new UsageAggregation(
                            query(period), UsageGrain.DEFAULT, 5_000_000, r -> rows[0]++);
            int[] numbers = new int[groups];
            Arrays.setAll(numbers, i -> aggregation.priceGroup(List.of("group-" + i), 1_250_000));
            long startNanos = System.nanoTime();
            long periodParts = 0;
            for (int i = 0; i < cells; i++) {
                UsageCell cell =
                        UsageCell.of(starts[i], starts[i] + lengths[i], UsageGrain.DEFAULT);
                aggregation.passed(cell.startSlot());
                aggregation.add(numbers[groupOfCell[i]], cell);
                periodParts += 1 + (cell.endSlot() - cell.startSlot()) / 4;
            }
            aggregation.finish();
            double nanos = System.nanoTime() - startNanos;
            System.out.printf(
                    "%s, %d groups, sessions up to %s: %,d cells (%,d hours): %.0f ns a cell, %.1f"
                            + " million a second; %,d rows%n",
                    period,
                    groups,
                    longest,
                    cells,
                    periodParts,
                    nanos / cells,
                    cells / nanos * 1e3,
                    rows[0]);
        }
    }

    private static UsageQuery query(Period period) {
        return new UsageQuery(
                "farm",
                UsageDimension.QUEUE_ID,
                List.of("queue"),
                List.of(UsageDimension.JOB_ID),
                UsagePeriods.of(FROM, TO, period, ZONE, UsageGrain.DEFAULT),
                true);
    }
}
