package io.sessionstats.job;

import static io.sessionstats.session.SessionFixtures.devices;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sessionstats.local.EmbeddedKafka;
import io.sessionstats.options.JobOptions;
import io.sessionstats.oracle.ObservedRecord;
import io.sessionstats.oracle.Step;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.store.postgres.EmbeddedStore;
import io.sessionstats.store.postgres.PostgresDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/**
 * The whole job between a real broker and a real database, on the cluster of the test: each has
 * topics and a schema of its own.
 */
public final class RunningJob {

    public static final int PARTITIONS = 3;

    private final PostgresDatabase database = EmbeddedStore.newSchema();
    private final String topic = "events-" + database.schema();
    private final String rejectedTopic = "rejected-" + database.schema();
    private final Configuration configuration = new Configuration();
    private int parallelism = 2;
    private JobClient client;

    public RunningJob() {
        try {
            EmbeddedKafka.server().createTopic(topic, PARTITIONS);
            EmbeddedKafka.server().createTopic(rejectedTopic, 1);
        } catch (Exception e) {
            throw new IllegalStateException("no topics for a job", e);
        }
    }

    /** Starts it, with these options besides those that say where everything is. */
    public JobClient start(String... options) throws Exception {
        return startFrom(null, options);
    }

    /** Starts it from a savepoint; from nothing if that is null. */
    JobClient startFrom(String savepoint, String... options) throws Exception {
        Stream<String> places =
                Stream.of(
                        "--bootstrap-servers=" + EmbeddedKafka.server().bootstrapServers(),
                        "--topic=" + topic,
                        "--rejected-topic=" + rejectedTopic,
                        "--group-id=" + topic,
                        "--update-interval=PT0.2S",
                        "--store-url=" + database.url(),
                        "--store-user=" + database.user(),
                        "--store-schema=" + database.schema(),
                        "--parallelism=" + parallelism);
        String[] arguments = Stream.concat(places, Stream.of(options)).toArray(String[]::new);
        configuration.removeConfig(StateRecoveryOptions.SAVEPOINT_PATH);
        if (savepoint != null) {
            configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        }
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        SessionStatisticsJob.define(environment, JobOptions.read(arguments, Map.of()));
        client = environment.executeAsync(topic);
        return client;
    }

    /** From the next start on. */
    RunningJob parallelism(int subtasks) {
        parallelism = subtasks;
        return this;
    }

    /** From the next start on: {@code hashmap} or {@code rocksdb}. */
    RunningJob stateBackend(String name) {
        configuration.set(StateBackendOptions.STATE_BACKEND, name);
        return this;
    }

    /** Ends it with a savepoint, and gives its place. */
    String stop(Path directory) throws Exception {
        return client.stopWithSavepoint(
                        false, directory.toUri().toString(), SavepointFormatType.DEFAULT)
                .get();
    }

    public PostgresDatabase database() {
        return database;
    }

    public String topic() {
        return topic;
    }

    String rejectedTopic() {
        return rejectedTopic;
    }

    /** Publishes events, given as JSON objects. */
    public void publish(String... events) throws Exception {
        send(
                Stream.of(events)
                        .map(
                                event ->
                                        new ProducerRecord<byte[], byte[]>(
                                                topic, event.getBytes(UTF_8)))
                        .toList());
    }

    public void publish(List<ObservedRecord> records) throws Exception {
        List<ProducerRecord<byte[], byte[]>> toSend = new ArrayList<>();
        for (ObservedRecord record : records) {
            byte[] key = record.key() == null ? null : record.key().getBytes(UTF_8);
            ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>(topic, key, record.value());
            record.headers()
                    .forEach((name, value) -> sent.headers().add(name, value.getBytes(UTF_8)));
            toSend.add(sent);
        }
        send(toSend);
    }

    /** Publishes records into one partition, so that they are read in this order. */
    void publishToOnePartition(byte[]... values) throws Exception {
        List<ProducerRecord<byte[], byte[]>> toSend = new ArrayList<>();
        for (byte[] value : values) {
            toSend.add(new ProducerRecord<>(topic, 0, null, value));
        }
        send(toSend);
    }

    /**
     * {@linkplain #publishLast Publishes last events} and waits until everything published before
     * them is visible. Gives what there was of events and time.
     */
    public List<Step> readThrough(long millis) throws Exception {
        List<Step> steps = publishLast(millis);
        Awaitility.await()
                .forever()
                .pollInterval(Duration.ofMillis(50))
                .until(() -> isReadThrough(millis));
        return steps;
    }

    /** Waits until event time has visibly come to an instant. */
    void awaitCompleteThrough(long millis) {
        Awaitility.await()
                .forever()
                .pollInterval(Duration.ofMillis(50))
                .until(() -> completeThroughMillis() >= millis);
    }

    /**
     * Publishes an event into each partition, of a project of its own. Gives these events, and the
     * watermark that there will be.
     */
    List<Step> publishLast(long millis) throws Exception {
        List<Step> steps = new ArrayList<>();
        List<ProducerRecord<byte[], byte[]>> toSend = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            String id = "last-" + partition + "-" + millis;
            String json =
                    """
                    {"type": "SESSION_STARTED", "sessionId": "%s", "time": %d, "projectId": "last"}"""
                            .formatted(id, millis);
            toSend.add(new ProducerRecord<>(topic, partition, null, json.getBytes(UTF_8)));
            steps.add(
                    new Step.Arrival(
                            SessionEvent.started(
                                    Scope.project("last"), id, millis, devices(null))));
        }
        send(toSend);
        steps.add(new Step.WatermarkTo(watermarkMillis(millis)));
        return steps;
    }

    /** Whether the watermark of last events is visible. */
    boolean isReadThrough(long millis) throws SQLException {
        return completeThroughMillis() >= watermarkMillis(millis);
    }

    private static long watermarkMillis(long lastEventMillis) {
        return lastEventMillis - Duration.ofSeconds(10).toMillis() - 1;
    }

    /** Sends records to any of the topics, and waits until the broker has them. */
    public static void send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        EmbeddedKafka.server().producerConfig(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            List<Future<?>> sent = new ArrayList<>();
            records.forEach(record -> sent.add(producer.send(record)));
            for (Future<?> future : sent) {
                future.get();
            }
        }
    }

    /** What the store says, in epoch milliseconds; 0 before the first event. */
    public long completeThroughMillis() throws SQLException {
        String progress = database.schema() + ".progress";
        boolean exists =
                EmbeddedStore.query(database, "SELECT to_regclass('" + progress + "') IS NOT NULL")
                        .contains("t");
        if (!exists) {
            return 0;
        }
        return EmbeddedStore.query(
                        database,
                        "SELECT (extract(epoch FROM complete_through) * 1000)::bigint FROM progress"
                                + " WHERE complete_through IS NOT NULL")
                .stream()
                .mapToLong(Long::parseLong)
                .findAny()
                .orElse(0);
    }

    /** Ends it. */
    public void cancel() throws Exception {
        client.cancel().get();
    }
}
