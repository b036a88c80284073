package io.sessionstats.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Sessions of a project that nothing else is of, started one after another in one partition. What
 * is visible is always a prefix of a partition, so the number of them that a reader sees tells
 * which ones those are. For use by several threads.
 */
final class Probes {

    static final String SCOPE = "project:bench-probe";

    private static final byte[] KEY = "probe".getBytes(UTF_8);
    private static final long UNKNOWN = -1;

    private final List<Probe> probes = new ArrayList<>();
    private int visible;

    /**
     * A probe.
     *
     * @param arrivalMillis when the broker appended it; negative before that is known
     * @param visibleMillis when a reader first saw it; negative before that
     */
    record Probe(long arrivalMillis, long visibleMillis) {

        boolean isVisible() {
            return visibleMillis >= 0;
        }

        long latencyMillis() {
            return visibleMillis - arrivalMillis;
        }
    }

    byte[] key() {
        return KEY;
    }

    /** The next probe's number. */
    synchronized int begin() {
        probes.add(new Probe(UNKNOWN, UNKNOWN));
        return probes.size() - 1;
    }

    static byte[] event(int number, long timeMillis) {
        return """
               {"type":"SESSION_STARTED","sessionId":"probe-%d","time":"%s","projectId":"bench-probe"}"""
                .formatted(number, Instant.ofEpochMilli(timeMillis))
                .getBytes(UTF_8);
    }

    synchronized void arrived(int number, long arrivalMillis) {
        probes.set(number, new Probe(arrivalMillis, probes.get(number).visibleMillis()));
    }

    /** So many probes are visible at an instant. */
    synchronized void seen(long count, long nowMillis) {
        while (visible < Math.min(count, probes.size())) {
            probes.set(visible, new Probe(probes.get(visible).arrivalMillis(), nowMillis));
            visible++;
        }
    }

    synchronized int visible() {
        return visible;
    }

    /** Those that arrived from one instant on and before another. */
    synchronized List<Probe> arrivedIn(long fromMillis, long toMillis) {
        return probes.stream()
                .filter(probe -> probe.arrivalMillis() >= fromMillis)
                .filter(probe -> probe.arrivalMillis() < toMillis)
                .toList();
    }
}
