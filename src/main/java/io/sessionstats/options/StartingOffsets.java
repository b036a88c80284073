package io.sessionstats.options;

import java.io.Serializable;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * Where the job begins to read a topic that it has no restored position in.
 *
 * @param kind earliest, latest, or from an instant
 * @param fromMillis for {@link Kind#INSTANT} the first record time read, epoch milliseconds; else 0
 */
public record StartingOffsets(Kind kind, long fromMillis) implements Serializable {

    private static final long serialVersionUID = 1L;

    /** The ways to say where reading begins. */
    public enum Kind {
        EARLIEST,
        LATEST,
        INSTANT
    }

    static final StartingOffsets EARLIEST = new StartingOffsets(Kind.EARLIEST, 0);
    static final StartingOffsets LATEST = new StartingOffsets(Kind.LATEST, 0);

    static StartingOffsets parse(String text) {
        if (text.equals("earliest")) {
            return EARLIEST;
        }
        if (text.equals("latest")) {
            return LATEST;
        }
        try {
            long fromMillis = Instant.parse(text).toEpochMilli();
            if (fromMillis >= 0) {
                return new StartingOffsets(Kind.INSTANT, fromMillis);
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "expected earliest, latest, or an ISO-8601 instant with an offset, since 1970, such"
                        + " as 2026-03-01T00:00:00Z");
    }
}
