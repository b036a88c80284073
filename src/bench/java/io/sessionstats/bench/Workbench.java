package io.sessionstats.bench;

import io.sessionstats.local.LocalServers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Where contenders are measured: a broker, and the directory that everything is in. Closing it, or
 * the end of this process, stops whatever runs.
 */
final class Workbench implements AutoCloseable {

    private final BenchOptions options;
    private final Progress progress;
    private final Path directory;
    private final Path keep;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final ServerProcess kafka;
    private boolean closed;

    private Workbench(BenchOptions options, Progress progress) throws Exception {
        this.options = options;
        this.progress = progress;
        this.directory = Files.createTempDirectory("session-statistics-bench-");
        Runtime.getRuntime().addShutdownHook(new Thread(this::closeAtExit, "close-workbench"));
        this.keep = options.keep() == null ? directory : options.keep().toAbsolutePath();
        Files.createDirectories(keep);
        this.kafka = opened(ServerProcess.startKafka(keep.resolve("kafka"), logs()));
        EventTopic.create(JobContender.REJECTED_TOPIC, kafka.bootstrapServers(), Map.of());
    }

    static Workbench open(BenchOptions options, Progress progress) throws Exception {
        progress.say("starting Kafka");
        return new Workbench(options, progress);
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    Path directory() {
        return directory;
    }

    /** Makes the topic of all events, if it is not there. */
    String fillTopic() throws Exception {
        return EventTopic.fill(options.shape(), kafka.bootstrapServers(), keep, progress);
    }

    /**
     * Runs a contender.
     *
     * @param moreFlags further options of its JVM
     */
    ContenderResult measure(Contender contender, String topic, List<String> moreFlags)
            throws Exception {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        if (!contender.usesPostgres()) {
            return new ContenderResult(
                    contender,
                    options.shape().events(),
                    load,
                    runs(contender, topic, null, moreFlags));
        }
        try (ServerProcess postgres = startPostgres(contender.toString())) {
            return new ContenderResult(
                    contender,
                    options.shape().events(),
                    load,
                    runs(contender, topic, postgres, moreFlags));
        } finally {
            LocalServers.delete(directory.resolve(contender.toString()));
        }
    }

    private List<Run> runs(
            Contender contender, String topic, ServerProcess postgres, List<String> moreFlags)
            throws Exception {
        List<Run> runs = new ArrayList<>();
        try (ChildProcess process =
                start(ContenderProcess.class, contender, topic, postgres, moreFlags)) {
            String line;
            while ((line = process.nextLine()) != null) {
                if (line.startsWith(ContenderProcess.WARM_UP)) {
                    say(contender, "warm-up", run(line, ContenderProcess.WARM_UP));
                } else if (line.startsWith(ContenderProcess.RUN)) {
                    Run run = run(line, ContenderProcess.RUN);
                    runs.add(run);
                    say(contender, "run " + runs.size(), run);
                }
            }
            process.requireSuccess(contender.toString());
        }
        return runs;
    }

    private void say(Contender contender, String name, Run run) {
        progress.say(
                "%s: %s, %.1f s, %.1f s of CPU"
                        .formatted(contender, name, run.seconds(), run.cpuSeconds()));
    }

    private static Run run(String line, String prefix) throws IOException {
        return Run.fromJson(line.substring(prefix.length()));
    }

    /** Starts a JVM as a contender has it, with a task as its argument. */
    ChildProcess start(
            Class<?> main,
            Contender contender,
            String topic,
            ServerProcess postgres,
            List<String> moreFlags)
            throws Exception {
        Task task =
                new Task(
                        contender,
                        kafka.bootstrapServers(),
                        topic,
                        options.parallelism(),
                        options.checkpointInterval().toMillis(),
                        options.warmUpRuns(),
                        options.runs(),
                        directory.resolve("flink").toString(),
                        System.getProperty("session-statistics.flink-conf"),
                        postgres == null ? null : postgres.postgresUrl(),
                        postgres == null ? 0 : postgres.serverProcess());
        List<String> flags =
                new ArrayList<>(
                        List.of(
                                "-Xms" + options.heap(),
                                "-Xmx" + options.heap(),
                                options.collector().flag()));
        flags.addAll(moreFlags);
        // Flink SQL needs a Scala that the broker's classes cannot be beside.
        String classPath =
                System.getProperty(
                        contender.kind() == Contender.Kind.SQL
                                ? "session-statistics.sql-class-path"
                                : "java.class.path");
        return opened(
                ChildProcess.start(
                        flags,
                        classPath,
                        main,
                        List.of(task.toJson()),
                        logs().resolve(contender + ".log")));
    }

    /** Starts a database of its own for somebody. */
    ServerProcess startPostgres(String user) throws Exception {
        return opened(
                ServerProcess.startPostgres(directory.resolve(user).resolve("postgres"), logs()));
    }

    private Path logs() {
        return directory.resolve("logs");
    }

    private synchronized <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (AutoCloseable part : open) {
            try {
                part.close();
            } catch (Exception e) {
                progress.say("a process has not stopped cleanly: " + e);
            }
        }
        try {
            LocalServers.delete(directory);
        } catch (IOException e) {
            progress.say(e.getMessage());
        }
    }

    private void closeAtExit() {
        close();
    }
}
