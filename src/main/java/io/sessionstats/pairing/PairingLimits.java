package io.sessionstats.pairing;

import java.io.Serializable;

/**
 * How long sessions may last and events may be late.
 *
 * @param allowedLatenessMillis how far behind the watermark an event is still counted, 0 or more
 * @param maxSessionDurationMillis how long after its start a session may end, 1 or more
 */
public record PairingLimits(long allowedLatenessMillis, long maxSessionDurationMillis)
        implements Serializable {

    public PairingLimits {
        if (allowedLatenessMillis < 0) {
            throw new IllegalArgumentException(
                    "allowed lateness " + allowedLatenessMillis + " ms: expected 0 or more");
        }
        if (maxSessionDurationMillis < 1) {
            throw new IllegalArgumentException(
                    "max session duration " + maxSessionDurationMillis + " ms: expected 1 or more");
        }
    }

    /** The oldest time of an event that is still counted, as far as this watermark decides it. */
    public long oldestCountedMillis(long watermarkMillis) {
        return watermarkMillis == Long.MIN_VALUE
                ? Long.MIN_VALUE
                : watermarkMillis - allowedLatenessMillis;
    }

    /** The first watermark at which nothing can come any more of what ended at this time. */
    long forgottenAt(long endMillis) {
        return endMillis + allowedLatenessMillis + 1;
    }
}
