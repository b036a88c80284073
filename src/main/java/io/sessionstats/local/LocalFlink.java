package io.sessionstats.local;

import io.sessionstats.job.SessionStatisticsJob;
import io.sessionstats.options.JobOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Flink in this process, with its web UI and the job. Checkpoints are kept when the job ends, and
 * the newest one is what the next run starts from.
 */
final class LocalFlink implements AutoCloseable {

    /** Makes the job in an environment. */
    @FunctionalInterface
    interface JobDefinition {
        void define(StreamExecutionEnvironment environment, JobOptions options) throws Exception;
    }

    private static final Pattern TASKS = Pattern.compile("\"tasks\":\\{[^}]*}");
    private static final Pattern TOTAL = Pattern.compile("\"total\":([0-9]+)");
    private static final Pattern RUNNING = Pattern.compile("\"running\":([0-9]+)");
    private static final Pattern STACK_TRACE =
            Pattern.compile("\"stacktrace\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final JobClient job;
    private final CompletableFuture<JobExecutionResult> end;
    private final URI webUi;
    private final HttpClient http = HttpClient.newHttpClient();

    private LocalFlink(JobClient job, URI webUi) {
        this.job = job;
        this.end = job.getJobExecutionResult();
        this.webUi = webUi;
    }

    /**
     * Submits the job.
     *
     * @param restored the checkpoint to start from; null for none
     */
    static LocalFlink start(
            JobDefinition definition,
            JobOptions options,
            int port,
            DataDirectory directory,
            Path restored)
            throws Exception {
        Configuration configuration = configuration(options, port, directory);
        if (restored != null) {
            configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, restored.toUri().toString());
            configuration.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
        }
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(configuration);
        environment.setParallelism(options.parallelism());
        definition.define(environment, options);
        return new LocalFlink(
                environment.executeAsync(SessionStatisticsJob.NAME),
                URI.create("http://localhost:" + port));
    }

    /** Completes when the job has ended, which it does only by failure or when it is stopped. */
    CompletableFuture<JobExecutionResult> end() {
        return end;
    }

    JobStatus status() throws InterruptedException {
        try {
            return job.getJobStatus().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            return end.isDone() ? JobStatus.FAILED : JobStatus.RESTARTING;
        }
    }

    /** Whether every task of the job is running. */
    boolean allTasksRun() throws InterruptedException {
        Matcher tasks = TASKS.matcher(get("/jobs/overview"));
        if (!tasks.find()) {
            return false;
        }
        long total = number(TOTAL, tasks.group());
        return total > 0 && number(RUNNING, tasks.group()) == total;
    }

    /** Why the job failed the last time, on one line; empty when it did not. */
    Optional<String> lastFailure() throws InterruptedException {
        Matcher trace =
                STACK_TRACE.matcher(get("/jobs/" + job.getJobID() + "/exceptions?maxExceptions=1"));
        if (!trace.find()) {
            return Optional.empty();
        }
        String[] lines = trace.group(1).replace("\\\"", "\"").split("\\\\n", -1);
        String cause = lines[0];
        for (String line : lines) {
            if (line.startsWith("Caused by: ")) {
                cause = line.substring("Caused by: ".length());
            }
        }
        return Optional.of(cause);
    }

    /** Cancels the job and waits until it has ended; its last checkpoint stays. */
    @Override
    public void close() throws ExecutionException, TimeoutException {
        if (end.isDone()) {
            return;
        }
        try {
            job.cancel().get(15, TimeUnit.SECONDS);
            end.exceptionally(cancelled -> null).get(15, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What Flink is told here; the benchmark tells it the same. */
    static Configuration configuration(JobOptions options, int port, DataDirectory directory) {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.ADDRESS, "localhost");
        configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        configuration.set(RestOptions.PORT, port);
        configuration.set(RestOptions.BIND_PORT, Integer.toString(port));
        configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, options.parallelism());
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(48));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(48));
        configuration.set(CoreOptions.TMP_DIRS, directory.flinkTemporary().toString());
        configuration.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                directory.checkpoints().toUri().toString());
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, options.updateInterval());
        configuration.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
                Duration.ofSeconds(1));
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
                Duration.ofSeconds(10));
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
                Duration.ofMinutes(1));
        // Without a minute of health in between: what fails so often fails for good.
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, 10);
        return configuration;
    }

    /** The answer's body; empty when there is none. */
    private String get(String path) throws InterruptedException {
        try {
            return http.send(
                            HttpRequest.newBuilder(webUi.resolve(path))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        }
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }
}
