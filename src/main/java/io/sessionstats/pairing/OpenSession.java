package io.sessionstats.pairing;

import io.sessionstats.session.SessionDetails;
import io.sessionstats.statistics.CountedExtent;

/**
 * A session that has started and not ended, and how much of it is counted.
 *
 * @param hourlyRateMicroUsd the price that applied when the start was counted, in millionths of a
 *     US dollar an hour; it stays, whatever the rate card of a later run says
 * @param creditedToMillis its time up to here is counted
 * @param lastTouchedMillis the buckets up to the one that holds this instant are counted as touched
 */
public record OpenSession(
        long startMillis,
        SessionDetails details,
        long hourlyRateMicroUsd,
        long creditedToMillis,
        long lastTouchedMillis) {

    static OpenSession of(CountedExtent extent, SessionDetails details, long hourlyRateMicroUsd) {
        return new OpenSession(
                extent.startMillis(),
                details,
                hourlyRateMicroUsd,
                extent.creditedToMillis(),
                extent.lastTouchedMillis());
    }

    CountedExtent extent() {
        return new CountedExtent(startMillis, creditedToMillis, lastTouchedMillis, false, null);
    }
}
