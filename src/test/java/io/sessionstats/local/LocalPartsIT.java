package io.sessionstats.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPartsIT {

    private static final int TEN_MEGABYTES = 10_000_000;

    @TempDir Path directory;

    @Test
    void kafkaTakesLargeRecordsAndKeepsThemOverARestart() throws Exception {
        Path kafka = directory.resolve("kafka");
        int port = LocalPort.findFree();
        try (LocalKafka broker = LocalKafka.start(kafka, port)) {
            broker.createTopic("events", 3);
            broker.createTopic("events", 3);
            publish(port, "small".getBytes(StandardCharsets.UTF_8));
            publish(port, new byte[TEN_MEGABYTES]);
        }

        int otherPort = LocalPort.findFree();
        try (LocalKafka broker = LocalKafka.start(kafka, otherPort)) {
            broker.createTopic("events", 3);
            publish(otherPort, "after".getBytes(StandardCharsets.UTF_8));
            assertThat(read(otherPort, 3)).containsExactlyInAnyOrder(5, TEN_MEGABYTES, 5);
        }
    }

    @Test
    void postgresKeepsRowsOverARestartAndIsDurable() throws Exception {
        Path postgres = directory.resolve("postgres");
        int port = LocalPort.findFree();
        try (LocalPostgres server = LocalPostgres.start(postgres, port, directory)) {
            assertThat(server).isNotNull();
            execute(port, "CREATE TABLE kept AS SELECT 7 AS number");
        }

        int otherPort = LocalPort.findFree();
        try (LocalPostgres server = LocalPostgres.start(postgres, otherPort, directory)) {
            assertThat(server).isNotNull();
            assertThat(query(otherPort, "SELECT number FROM kept")).isEqualTo("7");
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                assertThat(query(otherPort, "SHOW " + setting)).as(setting).isEqualTo("on");
            }
        }
    }

    @Test
    void filesOfAnUnfinishedFirstStartAreMadeAnew() throws Exception {
        Path postgres = Files.createDirectory(directory.resolve("postgres"));
        Files.createFile(postgres.resolve("postgresql.conf"));
        int port = LocalPort.findFree();

        try (LocalPostgres server = LocalPostgres.start(postgres, port, directory)) {
            assertThat(server).isNotNull();
            assertThat(query(port, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void serverThatAKilledRunLeftBehindIsStopped() throws Exception {
        Path postgres = directory.resolve("postgres");
        int port = LocalPort.findFree();
        LocalPostgres left = LocalPostgres.start(postgres, port, directory);
        try (Connection client = connect(port)) {
            LocalPostgres.stopOrphan(postgres);

            LocalPort.requireFree(LocalOptions.POSTGRES_PORT, port);
            assertThat(client.isValid(5)).isFalse();
        } finally {
            left.close();
        }
    }

    private static void publish(int port, byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                "127.0.0.1:" + port,
                                "max.request.size",
                                2 * TEN_MEGABYTES),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("events", value)).get();
        }
    }

    /** The sizes of so many records. */
    private static List<Integer> read(int port, int count) {
        List<Integer> sizes = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", "127.0.0.1:" + port),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor("events").stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            assertThat(partitions).hasSize(3);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (sizes.size() < count) {
                consumer.poll(Duration.ofSeconds(1))
                        .forEach(record -> sizes.add(record.value().length));
            }
        }
        return sizes;
    }

    private static Connection connect(int port) throws SQLException {
        return DriverManager.getConnection(LocalPostgres.jdbcUrl(port), LocalPostgres.USER, null);
    }

    private static void execute(int port, String sql) throws SQLException {
        try (Connection connection = connect(port);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(int port, String sql) throws SQLException {
        try (Connection connection = connect(port);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
