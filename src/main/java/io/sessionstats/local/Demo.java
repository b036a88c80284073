package io.sessionstats.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes the demo's sessions in real time. */
final class Demo implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
    private static final long SEED = 1;
    private static final long TICK_MILLIS = 500;

    /** The first run begins this long ago, so that there is something to see at once. */
    private static final long BACKDATED_MILLIS = 60 * 60_000;

    /** What is published at most between two notes of how far the demo is. */
    private static final long PIECE_MILLIS = 60_000;

    /** What a killed run may have noted and not published; publishing it twice does no harm. */
    private static final long OVERLAP_MILLIS = 2 * PIECE_MILLIS;

    private final DemoSessions sessions = new DemoSessions(SEED);
    private final String topic;
    private final Clock clock;
    private final DemoRuns runs;
    private final KafkaProducer<String, String> producer;
    private final ScheduledExecutorService ticks =
            Executors.newSingleThreadScheduledExecutor(run -> new Thread(run, "demo"));
    private long publishedThroughMillis;

    private Demo(String topic, Clock clock, DemoRuns runs, KafkaProducer<String, String> producer) {
        this.topic = topic;
        this.clock = clock;
        this.runs = runs;
        this.producer = producer;
    }

    static Demo start(String bootstrapServers, String topic, Path runsFile, Clock clock)
            throws IOException {
        long nowMillis = clock.millis();
        DemoRuns runs = DemoRuns.begin(runsFile, nowMillis, nowMillis - BACKDATED_MILLIS);
        Map<String, Object> properties =
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.LINGER_MS_CONFIG,
                        20,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        4L * 1024 * 1024);
        Demo demo =
                new Demo(
                        topic,
                        clock,
                        runs,
                        new KafkaProducer<>(
                                properties, new StringSerializer(), new StringSerializer()));
        demo.finishEarlierRuns();
        demo.beginTicks();
        return demo;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // A tick reports its own failures
    private void beginTicks() {
        ticks.scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Publishes what is still due of the sessions that were open when the last run stopped. */
    private void finishEarlierRuns() throws IOException {
        long fromMillis = runs.publishedThroughMillis() - OVERLAP_MILLIS;
        publish(fromMillis, runs.earlierDueThroughMillis());
        producer.flush();
        publishedThroughMillis = runs.startMillis();
        runs.noteEnd(publishedThroughMillis);
    }

    private void tick() {
        try {
            long nowMillis = clock.millis();
            while (publishedThroughMillis < nowMillis) {
                long toMillis = Math.min(nowMillis, publishedThroughMillis + PIECE_MILLIS);
                runs.noteEnd(toMillis);
                publish(publishedThroughMillis, toMillis);
                publishedThroughMillis = toMillis;
                if (toMillis < nowMillis) {
                    producer.flush();
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("The demo misses a moment", e);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback takes the outcome
    private void publish(long fromMillis, long toMillis) {
        for (DemoRecord record : sessions.due(fromMillis, toMillis, runs::sessionExists)) {
            producer.send(
                    new ProducerRecord<>(topic, record.sessionId(), record.json()),
                    (metadata, exception) -> {
                        if (exception != null) {
                            LOG.warn("The demo could not publish an event", exception);
                        }
                    });
        }
    }

    @Override
    public void close() {
        ticks.shutdown();
        try {
            ticks.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(5));
    }
}
