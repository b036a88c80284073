package io.sessionstats.local;

import io.sessionstats.api.LocalCredentials;
import io.sessionstats.job.SessionStatisticsJob;
import io.sessionstats.options.ApiOptionTable;
import io.sessionstats.options.InvalidOptionException;
import io.sessionstats.options.OptionLayers;
import io.sessionstats.serve.StatisticsApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobStatus;

/**
 * Everything on this machine in one process, until Ctrl-C: what {@code jobs/local} starts. Options
 * and ports are checked before anything is started; what has been started is stopped in the reverse
 * order, however the run ends.
 */
public final class LocalRun {

    private static final int EVENT_PARTITIONS = 4;
    private static final int REJECTED_PARTITIONS = 1;

    private static final String QUERY_TO_TRY =
            """
            SELECT scope, period, bucket_start, sessions, started, ended,
                   duration_ms / 60000 AS minutes,
                   active_field_devices, active_remote_devices, rated, not_bad
            FROM session_statistics.scope_bucket ORDER BY period DESC, scope, bucket_start;""";

    private final LocalOptions options;
    private final Terminal terminal;
    private final RunningParts parts;

    private LocalRun(LocalOptions options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
        this.parts = new RunningParts(terminal);
    }

    public static void main(String[] arguments) {
        if (OptionLayers.askForHelp(arguments)) {
            System.out.print(LocalOptions.help());
            return;
        }
        LocalOptions options;
        try {
            options = LocalOptions.read(arguments, System.getenv());
        } catch (InvalidOptionException e) {
            System.err.println("jobs/local: " + e.getMessage());
            System.err.println("jobs/local --help lists the options.");
            System.exit(2);
            return;
        }
        System.exit(new LocalRun(options, new Terminal(System.out)).run());
    }

    /** Runs until the job fails for good, and gives the exit code; Ctrl-C ends the process. */
    private int run() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(true), "stop"));
        try {
            LocalFlink flink = start();
            return watch(flink);
        } catch (LocalStartException e) {
            fail(e.getMessage(), e);
        } catch (Throwable e) {
            fail("cannot start: " + rootCause(e), e);
        }
        return 1;
    }

    /** Says why and stops. After Ctrl-C, parts that are just starting fail: that is no news. */
    private void fail(String message, Throwable failure) {
        try {
            if (!isShutdown(failure) && !parts.isStopping()) {
                System.err.println("jobs/local: " + message);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stop(false);
    }

    /** Whether it is what the runtime answers to a part that registers a hook after Ctrl-C. */
    private static boolean isShutdown(Throwable failure) {
        return rootCause(failure).endsWith("IllegalStateException: Shutdown in progress");
    }

    private LocalFlink start() throws Exception {
        DataDirectory directory =
                parts.start(
                        "data directory",
                        () ->
                                options.dataDirectory() == null
                                        ? DataDirectory.temporary(
                                                Path.of(System.getProperty("java.io.tmpdir")))
                                        : DataDirectory.open(options.dataDirectory()));
        LocalPort.requireFree(LocalOptions.KAFKA_PORT, options.kafkaPort());
        LocalPort.requireFree(LocalOptions.POSTGRES_PORT, options.postgresPort());
        LocalPort.requireFree(LocalOptions.FLINK_PORT, options.flinkPort());
        LocalPort.requireFree(ApiOptionTable.PORT, options.api().port());
        logTo(directory.logs());
        terminal.say(
                (directory.isTemporary() ? "temporary data in " : "data in ") + directory.root());

        terminal.say("starting PostgreSQL");
        parts.start(
                "PostgreSQL",
                () ->
                        LocalPostgres.start(
                                directory.postgres(), options.postgresPort(), directory.logs()));

        terminal.say("starting Kafka");
        LocalKafka kafka =
                parts.start(
                        "Kafka", () -> LocalKafka.start(directory.kafka(), options.kafkaPort()));
        kafka.createTopic(options.job().kafka().topic(), EVENT_PARTITIONS);
        kafka.createTopic(options.job().kafka().rejectedTopic(), REJECTED_PARTITIONS);

        Path restored = RetainedCheckpoints.newest(directory.checkpoints()).orElse(null);
        terminal.say(
                restored == null
                        ? "starting Flink and the job"
                        : "starting Flink and the job, from checkpoint "
                                + directory.root().relativize(restored));
        Files.createDirectories(directory.flinkTemporary());
        LocalFlink flink =
                parts.start(
                        "Flink",
                        () ->
                                LocalFlink.start(
                                        SessionStatisticsJob::define,
                                        options.job(),
                                        options.flinkPort(),
                                        directory,
                                        restored));
        awaitRunning(flink, restored);

        terminal.say("starting the API server");
        parts.start("API server", () -> StatisticsApi.start(options.api()));

        if (options.demo()) {
            terminal.say("starting the demo");
            parts.start(
                    "demo",
                    () ->
                            Demo.start(
                                    options.job().kafka().bootstrapServers(),
                                    options.job().kafka().topic(),
                                    directory.demoRuns(),
                                    Clock.systemUTC()));
        }
        terminal.say("READY");
        terminal.print(addresses(directory));
        return flink;
    }

    private void awaitRunning(LocalFlink flink, Path restored) throws Exception {
        JobStatus before = JobStatus.CREATED;
        while (!flink.allTasksRun()) {
            before = report(flink, before);
            try {
                flink.end().get(200, TimeUnit.MILLISECONDS);
                throw new LocalStartException("the job ended by itself");
            } catch (TimeoutException e) {
                // It is still starting.
            } catch (ExecutionException e) {
                throw new LocalStartException(
                        restored == null
                                ? "the job cannot start: " + rootCause(e)
                                : "the job cannot start from checkpoint %s: %s; start with another"
                                                .formatted(restored, rootCause(e))
                                        + " --data-dir to begin anew",
                        e);
            }
        }
    }

    /** Says when the job restarts and runs again, until it has ended. */
    private int watch(LocalFlink flink) throws InterruptedException {
        JobStatus before = JobStatus.RUNNING;
        while (true) {
            try {
                flink.end().get(1, TimeUnit.SECONDS);
                return 1;
            } catch (TimeoutException e) {
                before = report(flink, before);
            } catch (ExecutionException e) {
                fail("the job has failed for good: " + rootCause(e), e);
                return 1;
            }
        }
    }

    private JobStatus report(LocalFlink flink, JobStatus before) throws InterruptedException {
        JobStatus now = flink.status();
        if (now == JobStatus.RESTARTING && before != now) {
            terminal.say(
                    "the job failed and restarts: "
                            + flink.lastFailure().orElse("the cause is in the log"));
        } else if (now == JobStatus.RUNNING && before == JobStatus.RESTARTING) {
            terminal.say("the job runs again");
        }
        return now;
    }

    private String addresses(DataDirectory directory) {
        String kept = directory.isTemporary() ? "removed at the end; --data-dir keeps it" : "kept";
        return """

                  Kafka       localhost:%d, topics %s and %s
                  PostgreSQL  %s?user=%s
                              psql -h localhost -p %d -U %s %s
                  Flink       http://localhost:%d
                  API         http://localhost:%d, %s
                  data, logs  %s (%s)

                  A query to try:
                %s

                  Requests to try%s:
                %s

                  Ctrl-C stops everything."""
                .formatted(
                        options.kafkaPort(),
                        options.job().kafka().topic(),
                        options.job().kafka().rejectedTopic(),
                        options.job().store().url(),
                        LocalPostgres.USER,
                        options.postgresPort(),
                        LocalPostgres.USER,
                        LocalPostgres.DATABASE,
                        options.flinkPort(),
                        options.api().port(),
                        keys(),
                        directory.root(),
                        kept,
                        QUERY_TO_TRY.indent(4).stripTrailing(),
                        options.demo()
                                ? " (ID is the aggregationId that the one before answers)"
                                : "",
                        requestsToTry().indent(4).stripTrailing())
                .indent(2);
    }

    private String requestsToTry() {
        int port = options.api().port();
        boolean local = options.api().credentialsFile() == null;
        String keyId = local ? LocalCredentials.KEY_ID : "KEY";
        String secret = local ? LocalCredentials.SECRET : "SECRET";
        String ofProject = RequestToTry.ofProject(port, keyId, secret);
        return options.demo()
                ? ofProject + "\n\n" + RequestToTry.ofFarm(port, keyId, secret, Instant.now())
                : ofProject;
    }

    private String keys() {
        return options.api().credentialsFile() == null
                ? "access key " + LocalCredentials.KEY_ID + ", secret " + LocalCredentials.SECRET
                : "access keys of " + options.api().credentialsFile();
    }

    private void stop(boolean asked) {
        try {
            if (parts.stop() && (asked || !parts.onlyDirectory())) {
                terminal.say("stopped");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From here on logs go to files; nothing that logs may be loaded before. */
    private static void logTo(Path logs) {
        System.setProperty("session-statistics.logs", logs.toString());
        System.setProperty("log4j2.shutdownHookEnabled", "false");
        System.setProperty("log.file", logs.resolve("local.log").toString()); // Flink's UI shows it
        System.setProperty(
                "log4j2.configurationFile", "classpath:io/sessionstats/local/log4j2.properties");
    }

    private static String rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        // What the job itself says is written for people; of others the class says most.
        boolean own = cause.getClass().getName().startsWith("io.sessionstats.");
        String text = own ? cause.getMessage() : cause.toString();
        return text.lines().findFirst().orElse("");
    }
}
