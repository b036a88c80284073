package io.sessionstats.job;

import static io.sessionstats.session.SessionFixtures.NASA;
import static io.sessionstats.session.SessionFixtures.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.statistics.BucketDelta;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.ChangedRow;
import java.time.Duration;
import java.time.ZoneId;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.streaming.runtime.operators.windowing.WindowOperatorBuilder;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The windows of the scope's buckets, in Flink's harness: how long they are kept. */
class ScopeBucketsTest {

    private static final ScopeZones UTC = ScopeZones.all(ZoneId.of("UTC"));

    private KeyedOneInputStreamOperatorTestHarness<ScopePeriod, BucketDelta, ChangedRow> harness;

    @BeforeEach
    void open() throws Exception {
        harness = harness(Duration.ofHours(25));
        harness.open();
        harness.processElement(started(), 0);
        harness.processWatermark(at("2026-03-11T11:00:00Z"));
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @ParameterizedTest(name = "{0} after 25 hours")
    @ValueSource(strings = {"PT2H", "PT25H", "PT100H"})
    void windowOfAnEarlierRunIsForgotten(Duration retention) throws Exception {
        restart(retention);

        harness.processWatermark(at("2026-03-11T12:00:00Z"));
        harness.processWatermark(at("2026-03-14T15:00:00Z"));

        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    @Test
    void windowOfAnEarlierRunIsKeptForAsLongAsThisOneSays() throws Exception {
        restart(Duration.ofHours(100));

        harness.processWatermark(at("2026-03-14T14:59:59.998Z"));

        assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
    }

    private void restart(Duration retention) throws Exception {
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = harness(retention);
        harness.initializeState(snapshot);
        harness.open();
    }

    private static BucketDelta started() {
        return new BucketDelta(NASA, Period.HOUR, at("2026-03-10T10:00:00Z"), Tally.ofSessions(1));
    }

    private static KeyedOneInputStreamOperatorTestHarness<ScopePeriod, BucketDelta, ChangedRow>
            harness(Duration retention) throws Exception {
        CalendarWindows windows = new CalendarWindows(UTC, retention.toMillis());
        WindowOperatorBuilder<BucketDelta, ScopePeriod, TimeWindow> builder =
                new WindowOperatorBuilder<>(
                        windows,
                        windows.getDefaultTrigger(),
                        new ExecutionConfig(),
                        TypeInformation.of(BucketDelta.class),
                        ScopePeriod::of,
                        TypeInformation.of(ScopePeriod.class));
        builder.allowedLateness(retention);
        return new KeyedOneInputStreamOperatorTestHarness<>(
                builder.aggregate(
                        new TallyAggregate(), new ScopeRow(), TypeInformation.of(Tally.class)),
                ScopePeriod::of,
                TypeInformation.of(ScopePeriod.class));
    }
}
