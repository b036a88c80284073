package io.sessionstats.job;

import static io.sessionstats.session.SessionFixtures.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.store.RowChunk;
import io.sessionstats.store.StatisticsRow;
import io.sessionstats.usage.JobName;
import java.time.Duration;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stage of job names in Flink's harness: rows, restarts, and what is left. */
class JobNamesOperatorTest {

    private static final Duration RETENTION = Duration.ofHours(24);
    private static final JobName OF_ANOTHER_FARM = new JobName("other", "job", "b");

    private KeyedOneInputStreamOperatorTestHarness<Integer, NamedJob, RowChunk> harness;

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
    void nameIsToldOnceABarrierAndIsThatOfTheLatestStart() throws Exception {
        start("10:00", "first");
        start("10:02", "third");
        start("10:01", "second");

        assertThat(names()).containsExactly("third");
        assertThat(names()).isEmpty();
    }

    @Test
    void earlierStartOfALaterBatchDoesNotNameTheJob() throws Exception {
        start("10:02", "third");
        assertThat(names()).containsExactly("third");

        start("10:01", "second");
        assertThat(names()).isEmpty();
    }

    @Test
    void sameJobIdInAnotherFarmIsAnotherJob() throws Exception {
        start("10:00", "a");
        harness.processElement(new NamedJob(7, at("09:00"), OF_ANOTHER_FARM), at("09:00"));

        assertThat(names()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void nameIsForgottenByTheHourWhenEveryStartThatCanComeIsLater() throws Exception {
        start("10:00", "a");
        start("12:00", "b");
        names();

        harness.processWatermark(at("2026-03-11T11:00:00Z"));
        harness.processWatermark(at("2026-03-11T12:00:00Z"));
        start("12:00", "a");
        assertThat(names()).as("b is known still").isEmpty();

        harness.processWatermark(at("2026-03-11T14:00:00Z"));
        assertThat(StageHarness.keptShards(harness)).isZero();

        start("14:00", "b");
        assertThat(names()).containsExactly("b");
    }

    @Test
    void nameIsNotForgottenBeforeItIsTold() throws Exception {
        start("10:00", "a");

        harness.processWatermark(at("2026-03-20T00:00:00Z"));

        assertThat(names()).containsExactly("a");
        harness.processWatermark(at("2026-03-20T02:00:00Z"));
        assertThat(StageHarness.keptShards(harness)).isZero();
    }

    @Test
    void nameGoesOnAfterARestartAndIsKeptLongerWhereMoreLatenessIsAllowed() throws Exception {
        start("10:00", "a");
        OperatorSubtaskState snapshot = StageHarness.snapshot(harness);
        harness.close();

        harness = harness(Duration.ofDays(2));
        harness.initializeState(snapshot);
        harness.open();
        harness.processWatermark(at("2026-03-12T10:00:00Z"));
        start("09:59", "z");
        start("10:00", "a");
        assertThat(names()).isEmpty();

        harness.processWatermark(at("2026-03-12T12:00:00Z"));
        assertThat(StageHarness.keptShards(harness)).isZero();
    }

    private static KeyedOneInputStreamOperatorTestHarness<Integer, NamedJob, RowChunk> harness(
            Duration retention) throws Exception {
        return StageHarness.of(
                new JobNamesOperator(retention.toMillis()),
                JobNamesOperator::shard,
                FlowTypes.ROW_CHUNK);
    }

    private void start(String time, String name) throws Exception {
        harness.processElement(
                new NamedJob(7, at(time), new JobName("farm", "job", name)), at(time));
    }

    private List<String> names() throws Exception {
        return StageHarness.rows(harness).stream()
                .map(row -> ((StatisticsRow.OfJobName) row).name().name())
                .toList();
    }
}
