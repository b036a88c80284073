package io.sessionstats.bench;

import io.sessionstats.bench.events.EventShape;
import io.sessionstats.bench.events.GeneratedEvents;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes made-up events at a steady rate, each with the time of its sending: first the ends that
 * are due, then new starts. Ten times a second it publishes a probe as well.
 */
final class LiveLoad implements AutoCloseable {

    private static final long TICK_NANOS = 5_000_000;
    private static final long PROBE_NANOS = 100_000_000;
    private static final int LINGER_MILLIS = 5;

    private final Probes probes;
    private final EventProducer producer;
    private final GeneratedEvents events;
    private final long firstInstantMillis = System.currentTimeMillis();
    private final PriorityQueue<OpenSession> open = new PriorityQueue<>();
    private final Thread thread = new Thread(this::publish, "live-load");
    private volatile double eventsPerSecond;
    private final AtomicLong published = new AtomicLong();
    private volatile boolean closed;
    private int sessions;

    /** A session whose end is to come. */
    private record OpenSession(long endMillis, int number) implements Comparable<OpenSession> {
        @Override
        public int compareTo(OpenSession other) {
            return Long.compare(endMillis, other.endMillis);
        }
    }

    private LiveLoad(EventShape shape, String topic, String bootstrapServers, Probes probes) {
        this.probes = probes;
        this.producer = new EventProducer(topic, bootstrapServers, LINGER_MILLIS);
        this.events = new GeneratedEvents(shape, firstInstantMillis);
    }

    static LiveLoad start(EventShape shape, String topic, String bootstrapServers, Probes probes) {
        LiveLoad load = new LiveLoad(shape, topic, bootstrapServers, probes);
        load.thread.setDaemon(true);
        load.thread.start();
        return load;
    }

    void setRate(double newEventsPerSecond) {
        eventsPerSecond = newEventsPerSecond;
    }

    /** How many events it has published. */
    long published() {
        return published.get();
    }

    /**
     * Makes sure that it goes on.
     *
     * @throws BenchException if the broker has refused an event, or there are no more sessions
     */
    void requireHealthy() throws BenchException {
        producer.requireHealthy();
        if (!thread.isAlive()) {
            throw new BenchException(
                    "all %,d sessions there can be have been published"
                            .formatted(EventShape.SESSIONS_MAX));
        }
    }

    private void publish() {
        long lastNanos = System.nanoTime();
        long probeNanos = lastNanos;
        double due = 0;
        while (!closed && sessions < EventShape.SESSIONS_MAX) {
            LockSupport.parkNanos(TICK_NANOS);
            long nowNanos = System.nanoTime();
            due += (nowNanos - lastNanos) / 1e9 * eventsPerSecond;
            lastNanos = nowNanos;
            if (nowNanos >= probeNanos) {
                probeNanos += PROBE_NANOS;
                publishProbe();
            }
            long nowMillis = System.currentTimeMillis();
            for (; due >= 1; due--) {
                publishEvent(nowMillis);
            }
        }
    }

    private void publishEvent(long nowMillis) {
        OpenSession ended = open.peek();
        if (ended != null && ended.endMillis() <= nowMillis) {
            open.remove();
            producer.send(
                    events.key(ended.number()), events.end(ended.number(), offset(nowMillis)));
        } else {
            int number = sessions++;
            open.add(new OpenSession(nowMillis + events.lengthMillis(number), number));
            producer.send(events.key(number), events.start(number, offset(nowMillis)));
        }
        published.incrementAndGet();
    }

    private long offset(long nowMillis) {
        return nowMillis - firstInstantMillis;
    }

    private void publishProbe() {
        int number = probes.begin();
        byte[] value = Probes.event(number, System.currentTimeMillis());
        producer.send(probes.key(), value, arrival -> probes.arrived(number, arrival));
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }
}
