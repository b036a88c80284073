package io.sessionstats.pairing;

import io.sessionstats.session.Fingerprint;
import io.sessionstats.session.Quality;
import io.sessionstats.session.SessionDetails;

/**
 * What is remembered of a session that is over: just enough to tell a repetition of its events from
 * a contradiction. The details of its start are kept as a fingerprint of 128 bits, a tenth of their
 * size.
 *
 * @param quality null when not rated
 */
public record ClosedSession(
        long startMillis,
        long endMillis,
        Quality quality,
        long detailsFingerprintHigh,
        long detailsFingerprintLow) {

    static ClosedSession of(
            long startMillis, SessionDetails details, long endMillis, Quality quality) {
        Fingerprint fingerprint = DetailsFingerprint.of(details);
        return new ClosedSession(
                startMillis, endMillis, quality, fingerprint.high(), fingerprint.low());
    }

    boolean startedAs(long otherStartMillis, SessionDetails details) {
        return otherStartMillis == startMillis
                && DetailsFingerprint.of(details)
                        .equals(new Fingerprint(detailsFingerprintHigh, detailsFingerprintLow));
    }
}
