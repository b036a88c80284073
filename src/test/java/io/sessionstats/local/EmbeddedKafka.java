package io.sessionstats.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.util.FileUtils;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The broker of the all-in-one run, on a free port, for all tests of a JVM. */
public final class EmbeddedKafka {

    private static final EmbeddedKafka SERVER = start();

    private final String bootstrapServers;
    private final LocalKafka kafka;

    private EmbeddedKafka(String bootstrapServers, LocalKafka kafka) {
        this.bootstrapServers = bootstrapServers;
        this.kafka = kafka;
    }

    public static EmbeddedKafka server() {
        return SERVER;
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    public void createTopic(String name, int partitions) throws Exception {
        kafka.createTopic(name, partitions);
    }

    /** The configuration of a stock producer that may send large records. */
    public Map<String, Object> producerConfig() {
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                20 * 1024 * 1024,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                64L * 1024 * 1024,
                ProducerConfig.LINGER_MS_CONFIG,
                1);
    }

    private static EmbeddedKafka start() {
        try {
            Path directory = Files.createTempDirectory("embedded-kafka");
            int port = LocalPort.findFree();
            LocalKafka kafka = LocalKafka.start(directory, port);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(kafka, directory)));
            return new EmbeddedKafka("127.0.0.1:" + port, kafka);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(LocalKafka kafka, Path directory) {
        kafka.close();
        FileUtils.deleteDirectoryQuietly(directory.toFile());
    }
}
