package io.sessionstats.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoRunsTest {

    private static final long DAY = 86_400_000;

    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void setUp() {
        file = directory.resolve("demo-runs");
    }

    @Test
    void firstRunBeginsInThePast() throws IOException {
        DemoRuns first = DemoRuns.begin(file, 10_000, 4_000);

        assertThat(first.startMillis()).isEqualTo(4_000);
        assertThat(first.publishedThroughMillis()).isEqualTo(4_000);
        assertThat(first.earlierDueThroughMillis()).isEqualTo(4_000);
        assertThat(first.sessionExists(3_999)).isFalse();
        assertThat(first.sessionExists(4_000)).isTrue();
    }

    @Test
    void sessionsOfAnEarlierRunExistAndThoseInBetweenDoNot() throws IOException {
        DemoRuns.begin(file, 10_000, 4_000).noteEnd(20_000);
        DemoRuns second = DemoRuns.begin(file, 50_000, 44_000);
        second.noteEnd(60_000);
        DemoRuns third = DemoRuns.begin(file, 90_000, 84_000);

        assertThat(second.startMillis()).isEqualTo(50_000);
        assertThat(second.publishedThroughMillis()).isEqualTo(20_000);
        assertThat(second.earlierDueThroughMillis()).isEqualTo(50_000);
        assertThat(third.publishedThroughMillis()).isEqualTo(60_000);
        for (long exists : new long[] {4_000, 19_999, 50_000, 59_999, 90_000, 100_000}) {
            assertThat(third.sessionExists(exists)).as("%d", exists).isTrue();
        }
        for (long missing : new long[] {3_999, 20_000, 49_999, 60_000, 89_999}) {
            assertThat(third.sessionExists(missing)).as("%d", missing).isFalse();
        }
    }

    @Test
    void longStopIsNotSearchedForWhatCannotBeDue() throws IOException {
        DemoRuns.begin(file, 10_000, 4_000).noteEnd(20_000);

        DemoRuns later = DemoRuns.begin(file, 400 * DAY, 400 * DAY);

        assertThat(later.earlierDueThroughMillis()).isLessThan(DAY);
    }

    @Test
    void oldRunsAreForgotten() throws IOException {
        for (long day = 0; day < 50; day++) {
            DemoRuns.begin(file, day * DAY, day * DAY).noteEnd(day * DAY + 1_000);
        }

        assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void clockSetBackDoesNotContradictTheEarlierRun() throws IOException {
        DemoRuns.begin(file, 10_000, 4_000).noteEnd(20_000);

        assertThat(DemoRuns.begin(file, 15_000, 9_000).startMillis()).isEqualTo(20_000);
    }
}
