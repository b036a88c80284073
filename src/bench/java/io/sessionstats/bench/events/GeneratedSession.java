package io.sessionstats.bench.events;

/**
 * When a made-up session is.
 *
 * @param startOffsetMillis its start, after the first instant there is
 * @param lengthMillis how long it lasts, a day at most
 * @param startDelayMillis how long after its time the start arrives
 * @param endDelayMillis how long after its time the end arrives
 */
record GeneratedSession(
        long startOffsetMillis, long lengthMillis, long startDelayMillis, long endDelayMillis) {

    long startArrivalMillis() {
        return startOffsetMillis + startDelayMillis;
    }

    long endArrivalMillis() {
        return startOffsetMillis + lengthMillis + endDelayMillis;
    }
}
