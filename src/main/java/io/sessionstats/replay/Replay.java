package io.sessionstats.replay;

import io.sessionstats.options.InvalidOptionException;
import io.sessionstats.options.OptionLayers;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Publishes a file of events: what {@code jobs/replay} starts. Exit codes: 0 when every line has
 * been published, 1 when the file or the broker failed, 2 when the arguments make no sense.
 */
public final class Replay {

    private static final int REACHABLE_SECONDS = 10;

    private Replay() {}

    public static void main(String[] arguments) {
        if (OptionLayers.askForHelp(arguments)) {
            System.out.print(ReplayOptions.help());
            return;
        }
        System.setProperty(
                "log4j2.configurationFile", "classpath:io/sessionstats/replay/log4j2.properties");
        boolean terminal = Boolean.getBoolean("session-statistics.terminal");
        System.exit(run(arguments, System.in, System.out, System.err, terminal));
    }

    /**
     * Replays with the given ends in place of the process's own.
     *
     * @param terminal whether {@code err} is a terminal, which progress is shown on
     * @return the exit code
     */
    public static int run(
            String[] arguments,
            InputStream in,
            PrintStream out,
            PrintStream err,
            boolean terminal) {
        ReplayOptions options;
        try {
            options = ReplayOptions.read(arguments);
        } catch (InvalidOptionException e) {
            err.println("jobs/replay: " + e.getMessage());
            err.println("jobs/replay --help lists the options.");
            return 2;
        }
        try (EventFile file = open(options.file(), in)) {
            requireTopic(options);
            ReplayProgress progress = new ReplayProgress(out, err, terminal);
            try (EventPublisher publisher = new EventPublisher(options)) {
                EventLine line;
                while ((line = file.next()) != null) {
                    publisher.publish(line);
                    progress.published(
                            publisher.publishedEvents(), publisher.publishedBytes(), file);
                }
                publisher.flush();
                progress.end(
                        publisher.publishedEvents(), publisher.publishedBytes(), options.topic());
            } finally {
                progress.clear();
            }
            return 0;
        } catch (ReplayException e) {
            err.println("jobs/replay: " + e.getMessage());
        } catch (IOException | KafkaException e) {
            err.println("jobs/replay: " + options.file() + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }

    private static EventFile open(String file, InputStream in) throws ReplayException, IOException {
        if (file.equals("-")) {
            return EventFile.of(in);
        }
        try {
            Path path = Path.of(file);
            if (Files.isDirectory(path)) {
                throw new ReplayException(file + ": is a directory, expected a file of events");
            }
            return EventFile.open(path);
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new ReplayException(file + ": no such file");
        } catch (FileSystemException e) {
            throw new ReplayException(file + ": cannot be read: " + e.getMessage());
        }
    }

    /** Looks for the topic first: a producer would try for long, and may make a mistyped one. */
    private static void requireTopic(ReplayOptions options)
            throws ReplayException, InterruptedException {
        Map<String, Object> properties =
                Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        options.bootstrapServers(),
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        REACHABLE_SECONDS * 1000,
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        REACHABLE_SECONDS * 1000 / 2);
        String unreachable =
                "no broker answers at %s (option bootstrap-servers) within %d s"
                        .formatted(options.bootstrapServers(), REACHABLE_SECONDS);
        try (Admin admin = Admin.create(properties)) {
            admin.describeTopics(List.of(options.topic()))
                    .allTopicNames()
                    .get(REACHABLE_SECONDS + 2, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new ReplayException(
                        "no topic %s (option topic) at %s"
                                .formatted(options.topic(), options.bootstrapServers()));
            }
            throw new ReplayException(
                    e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException
                            ? unreachable
                            : e.getCause().getMessage());
        } catch (TimeoutException e) {
            throw new ReplayException(unreachable);
        } catch (KafkaException e) {
            // Its cause says more, such as which host has no address.
            String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw new ReplayException(
                    "option bootstrap-servers = %s: %s".formatted(options.bootstrapServers(), why));
        }
    }
}
