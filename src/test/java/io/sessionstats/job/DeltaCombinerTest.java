package io.sessionstats.job;

import static io.sessionstats.session.SessionFixtures.NASA;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.calendar.Period;
import io.sessionstats.statistics.BucketDelta;
import io.sessionstats.statistics.Tally;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeltaCombinerTest {

    private OneInputStreamOperatorTestHarness<BucketDelta, BucketDelta> harness;

    @BeforeEach
    void open() throws Exception {
        harness = new OneInputStreamOperatorTestHarness<>(new DeltaCombiner());
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void addsUpAndSendsBeforeTheWatermark() throws Exception {
        add(0, 1);
        add(0, 2);
        add(3_600_000, 4);
        assertThat(harness.getOutput()).isEmpty();

        harness.processWatermark(5);

        assertThat(harness.getOutput())
                .hasSize(3)
                .contains(record(0, 3), record(3_600_000, 4))
                .last()
                .isEqualTo(new Watermark(5));
    }

    @Test
    void sendsBeforeABarrierSoThatItHasNoState() throws Exception {
        add(0, 1);

        harness.prepareSnapshotPreBarrier(1);

        assertThat(harness.getOutput()).containsExactly(record(0, 1));
    }

    @Test
    void sendsWhenTheInputEnds() throws Exception {
        add(0, 1);

        harness.endInput();

        assertThat(harness.getOutput()).containsExactly(record(0, 1));
    }

    @Test
    void sumsOfZeroAreNotSent() throws Exception {
        add(0, 1);
        add(0, -1);

        harness.processWatermark(5);

        assertThat(harness.getOutput()).containsExactly(new Watermark(5));
    }

    @Test
    void manyBucketsDoNotPileUpUntilTheNextWatermark() throws Exception {
        for (int bucket = 0; bucket < 10_000; bucket++) {
            add(bucket, 1);
        }

        assertThat(harness.getOutput()).hasSize(10_000);
    }

    private void add(long startMillis, long sessions) throws Exception {
        harness.processElement(record(startMillis, sessions));
    }

    private static StreamRecord<BucketDelta> record(long startMillis, long sessions) {
        return new StreamRecord<>(
                new BucketDelta(NASA, Period.HOUR, startMillis, Tally.ofSessions(sessions)));
    }
}
