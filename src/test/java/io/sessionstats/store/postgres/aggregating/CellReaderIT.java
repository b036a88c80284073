package io.sessionstats.store.postgres.aggregating;

import static io.sessionstats.store.postgres.RandomUsage.GRAIN;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.store.StatisticsStore;
import io.sessionstats.store.StoreSettings;
import io.sessionstats.store.postgres.EmbeddedStore;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.store.postgres.RandomUsage;
import io.sessionstats.store.postgres.publishing.PostgresStatisticsStore;
import io.sessionstats.usage.UsageDimension;
import io.sessionstats.usage.UsagePeriods;
import io.sessionstats.usage.UsageQuery;
import java.sql.Connection;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What PostgreSQL reads for a query over a table of many queues, fleets and months. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CellReaderIT {

    private final PostgresDatabase database = EmbeddedStore.newSchema();

    CellReaderIT() throws Exception {
        long from = millis("2026-01-01T00:00:00Z");
        long to = millis("2026-05-01T00:00:00Z");
        try (StatisticsStore store = new PostgresStatisticsStore(database)) {
            store.register("job-1", 0, new StoreSettings(ScopeZones.all(ZoneId.of("UTC")), GRAIN));
            store.publish(
                    1, RandomUsage.publication(1, to, new RandomUsage(1).cells(3000, from, to)));
        }
        EmbeddedStore.execute(
                database,
                """
                INSERT INTO usage_cell
                SELECT gen_random_uuid(), slot, slot, queue, queue, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1
                FROM generate_series(timestamptz '2026-01-01 00:00+00', '2026-04-30 23:00+00',
                    '1 hour') AS slot, generate_series(1, 60) AS queue;
                UPDATE usage_reach SET longest_ms = 7 * 86400000;
                ANALYZE usage_cell""");
    }

    @ParameterizedTest
    @EnumSource(names = {"QUEUE_ID", "FLEET_ID"})
    void shortRangeReadsByAnIndexOfTheMonthsThatCanReachIt(UsageDimension filter) throws Exception {
        List<StartSpan> spans = spans(filter, "2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z");

        assertThat(spans)
                .containsExactly(
                        new StartSpan(
                                millis("2026-02-24T00:00:00Z"), millis("2026-03-01T00:00:00Z")),
                        new StartSpan(
                                millis("2026-03-01T00:00:00Z"), millis("2026-03-04T00:00:00Z")));
        for (StartSpan span : spans) {
            String plan = plan(filter, "2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z", span);
            assertThat(plan)
                    .contains("Index")
                    .containsPattern("Index (Scan using )?usage_cell_2026_0._pkey")
                    .doesNotContain("Seq Scan")
                    .containsOnlyOnce(" on usage_cell_2026_0");
        }
    }

    @Test
    void monthWhoseCellsCannotReachTheRangeIsNotRead() throws Exception {
        assertThat(spans(UsageDimension.QUEUE_ID, "2026-03-08T00:00:00Z", "2026-03-09T00:00:00Z"))
                .containsExactly(
                        new StartSpan(
                                millis("2026-03-01T00:00:00Z"), millis("2026-03-09T00:00:00Z")));
        assertThat(spans(UsageDimension.QUEUE_ID, "2020-01-01T00:00:00Z", "2025-12-31T00:00:00Z"))
                .isEmpty();
    }

    @Test
    void spanIsCutAtTheStartsOfDays() {
        StartSpan span =
                new StartSpan(millis("2026-02-27T06:00:00Z"), millis("2026-03-01T00:15:00Z"));

        assertThat(span.days())
                .containsExactly(
                        new StartSpan(
                                millis("2026-02-27T06:00:00Z"), millis("2026-02-28T00:00:00Z")),
                        new StartSpan(
                                millis("2026-02-28T00:00:00Z"), millis("2026-03-01T00:00:00Z")),
                        new StartSpan(
                                millis("2026-03-01T00:00:00Z"), millis("2026-03-01T00:15:00Z")));
    }

    private List<StartSpan> spans(UsageDimension filter, String start, String end)
            throws Exception {
        UsagePeriods periods = query(filter, start, end).periods();
        try (Connection connection = EmbeddedStore.connect(database)) {
            return ReachedSpans.of(connection, periods.firstMillis(), periods.lastMillis());
        }
    }

    /** The scans of the plan; a bitmap's index scan names its index alone. */
    private String plan(UsageDimension filter, String start, String end, StartSpan span)
            throws Exception {
        CellReader reader =
                new CellReader(null, query(filter, start, end), GRAIN, null, null, null, null);
        return EmbeddedStore.query(database, "EXPLAIN " + reader.select(span)).stream()
                .filter(line -> line.contains("Scan"))
                .map(line -> line.replace("Bitmap Index Scan on", "Index"))
                .collect(joining("\n"));
    }

    private static UsageQuery query(UsageDimension filter, String start, String end) {
        return new UsageQuery(
                "f",
                filter,
                List.of(filter == UsageDimension.QUEUE_ID ? "q1" : "fleet1"),
                List.of(UsageDimension.USER_ID),
                UsagePeriods.of(millis(start), millis(end), null, ZoneId.of("UTC"), GRAIN),
                false);
    }

    private static long millis(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
