package io.sessionstats.api.trro;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.oracle.NaiveRanges;
import io.sessionstats.oracle.NaiveStatistics;
import io.sessionstats.oracle.RandomSessions;
import io.sessionstats.oracle.RandomStream;
import io.sessionstats.oracle.Recomputation;
import io.sessionstats.oracle.Recomputation.DeviceRow;
import io.sessionstats.oracle.Step;
import io.sessionstats.oracle.StreamShape;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.RangeStatistics;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.store.StatisticsReader;
import io.sessionstats.store.StatisticsRow;
import io.sessionstats.store.StatisticsRows;
import io.sessionstats.store.StatisticsStore;
import io.sessionstats.store.StoreSettings;
import io.sessionstats.store.postgres.EmbeddedStore;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.store.postgres.publishing.PostgresStatisticsStore;
import io.sessionstats.store.postgres.reading.PostgresServerStore;
import io.sessionstats.usage.UsageGrain;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers from the rows in PostgreSQL, against counting every session by hand. */
class ProjectStatisticsIT {

    private static final Scope PROJECT = Scope.project("p");

    @ParameterizedTest(name = "{0} from {1}")
    @CsvSource({
        "UTC,                 2026-02-26T12:00:00Z, 11",
        "Asia/Shanghai,       2026-03-28T12:00:00Z, 12",
        "Europe/Berlin,       2026-03-27T00:00:00Z, 13",
        "America/Los_Angeles, 2026-10-30T12:00:00Z, 14",
        "Asia/Kathmandu,      2026-04-28T12:00:00Z, 15",
        "America/St_Johns,    2006-10-27T12:00:00Z, 16",
    })
    void everyRangeIsAsCountedByHand(String zone, Instant from, long seed) throws Exception {
        ScopeZones zones = ScopeZones.all(ZoneId.of(zone));
        StreamShape shape =
                StreamShape.of(
                        150,
                        List.of(PROJECT, Scope.project("other")),
                        zones,
                        from,
                        from.plusSeconds(5 * 86_400));
        RandomStream stream = RandomSessions.stream(seed, shape);
        List<Step> steps = stream.stepsWithWatermarks();
        Recomputation rows =
                NaiveStatistics.compute(
                        steps, zones, shape.allowedLateness(), shape.maxSessionDuration());
        NaiveRanges byHand =
                new NaiveRanges(steps, zones, shape.allowedLateness(), shape.maxSessionDuration());
        PostgresDatabase database = published(rows, zones);

        try (PostgresServerStore store = PostgresServerStore.open(database, 3)) {
            check(store.statistics(), rows, byHand, zone, from, seed);
        }
    }

    private static void check(
            StatisticsReader reader,
            Recomputation rows,
            NaiveRanges byHand,
            String zone,
            Instant from,
            long seed)
            throws Exception {
        ZoneCalendar calendar = new ZoneCalendar(ZoneId.of(zone));
        Random random = new Random(seed);
        List<String> devices = devices(rows);
        int withSessions = 0;
        for (int i = 0; i < 120; i++) {
            String device =
                    random.nextInt(3) == 0 ? null : devices.get(random.nextInt(devices.size()));
            long startMillis = moment(from, random);
            long endMillis = startMillis + (long) (random.nextDouble() * 12 * 86_400_000);
            Period period = List.of(Period.HOUR, Period.DAY, Period.MONTH).get(random.nextInt(3));
            String what =
                    "seed %d: %s of %s by %s from %d to %d"
                            .formatted(seed, device, zone, period, startMillis, endMillis);

            List<IntervalStatistics> intervals =
                    reader.read(
                            snapshot ->
                                    new ProjectStatistics(snapshot, PROJECT, calendar)
                                            .byInterval(period, device, startMillis, endMillis));
            assertThat(intervals)
                    .as(what)
                    .isEqualTo(countedIntervals(byHand, period, device, startMillis, endMillis));

            RangeStatistics summary =
                    reader.read(
                            snapshot ->
                                    new ProjectStatistics(snapshot, PROJECT, calendar)
                                            .summary(device, startMillis, endMillis));
            assertThat(summary)
                    .as(what)
                    .isEqualTo(
                            byHand.count(
                                    PROJECT,
                                    device,
                                    byHand.bucket(PROJECT, Period.HOUR, startMillis).startMillis(),
                                    byHand.bucket(PROJECT, Period.HOUR, endMillis - 1)
                                            .endMillis()));
            withSessions += summary.sessions() > 0 ? 1 : 0;
        }
        assertThat(withSessions).as("ranges with sessions, seed " + seed).isGreaterThan(60);
    }

    private static List<IntervalStatistics> countedIntervals(
            NaiveRanges byHand, Period period, String device, long startMillis, long endMillis) {
        List<IntervalStatistics> intervals = new ArrayList<>();
        long next = startMillis;
        while (next < endMillis) {
            Bucket bucket = byHand.bucket(PROJECT, period, next);
            RangeStatistics numbers =
                    byHand.count(PROJECT, device, bucket.startMillis(), bucket.endMillis());
            if (numbers.sessions() > 0) {
                intervals.add(new IntervalStatistics(bucket, numbers));
            }
            next = bucket.endMillis();
        }
        return intervals;
    }

    private static PostgresDatabase published(Recomputation rows, ScopeZones zones)
            throws Exception {
        List<StatisticsRow> changed = new ArrayList<>();
        rows.scopeRows()
                .forEach(
                        (row, tally) ->
                                changed.add(
                                        StatisticsRows.of(
                                                new ScopeStatistics(
                                                        row.scope(), row.bucket(), tally))));
        rows.deviceRows().values().forEach(row -> changed.add(StatisticsRows.of(row)));
        PostgresDatabase database = EmbeddedStore.newSchema();
        try (StatisticsStore store = new PostgresStatisticsStore(database)) {
            long generation =
                    store.register("job-1", 0, new StoreSettings(zones, UsageGrain.DEFAULT));
            store.publish(
                    generation, StatisticsRows.publication(1, rows.watermarkMillis(), changed));
        }
        return database;
    }

    private static List<String> devices(Recomputation rows) {
        return rows.deviceRows().keySet().stream()
                .filter(row -> row.scope().equals(PROJECT))
                .map(DeviceRow::deviceId)
                .distinct()
                .sorted()
                .toList();
    }

    /** On the second, as the API gives it, now and then at an edge of an hour. */
    private static long moment(Instant from, Random random) {
        long seconds = from.getEpochSecond() - 86_400 + random.nextInt(8 * 86_400);
        return 1000 * (random.nextInt(4) == 0 ? seconds - seconds % 3600 : seconds);
    }
}
