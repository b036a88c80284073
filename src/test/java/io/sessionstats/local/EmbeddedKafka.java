package io.sessionstats.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.util.FileUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;

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

    /**
     * How many records of a topic a consumer group has not read yet, as far as it has committed.
     */
    public long unread(String topic, String group) throws Exception {
        try (Admin admin =
                Admin.create(
                        Map.<String, Object>of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            Set<TopicPartition> partitions = new TreeSet<>(byPartition());
            admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
            var ends = admin.listOffsets(latest).all().get();
            var committed =
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
            long unread = 0;
            for (TopicPartition partition : partitions) {
                long read =
                        Optional.ofNullable(committed.get(partition))
                                .map(position -> position.offset())
                                .orElse(0L);
                unread += ends.get(partition).offset() - read;
            }
            return unread;
        }
    }

    private static Comparator<TopicPartition> byPartition() {
        return Comparator.comparing(TopicPartition::partition);
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
