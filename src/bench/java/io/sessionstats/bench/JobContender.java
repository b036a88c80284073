package io.sessionstats.bench;

import io.sessionstats.job.BoundedJob;
import io.sessionstats.job.SessionStatisticsJob;
import io.sessionstats.local.LocalServers;
import io.sessionstats.options.JobOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job itself: with heap state as {@code jobs/local} configures it, with RocksDB as {@code
 * flink-conf/config.yaml} does. This class and {@link BoundedJob} are all that knows of it here.
 */
final class JobContender {

    static final String REJECTED_TOPIC = "session-events-rejected";

    /** What a TaskManager gives its state and its network where nothing is configured. */
    private static final MemorySize MANAGED_MEMORY = MemorySize.ofMebiBytes(512);

    private static final MemorySize NETWORK_MEMORY = MemorySize.ofMebiBytes(128);

    private JobContender() {}

    /** Runs the job over all events that are there. */
    static void run(Task task, Path directory, String schema) throws Exception {
        JobOptions options = options(task, schema);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(
                        configuration(task, options, directory));
        BoundedJob.define(
                environment,
                options,
                FirstRecords.consumerProperties(),
                !task.contender().usesPostgres());
        environment.executeAsync(SessionStatisticsJob.NAME).getJobExecutionResult().get();
    }

    /** Runs the job without an end. */
    static void runForEver(Task task, Path directory, String schema) throws Exception {
        JobOptions options = options(task, schema);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(
                        configuration(task, options, directory));
        SessionStatisticsJob.define(environment, options);
        environment.executeAsync(SessionStatisticsJob.NAME).getJobExecutionResult().get();
    }

    private static JobOptions options(Task task, String schema) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--bootstrap-servers=" + task.bootstrapServers(),
                                "--topic=" + task.topic(),
                                "--rejected-topic=" + REJECTED_TOPIC,
                                "--update-interval="
                                        + Duration.ofMillis(task.checkpointIntervalMillis()),
                                "--parallelism=" + task.parallelism()));
        if (task.postgresUrl() != null) {
            arguments.add("--store-url=" + task.postgresUrl());
            arguments.add("--store-user=" + LocalServers.POSTGRES_USER);
            arguments.add("--store-schema=" + schema);
        }
        return JobOptions.read(arguments.toArray(String[]::new), Map.of());
    }

    private static Configuration configuration(Task task, JobOptions options, Path directory)
            throws Exception {
        Configuration local = LocalServers.flinkConfiguration(options, directory);
        Configuration configuration = task.contender().usesRocksDb() ? cluster(task, local) : local;
        CheckpointReports.configure(configuration);
        return configuration;
    }

    /** A cluster's settings, and where this machine has its ports and files. */
    private static Configuration cluster(Task task, Configuration local) {
        Configuration configuration = new Configuration();
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED_MEMORY);
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, NETWORK_MEMORY);
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, NETWORK_MEMORY);
        configuration.addAll(GlobalConfiguration.loadConfiguration(task.flinkConfDirectory()));
        for (var option :
                List.of(
                        RestOptions.ADDRESS,
                        RestOptions.BIND_ADDRESS,
                        RestOptions.BIND_PORT,
                        CoreOptions.TMP_DIRS,
                        CheckpointingOptions.CHECKPOINTS_DIRECTORY)) {
            configuration.set(option, local.get(option));
        }
        configuration.set(RestOptions.PORT, local.get(RestOptions.PORT));
        configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, task.parallelism());
        return configuration;
    }
}
