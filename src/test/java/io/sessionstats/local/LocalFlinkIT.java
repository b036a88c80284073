package io.sessionstats.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.options.JobOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFlinkIT {

    private static final JobOptions OPTIONS =
            JobOptions.read(new String[] {"--parallelism=1", "--update-interval=PT0.1S"}, Map.of());

    @TempDir Path root;

    @BeforeEach
    void forget() {
        FirstNumber.seen = new CompletableFuture<>();
    }

    @Test
    void nextRunGoesOnFromTheLastCheckpoint() throws Exception {
        Path newest;
        try (DataDirectory directory = open()) {
            try (LocalFlink flink = start(LocalFlinkIT::count, directory, null)) {
                assertThat(FirstNumber.seen.get()).isEqualTo(1);
                awaitCheckpoint(flink, directory);
                assertThat(flink.allTasksRun()).isTrue();
                assertThat(flink.lastFailure()).isEmpty();
            }
            newest = RetainedCheckpoints.newest(directory.checkpoints()).orElseThrow();
        }

        forget();
        try (DataDirectory directory = open();
                LocalFlink flink = start(LocalFlinkIT::count, directory, newest)) {
            assertThat(flink.end()).isNotNull();
            assertThat(FirstNumber.seen.get()).isGreaterThan(1);
        }
    }

    @Test
    void jobThatFailsForGoodEndsWithItsCause() throws Exception {
        try (DataDirectory directory = open();
                LocalFlink flink = start(LocalFlinkIT::refuse, directory, null)) {
            assertThatThrownBy(() -> flink.end().get())
                    .isInstanceOf(ExecutionException.class)
                    .rootCause()
                    .hasMessage("the store refuses");
        }
    }

    private static void count(StreamExecutionEnvironment environment, JobOptions options) {
        environment
                .fromSequence(1, Long.MAX_VALUE)
                .uid("numbers")
                .map(new FirstNumber())
                .uid("first")
                .sinkTo(new DiscardingSink<>())
                .uid("discard");
    }

    private static void refuse(StreamExecutionEnvironment environment, JobOptions options) {
        environment
                .fromSequence(1, Long.MAX_VALUE)
                .map(new Refusal())
                .sinkTo(new DiscardingSink<>());
    }

    private DataDirectory open() throws Exception {
        DataDirectory directory = DataDirectory.open(root);
        Files.createDirectories(directory.flinkTemporary());
        return directory;
    }

    private static LocalFlink start(
            LocalFlink.JobDefinition job, DataDirectory directory, Path restored) throws Exception {
        return LocalFlink.start(job, OPTIONS, LocalPort.findFree(), directory, restored);
    }

    private static void awaitCheckpoint(LocalFlink flink, DataDirectory directory)
            throws Exception {
        Optional<Path> newest = Optional.empty();
        while (newest.isEmpty()) {
            try {
                flink.end().get(50, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                newest = RetainedCheckpoints.newest(directory.checkpoints());
            }
        }
    }

    /** Notes the first number that comes by. */
    private static final class FirstNumber implements MapFunction<Long, Long> {

        private static final long serialVersionUID = 1L;

        private static volatile CompletableFuture<Long> seen;

        @Override
        public Long map(Long number) {
            seen.complete(number);
            return number;
        }
    }

    private static final class Refusal implements MapFunction<Long, Long> {

        private static final long serialVersionUID = 1L;

        @Override
        public Long map(Long number) {
            throw new SuppressRestartsException(new IllegalStateException("the store refuses"));
        }
    }
}
