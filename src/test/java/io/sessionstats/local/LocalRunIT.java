package io.sessionstats.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.store.postgres.EmbeddedStore;
import io.sessionstats.store.postgres.PostgresDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code jobs/local} starts, as a process of its own, used from outside. */
class LocalRunIT {

    private final int kafkaPort = LocalPort.findFree();
    private final int postgresPort = LocalPort.findFree();
    private final int flinkPort = LocalPort.findFree();
    private final int apiPort = LocalPort.findFree();
    private final PostgresDatabase database =
            EmbeddedStore.schemaOf(postgresPort, PostgresDatabase.DEFAULT_SCHEMA);

    private Process process;
    private BufferedReader output;

    LocalRunIT() throws IOException {}

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    @Test
    void runCarriesOnAfterAKillAndStopsCleanly(@TempDir Path directory) throws Exception {
        start(directory);
        publish(event("SESSION_STARTED", "a", "10:15"), event("SESSION_STARTED", "b", "10:20"));
        publish(event("SESSION_ENDED", "a", "10:45"));
        await("2|1800000");
        assertThat(URI.create("http://localhost:" + apiPort + "/readyz").toURL().openStream())
                .hasContent("{\"message\":\"the server is ready\"}");

        process.destroyForcibly().waitFor();
        start(directory);
        publish(event("SESSION_ENDED", "a", "10:45"), event("SESSION_ENDED", "b", "10:30"));
        await("2|2400000");

        stop();
    }

    @Test
    void anotherTimeZoneThanTheStoredOneIsRefusedAndSpoilsNothing(@TempDir Path directory)
            throws Exception {
        start(directory);
        publish(event("SESSION_STARTED", "a", "10:15"));
        await("1|0");
        stop();

        launch(directory, "--time-zone", "Asia/Tokyo");
        List<String> refusal = output.lines().toList();
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(refusal)
                .anyMatch(line -> line.contains("time zone UTC") && line.contains("Asia/Tokyo"))
                .noneMatch(line -> line.contains("Exception"));

        start(directory);
        publish(event("SESSION_ENDED", "a", "10:45"));
        await("1|1800000");
        stop();
    }

    private void stop() throws InterruptedException {
        process.toHandle().destroy(); // process.destroy() would close the output as well
        List<String> lines = output.lines().toList();
        process.waitFor();
        assertThat(lines.get(lines.size() - 1)).endsWith("stopped");
    }

    private void start(Path directory) throws IOException {
        launch(directory);
        List<String> lines = new ArrayList<>();
        while (lines.isEmpty() || !lines.get(lines.size() - 1).endsWith("READY")) {
            String line = output.readLine();
            assertThat(line).as("the run ended after " + lines).isNotNull();
            lines.add(line);
        }
    }

    private void launch(Path directory, String... options) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "--add-opens=java.base/java.util=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                LocalRun.class.getName(),
                                "--no-demo",
                                "--kafka-port=" + kafkaPort,
                                "--postgres-port=" + postgresPort,
                                "--flink-port=" + flinkPort,
                                "--api-port=" + apiPort,
                                "--update-interval=PT0.2S",
                                "--data-dir=" + directory));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        output = process.inputReader(UTF_8);
    }

    private static String event(String type, String sessionId, String time) {
        return """
               {"type": "%s", "sessionId": "%s", "time": "2026-03-10T%s:00Z", "projectId": "p"}"""
                .formatted(type, sessionId, time);
    }

    private void publish(String... events) throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(
                        Map.<String, Object>of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:" + kafkaPort),
                        new StringSerializer(),
                        new StringSerializer())) {
            for (String event : events) {
                producer.send(new ProducerRecord<>("session-events", event)).get();
            }
        }
    }

    private void await(String sessionsAndMillis) {
        Awaitility.await()
                .forever()
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(
                        () ->
                                EmbeddedStore.query(
                                                database,
                                                "SELECT sessions, duration_ms FROM scope_bucket"
                                                        + " WHERE period = 'HOUR'")
                                        .equals(List.of(sessionsAndMillis)));
    }
}
