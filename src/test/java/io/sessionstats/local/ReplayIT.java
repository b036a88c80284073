package io.sessionstats.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.replay.Replay;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayIT {

    @TempDir static Path directory;
    private static LocalKafka broker;
    private static int port;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void startBroker() throws IOException {
        port = LocalPort.findFree();
        broker = LocalKafka.start(directory.resolve("kafka"), port);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void publishesEveryLineInOrderAndSumsUp() throws Exception {
        broker.createTopic("plain", 1);
        Path file = directory.resolve("events.ndjson");
        Files.writeString(file, "{\"a\":1}\n\nkey\t{\"b\":\"é\"} \nnot json\r\n");

        int code = replay(file.toString(), "--topic", "plain", "--rate", "1000");

        assertThat(code).isZero();
        assertThat(read("plain", 3))
                .containsExactly("null={\"a\":1}", "key={\"b\":\"é\"} ", "null=not json\r");
        assertThat(out.toString(UTF_8))
                .matches("published 3 events \\(0\\.0 MB\\) to plain in .* s: .* events/s\\n");
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void readsGzipFromTheStandardInput() throws Exception {
        broker.createTopic("piped", 1);
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write("{1}\n{2}\n".getBytes(UTF_8));
        }

        int code =
                replay(new ByteArrayInputStream(compressed.toByteArray()), "-", "--topic", "piped");

        assertThat(code).isZero();
        assertThat(read("piped", 2)).containsExactly("null={1}", "null={2}");
    }

    @Test
    void recordTooLargeForTheBrokerIsNamedByItsLine() throws Exception {
        broker.createTopic("large", 1);
        Path file = directory.resolve("large.ndjson");
        StringBuilder noise = new StringBuilder("{1}\n{");
        // Not of one letter, or compression would make it small.
        new Random(1).ints(30_000_000, 'a', 'z' + 1).forEach(letter -> noise.append((char) letter));
        Files.writeString(file, noise);

        int code = replay(file.toString(), "--topic", "large");

        assertThat(code).isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .isEqualTo(
                        "jobs/replay: line 2 is not published: the record is larger than the broker"
                                + " takes\n");
    }

    @Test
    void missingFileTopicAndBrokerAreSaidInOneLine() throws Exception {
        Path file = Files.writeString(directory.resolve("some.ndjson"), "{1}\n");
        int free = LocalPort.findFree();

        assertThat(replay("/no/such/file")).isEqualTo(1);
        assertThat(replay(directory.toString())).isEqualTo(1);
        assertThat(replay(file.toString(), "--topic", "mistyped")).isEqualTo(1);
        assertThat(replay(file.toString(), "--bootstrap-servers", "127.0.0.1:" + free))
                .isEqualTo(1);

        assertThat(err.toString(UTF_8).lines())
                .containsExactly(
                        "jobs/replay: /no/such/file: no such file",
                        "jobs/replay: " + directory + ": is a directory, expected a file of events",
                        "jobs/replay: no topic mistyped (option topic) at 127.0.0.1:" + port,
                        "jobs/replay: no broker answers at 127.0.0.1:"
                                + free
                                + " (option bootstrap-servers) within 10 s");
        assertThat(out.toString(UTF_8)).isEmpty();
    }

    @Test
    void badOptionEndsWithTwo() {
        assertThat(replay("a", "--rate", "fast")).isEqualTo(2);
    }

    private int replay(String... arguments) {
        return replay(InputStream.nullInputStream(), arguments);
    }

    private int replay(InputStream in, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--bootstrap-servers")) {
            all.add("--bootstrap-servers=127.0.0.1:" + port);
        }
        return Replay.run(
                all.toArray(new String[0]),
                in,
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                false);
    }

    private static List<String> read(String topic, int count) {
        List<String> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", "127.0.0.1:" + port),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (records.size() < count) {
                consumer.poll(Duration.ofSeconds(1))
                        .forEach(record -> records.add(record.key() + "=" + record.value()));
            }
        }
        return records;
    }
}
