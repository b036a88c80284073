package io.sessionstats.calendar;

/**
 * One interval of a zone's calendar, {@code [startMillis, endMillis)}.
 *
 * @param period which kind of interval
 * @param startMillis its first instant, epoch milliseconds
 * @param endMillis the first instant after it, epoch milliseconds
 */
public record Bucket(Period period, long startMillis, long endMillis) {

    public Bucket {
        if (endMillis <= startMillis) {
            throw new IllegalArgumentException(
                    "a bucket ends after its start: [" + startMillis + ", " + endMillis + ")");
        }
    }

    public boolean contains(long millis) {
        return startMillis <= millis && millis < endMillis;
    }
}
