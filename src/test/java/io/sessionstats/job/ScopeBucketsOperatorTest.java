package io.sessionstats.job;

import static io.sessionstats.session.SessionFixtures.NASA;
import static io.sessionstats.session.SessionFixtures.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.ledger.Extent;
import io.sessionstats.ledger.HourEdges;
import io.sessionstats.ledger.ScopeChange;
import io.sessionstats.ledger.ScopeChange.ActiveDevices;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.StatisticsRow;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The buckets of scopes in Flink's harness: what is told of them, and how long they are kept. */
class ScopeBucketsOperatorTest {

    private static final ZoneCalendar UTC = new ZoneCalendar(ZoneId.of("UTC"));

    private KeyedOneInputStreamOperatorTestHarness<Integer, ScopeChange, RowChunk> harness;

    @BeforeEach
    void open() throws Exception {
        harness = harness(Duration.ofHours(25));
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void changeIsToldInItsHourDayAndMonthOnceABarrier() throws Exception {
        send(1, Extent.ended(at("10:15"), at("10:30"), null));
        send(1, Extent.ended(at("10:40"), at("10:45"), null));

        assertThat(rows())
                .extracting(row -> row.bucket().period(), row -> row.tally().sessions())
                .containsExactly(
                        tuple(Period.HOUR, 2L), tuple(Period.DAY, 2L), tuple(Period.MONTH, 2L));
        assertThat(rows()).isEmpty();
    }

    @Test
    void rowWhoseNumbersAreThoseToldLastIsNotToldAgain() throws Exception {
        Extent session = Extent.ended(at("10:15"), at("10:30"), null);
        send(1, session);
        rows();

        send(-1, session);
        send(1, session);

        assertThat(rows()).isEmpty();
    }

    @Test
    void openSessionIsToldInEachHourThatTimeComesTo() throws Exception {
        send(1, Extent.open(at("10:15")));
        harness.processWatermark(at("10:20"));
        rows();

        harness.processWatermark(at("11:00"));

        assertThat(rows())
                .filteredOn(row -> row.bucket().period() == Period.HOUR)
                .extracting(ScopeStatistics::tally)
                .containsExactly(
                        new Tally(1, 1, 0, 45 * 60_000, 0, 0, 0, 0),
                        new Tally(1, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void activeDevicesAreToldWithTheSessions() throws Exception {
        send(1, Extent.ended(at("10:15"), at("10:30"), null));
        harness.processElement(
                ScopeChange.ofDevices(
                        NASA,
                        List.of(
                                new ActiveDevices(Period.HOUR, at("10:00"), 1, 2),
                                new ActiveDevices(Period.DAY, at("00:00"), 1, 2))),
                0);

        assertThat(rows())
                .filteredOn(row -> row.bucket().period() != Period.MONTH)
                .extracting(row -> row.tally().activeRemoteDevices())
                .containsExactly(2L, 2L);
    }

    @ParameterizedTest(name = "{0} after 25 hours")
    @ValueSource(strings = {"PT2H", "PT25H", "PT100H"})
    void bucketOfAnEarlierRunIsForgotten(Duration retention) throws Exception {
        send(1, Extent.ended(at("10:15"), at("10:30"), null));
        harness.processWatermark(at("2026-03-11T11:00:00Z"));

        restart(retention);
        passTo("2026-04-05T06:00:00Z");

        assertThat(StageHarness.keptShards(harness)).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"PT2H", "PT25H", "PT100H"})
    void dayIsCorrectedForAsLongAsThisRunSays(Duration retention) throws Exception {
        send(1, Extent.ended(at("10:15"), at("10:30"), null));
        rows();
        restart(retention);
        passTo("2026-03-11T00:00:00Z", retention);

        send(1, Extent.ended(at("23:15"), at("23:30"), null));

        assertThat(rows())
                .extracting(row -> row.tally().sessions())
                .as("of the hour, the day and the month")
                .containsExactly(1L, 2L, 2L);
    }

    @Test
    void monthIsRightLongAfterItsDaysAreFolded() throws Exception {
        for (int day = 1; day <= 9; day++) {
            String date = "2026-03-0" + day;
            send(1, Extent.ended(at(date + "T23:00:00Z"), at(date + "T23:10:00Z"), null));
        }
        passTo("2026-03-25T00:00:00Z");
        restart(Duration.ofHours(25));

        send(1, Extent.ended(at("2026-03-24T10:00:00Z"), at("2026-03-24T10:10:00Z"), null));

        assertThat(rows())
                .filteredOn(row -> row.bucket().period() == Period.MONTH)
                .extracting(ScopeStatistics::tally)
                .containsExactly(new Tally(10, 10, 10, 6_000_000, 0, 0, 0, 0));
    }

    private void restart(Duration retention) throws Exception {
        OperatorSubtaskState snapshot = StageHarness.snapshot(harness);
        harness.close();
        harness = harness(retention);
        harness.initializeState(snapshot);
        harness.open();
    }

    /** Event time passes an hour at a time, with a barrier after each. */
    private void passTo(String time) throws Exception {
        passTo(time, Duration.ZERO);
    }

    /** To the last hour in which a bucket that ends then may still change. */
    private void passTo(String time, Duration andLonger) throws Exception {
        long to = at(time) + andLonger.toMillis();
        for (long millis = at("2026-03-10T10:00:00Z"); millis <= to; millis += 3_600_000) {
            harness.processWatermark(millis - 1);
            rows();
        }
    }

    private void send(int sign, Extent extent) throws Exception {
        HourEdges edges = new HourEdges();
        edges.add(extent, sign, UTC);
        harness.processElement(ScopeChange.of(NASA, edges), 0);
    }

    private List<ScopeStatistics> rows() throws Exception {
        return StageHarness.rows(harness).stream()
                .map(row -> ((StatisticsRow.OfScope) row).statistics())
                .toList();
    }

    private static KeyedOneInputStreamOperatorTestHarness<Integer, ScopeChange, RowChunk> harness(
            Duration retention) throws Exception {
        return StageHarness.of(
                new ScopeBucketsOperator(ScopeZones.all(ZoneId.of("UTC")), retention.toMillis()),
                ScopeBucketsOperator::shard,
                FlowTypes.ROW_CHUNK);
    }
}
