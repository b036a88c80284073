package io.sessionstats.job;

import static io.sessionstats.session.SessionFixtures.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.store.ChangedRow;
import io.sessionstats.usage.JobName;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stage in Flink's harness: state, timers, restarts. */
class JobNamesTest {

    private static final Duration RETENTION = Duration.ofHours(24);

    private KeyedOneInputStreamOperatorTestHarness<String, NamedStart, ChangedRow> harness;

    @BeforeEach
    void open() throws Exception {
        harness = harness(RETENTION);
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void nameIsThatOfTheLatestStartInWhicheverOrderStartsCome() throws Exception {
        start("10:00", "first");
        start("10:02", "third");
        start("10:01", "second");

        assertThat(names()).containsExactly("first", "third");
    }

    @Test
    void ofSeveralAtTheSameTimeTheLastInOrderNamesTheJob() throws Exception {
        start("10:00", "b");
        start("10:00", "a");
        start("10:00", "c");

        assertThat(names()).containsExactly("b", "c");
    }

    @Test
    void sameNameIsToldOnceAndStillMovesOn() throws Exception {
        start("10:00", "a");
        start("10:05", "a");
        start("10:03", "b");

        assertThat(names()).containsExactly("a");
        assertThat(harness.numEventTimeTimers()).isEqualTo(1);
    }

    @Test
    void sameJobIdInAnotherFarmIsAnotherJob() throws Exception {
        start("10:00", "a");
        harness.processElement(
                new NamedStart(at("09:00"), new JobName("other", "job", "b")), at("09:00"));

        assertThat(names()).containsExactly("a", "b");
        assertThat(harness.numKeyedStateEntries()).isEqualTo(2);
    }

    @Test
    void nameIsForgottenWhenEveryStartThatCanComeIsLater() throws Exception {
        start("10:00", "a");
        start("12:00", "b");

        // Where the timer of the first start is, and where the last start may still be repeated.
        harness.processWatermark(at("2026-03-11T10:00:00.001Z"));
        harness.processWatermark(at("2026-03-11T12:00:00Z"));
        start("12:00", "c");
        assertThat(names()).containsExactly("a", "b", "c");

        harness.processWatermark(at("2026-03-11T12:00:00.001Z"));
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();

        start("12:00:00.001", "b");
        assertThat(names()).containsExactly("a", "b", "c", "b");
    }

    @Test
    void nameGoesOnAfterARestartAndIsKeptLongerWhereMoreLatenessIsAllowed() throws Exception {
        start("10:00", "a");
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();

        harness = harness(Duration.ofDays(2));
        harness.initializeState(snapshot);
        harness.open();
        harness.processWatermark(at("2026-03-12T10:00:00Z"));
        start("09:59", "z");
        start("10:00", "a");
        assertThat(names()).isEmpty();

        harness.processWatermark(at("2026-03-12T10:00:00.001Z"));
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, NamedStart, ChangedRow> harness(
            Duration retention) throws Exception {
        var harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new JobNames(retention.toMillis())),
                        JobNames::key,
                        Types.STRING);
        ((SerializerConfigImpl) harness.getExecutionConfig().getSerializerConfig())
                .setGenericTypes(false);
        return harness;
    }

    private void start(String time, String name) throws Exception {
        harness.processElement(
                new NamedStart(at(time), new JobName("farm", "job", name)), at(time));
    }

    private List<String> names() {
        return harness.extractOutputValues().stream().map(row -> row.jobName().name()).toList();
    }
}
