package io.sessionstats.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ZoneCalendar;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketCoverTest {

    private static final ZoneCalendar SHANGHAI = new ZoneCalendar(ZoneId.of("Asia/Shanghai"));

    private static String runs(Period largest, String start, String end, long closedMillis) {
        return new BucketCover(SHANGHAI, largest, closedMillis)
                .runs(millis(start), millis(end)).stream()
                        .map(
                                run ->
                                        "%s %s %s"
                                                .formatted(
                                                        run.period(),
                                                        shown(run.startMillis()),
                                                        shown(run.endMillis())))
                        .collect(Collectors.joining(", "));
    }

    private static long millis(String local) {
        return OffsetDateTime.parse(local + ":00+08:00").toInstant().toEpochMilli();
    }

    private static String shown(long millis) {
        return Instant.ofEpochMilli(millis).atZone(SHANGHAI.zone()).toLocalDateTime().toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            MONTH | 2026-01-31T22:00 | 2026-04-02T03:00 | HOUR 2026-01-31T22:00 2026-02-01T00:00, MONTH 2026-02-01T00:00 2026-04-01T00:00, DAY 2026-04-01T00:00 2026-04-02T00:00, HOUR 2026-04-02T00:00 2026-04-02T03:00
            MONTH | 2026-01-30T22:00 | 2026-02-01T00:00 | HOUR 2026-01-30T22:00 2026-01-31T00:00, DAY 2026-01-31T00:00 2026-02-01T00:00
            MONTH | 2026-03-01T00:00 | 2026-04-01T00:00 | MONTH 2026-03-01T00:00 2026-04-01T00:00
            MONTH | 2026-03-01T01:00 | 2026-04-01T00:00 | HOUR 2026-03-01T01:00 2026-03-02T00:00, DAY 2026-03-02T00:00 2026-04-01T00:00
            MONTH | 2026-03-31T23:00 | 2026-04-01T01:00 | HOUR 2026-03-31T23:00 2026-04-01T01:00
            DAY   | 2026-03-01T00:00 | 2026-05-01T00:00 | DAY 2026-03-01T00:00 2026-05-01T00:00
            HOUR  | 2026-03-01T00:00 | 2026-05-01T00:00 | HOUR 2026-03-01T00:00 2026-05-01T00:00
            """)
    void largestBucketsThatFitInAreTaken(String largest, String start, String end, String runs) {
        assertThat(runs(Period.valueOf(largest), start, end, Long.MAX_VALUE)).isEqualTo(runs);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            2026-04-01T00:00 | MONTH 2026-03-01T00:00 2026-04-01T00:00, HOUR 2026-04-01T00:00 2026-04-03T00:00
            2026-04-02T12:00 | MONTH 2026-03-01T00:00 2026-04-01T00:00, DAY 2026-04-01T00:00 2026-04-02T00:00, HOUR 2026-04-02T00:00 2026-04-03T00:00
            2026-03-31T23:59 | DAY 2026-03-01T00:00 2026-03-31T00:00, HOUR 2026-03-31T00:00 2026-04-03T00:00
            2026-03-01T00:00 | HOUR 2026-03-01T00:00 2026-04-03T00:00
            2020-01-01T00:00 | HOUR 2026-03-01T00:00 2026-04-03T00:00
            """)
    void daysAndMonthsThatHaveNotEndedAreCoveredByTheirHours(String closed, String runs) {
        assertThat(runs(Period.MONTH, "2026-03-01T00:00", "2026-04-03T00:00", millis(closed)))
                .isEqualTo(runs);
    }

    @Test
    void nothingEndedIsAllHours() {
        assertThat(runs(Period.MONTH, "2026-03-01T00:00", "2026-05-01T00:00", Long.MIN_VALUE))
                .isEqualTo("HOUR 2026-03-01T00:00 2026-05-01T00:00");
    }

    @Test
    void emptyRangeHasNoRuns() {
        assertThat(runs(Period.MONTH, "2026-03-01T00:00", "2026-03-01T00:00", Long.MAX_VALUE))
                .isEmpty();
        assertThat(runs(Period.MONTH, "2026-03-01T01:00", "2026-03-01T00:00", Long.MAX_VALUE))
                .isEmpty();
    }

    /** A caller may ask for thousands of years; one bucket after another, this would never end. */
    @Test
    void millionsOfYearsAreAFewRuns() {
        ZoneCalendar calendar = new ZoneCalendar(ZoneId.of("Europe/Berlin"));
        long end = calendar.bucket(Period.HOUR, 6_000_000_000_000_000_000L).endMillis();

        for (Period largest : List.of(Period.HOUR, Period.DAY, Period.MONTH)) {
            for (long closed : new long[] {Long.MIN_VALUE, 1_773_000_000_000L, Long.MAX_VALUE}) {
                assertThat(new BucketCover(calendar, largest, closed).runs(0, end))
                        .hasSizeBetween(1, 5);
            }
        }
    }

    @Test
    void weeksAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BucketCover(SHANGHAI, Period.WEEK, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "Asia/Kathmandu",
                "America/Los_Angeles",
                "Australia/Lord_Howe",
                "America/St_Johns",
                "Pacific/Apia"
            })
    void runsAreWholeBucketsWithoutGapOrOverlap(String zone) {
        ZoneCalendar calendar = new ZoneCalendar(ZoneId.of(zone));
        long seed = 4_711;
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            long start = hour(calendar, random).startMillis();
            long end =
                    calendar.bucket(Period.HOUR, start + random.nextLong(9_000_000_000L))
                            .endMillis();
            long closed = start + random.nextLong(9_000_000_000L);
            String what = "seed %d: %s, %d to %d, closed through %d";

            List<BucketRun> runs = new BucketCover(calendar, Period.MONTH, closed).runs(start, end);

            assertThat(runs)
                    .as(what, seed, zone, start, end, closed)
                    .isEqualTo(bucketByBucket(calendar, start, end, closed));
        }
    }

    /**
     * Between 2004 and 2029: there are changes of offset by half an hour, at midnight, of a day.
     */
    private static Bucket hour(ZoneCalendar calendar, Random random) {
        return calendar.bucket(
                Period.HOUR, 1_072_915_200_000L + random.nextLong(25L * 365 * 86_400_000));
    }

    private static List<BucketRun> bucketByBucket(
            ZoneCalendar calendar, long start, long end, long closed) {
        List<BucketRun> runs = new ArrayList<>();
        long from = start;
        while (from < end) {
            Bucket bucket = calendar.bucket(Period.HOUR, from);
            for (Period period : List.of(Period.DAY, Period.MONTH)) {
                Bucket larger = calendar.bucket(period, from);
                if (larger.startMillis() == from
                        && larger.endMillis() <= end
                        && larger.endMillis() <= closed) {
                    bucket = larger;
                }
            }
            BucketRun last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (last != null && last.period() == bucket.period()) {
                runs.remove(last);
                runs.add(new BucketRun(last.period(), last.startMillis(), bucket.endMillis()));
            } else {
                runs.add(new BucketRun(bucket.period(), from, bucket.endMillis()));
            }
            from = bucket.endMillis();
        }
        return runs;
    }
}
