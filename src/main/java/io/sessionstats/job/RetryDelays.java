package io.sessionstats.job;

import java.io.Serializable;

/**
 * How long to wait before another try: twice as long each time, up to a limit.
 *
 * @param firstMillis after the first failure, 1 or more
 * @param longestMillis the limit
 */
public record RetryDelays(long firstMillis, long longestMillis) implements Serializable {

    public RetryDelays {
        if (firstMillis < 1 || longestMillis < firstMillis) {
            throw new IllegalArgumentException(
                    "retry delays from " + firstMillis + " to " + longestMillis + " ms");
        }
    }

    /** From 200 ms to 10 s. */
    public static RetryDelays standard() {
        return new RetryDelays(200, 10_000);
    }

    /**
     * The wait before the next try.
     *
     * @param failures how many there have been in a row, 1 or more
     */
    public long millisAfter(int failures) {
        long delayMillis = firstMillis;
        for (int i = 1; i < failures && delayMillis < longestMillis; i++) {
            delayMillis = Math.min(longestMillis, 2 * delayMillis);
        }
        return delayMillis;
    }
}
