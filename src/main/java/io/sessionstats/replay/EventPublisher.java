package io.sessionstats.replay;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes lines at a rate, each acknowledged by the broker; stops at the first that is not. */
final class EventPublisher implements AutoCloseable {

    /** Larger than what brokers take, so that the broker's own limit decides. */
    private static final int REQUEST_BYTES_MAX = EventFile.LINE_BYTES_MAX + 1024 * 1024;

    private final String topic;
    private final Double eventsPerSecond;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<ReplayException> failure = new AtomicReference<>();
    private final long startNanos = System.nanoTime();
    private long publishedEvents;
    private long publishedBytes;

    EventPublisher(ReplayOptions options) {
        topic = options.topic();
        eventsPerSecond = options.eventsPerSecond();
        Map<String, Object> properties =
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        options.bootstrapServers(),
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4",
                        ProducerConfig.LINGER_MS_CONFIG,
                        20,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        256 * 1024,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        2L * REQUEST_BYTES_MAX,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        REQUEST_BYTES_MAX,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        10_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        30_000);
        producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Publishes a line as soon as the rate allows. */
    @SuppressWarnings("FutureReturnValueIgnored") // The callback takes the outcome
    void publish(EventLine line) throws ReplayException, InterruptedException {
        awaitTurn();
        requireNoFailure();
        try {
            producer.send(
                    new ProducerRecord<>(topic, line.key(), line.value()),
                    (metadata, exception) -> {
                        if (exception != null) {
                            failure.compareAndSet(null, failure(line.number(), exception));
                        }
                    });
        } catch (KafkaException e) {
            throw failure(line.number(), e);
        }
        publishedEvents++;
        publishedBytes += line.value().length;
    }

    /** Waits until everything is acknowledged. */
    void flush() throws ReplayException {
        producer.flush();
        requireNoFailure();
    }

    long publishedEvents() {
        return publishedEvents;
    }

    long publishedBytes() {
        return publishedBytes;
    }

    @Override
    public void close() {
        producer.close(failure.get() == null ? Duration.ofSeconds(30) : Duration.ZERO);
    }

    private void awaitTurn() throws InterruptedException {
        if (eventsPerSecond == null) {
            return;
        }
        long dueNanos = (long) (publishedEvents / eventsPerSecond * TimeUnit.SECONDS.toNanos(1));
        long waitNanos;
        while ((waitNanos = dueNanos - (System.nanoTime() - startNanos)) > 0) {
            LockSupport.parkNanos(waitNanos);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private void requireNoFailure() throws ReplayException {
        ReplayException first = failure.get();
        if (first != null) {
            throw first;
        }
    }

    private static ReplayException failure(long lineNumber, Exception exception) {
        String why = exception.getMessage();
        if (exception instanceof RecordTooLargeException) {
            why = "the record is larger than the broker takes";
        } else if (exception instanceof TimeoutException) {
            why = "the broker does not answer any more: " + why;
        }
        return new ReplayException("line " + lineNumber + " is not published: " + why);
    }
}
