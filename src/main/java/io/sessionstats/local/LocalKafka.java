package io.sessionstats.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * A Kafka broker, its own controller, on this machine. It keeps every record, takes records of up
 * to 20 MiB, and makes no topic by itself, so that a mistyped name is an error.
 */
final class LocalKafka implements AutoCloseable {

    private static final int RECORD_BYTES_MAX = 20 * 1024 * 1024;

    private final KafkaRaftServer server;
    private final String bootstrapServers;

    private LocalKafka(KafkaRaftServer server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /** Starts a broker over a directory, which is made and formatted if it does not exist. */
    static LocalKafka start(Path directory, int port) throws IOException {
        Properties properties = properties(directory, port, LocalPort.findFree());
        if (!Files.exists(directory.resolve("meta.properties"))) {
            format(directory, properties);
        }
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
        server.startup();
        return new LocalKafka(server, "127.0.0.1:" + port);
    }

    /** Makes a topic unless it exists. */
    void createTopic(String name, int partitions)
            throws ExecutionException, InterruptedException, TimeoutException {
        try (Admin admin =
                Admin.create(
                        Map.<String, Object>of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            Set<String> names = admin.listTopics().names().get(30, TimeUnit.SECONDS);
            if (!names.contains(name)) {
                NewTopic topic =
                        new NewTopic(name, Optional.of(partitions), Optional.of((short) 1));
                admin.createTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
            }
        }
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static Properties properties(Path directory, int port, int controllerPort) {
        String bytesMax = Integer.toString(RECORD_BYTES_MAX);
        Properties properties = new Properties();
        properties.putAll(
                Map.of(
                        "process.roles", "broker,controller",
                        "node.id", "1",
                        "controller.quorum.voters", "1@127.0.0.1:" + controllerPort,
                        "listeners",
                                "BROKER://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                                        .formatted(port, controllerPort),
                        "advertised.listeners", "BROKER://127.0.0.1:" + port,
                        "listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
                        "controller.listener.names", "CONTROLLER",
                        "inter.broker.listener.name", "BROKER",
                        "log.dirs", directory.toString()));
        properties.putAll(
                Map.of(
                        "offsets.topic.replication.factor", "1",
                        "offsets.topic.num.partitions", "1",
                        "transaction.state.log.replication.factor", "1",
                        "transaction.state.log.min.isr", "1",
                        "transaction.state.log.num.partitions", "1",
                        "share.coordinator.state.topic.replication.factor", "1",
                        "share.coordinator.state.topic.min.isr", "1",
                        "share.coordinator.state.topic.num.partitions", "1",
                        "group.initial.rebalance.delay.ms", "0",
                        "auto.create.topics.enable", "false"));
        properties.putAll(
                Map.of(
                        "log.retention.ms", "-1",
                        "log.cleaner.dedupe.buffer.size", "2097152",
                        "message.max.bytes", bytesMax,
                        "replica.fetch.max.bytes", bytesMax,
                        "num.network.threads", "2",
                        "num.io.threads", "4"));
        // A broker that was killed is taken for alive until its session ends: keep that short.
        properties.putAll(
                Map.of(
                        "broker.session.timeout.ms", "3000",
                        "broker.heartbeat.interval.ms", "500"));
        return properties;
    }

    private static void format(Path directory, Properties properties) throws IOException {
        Files.createDirectories(directory);
        Path file = Files.createTempFile(directory, "broker", ".properties");
        try {
            try (Writer writer = Files.newBufferedWriter(file)) {
                properties.store(writer, null);
            }
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
            String[] arguments = {
                "format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()
            };
            if (StorageTool.execute(arguments, out) != 0) {
                throw new IOException(
                        "Kafka's directory cannot be formatted: "
                                + said.toString(StandardCharsets.UTF_8).strip());
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
