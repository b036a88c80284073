package io.sessionstats.bench;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes events to a topic, in batches compressed by lz4, and remembers the first failure. */
final class EventProducer implements AutoCloseable {

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    /**
     * @param lingerMillis how long a record may wait for others of its batch
     */
    EventProducer(String topic, String bootstrapServers, int lingerMillis) {
        this.topic = topic;
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrapServers,
                                ProducerConfig.ACKS_CONFIG,
                                "1",
                                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                                false,
                                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                                "lz4",
                                ProducerConfig.LINGER_MS_CONFIG,
                                lingerMillis,
                                ProducerConfig.BATCH_SIZE_CONFIG,
                                128 * 1024,
                                ProducerConfig.BUFFER_MEMORY_CONFIG,
                                64L * 1024 * 1024),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    void send(byte[] key, byte[] value) {
        send(key, value, timestamp -> {});
    }

    /**
     * Publishes an event.
     *
     * @param arrival takes the record's timestamp when the broker has it
     */
    @SuppressWarnings("FutureReturnValueIgnored") // The callback takes the outcome
    void send(byte[] key, byte[] value, LongConsumer arrival) {
        producer.send(
                new ProducerRecord<>(topic, key, value),
                (metadata, exception) -> {
                    if (exception != null) {
                        failure.compareAndSet(null, exception);
                    } else {
                        arrival.accept(metadata.timestamp());
                    }
                });
    }

    /** Waits until the broker has all events. */
    void flush() throws BenchException {
        producer.flush();
        requireHealthy();
    }

    /**
     * Looks whether the broker has taken all so far.
     *
     * @throws BenchException if it has refused an event
     */
    void requireHealthy() throws BenchException {
        if (failure.get() != null) {
            throw new BenchException("the broker has not taken an event: " + failure.get());
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
