package io.sessionstats.job;

import io.sessionstats.session.KeyHash;
import io.sessionstats.session.PackedEvent.PackedDetails;
import io.sessionstats.usage.UsageKey;
import io.sessionstats.usage.UsageKeyId;

/**
 * What an ended session of a farm adds to usage.
 *
 * @param keyHigh the first half of the id of its usage key
 * @param keyLow the second half
 * @param hourlyRateMicroUsd the price that applies
 * @param startMillis the session's start, epoch milliseconds
 * @param endMillis its end, the same or later
 * @param bytes the packed scope, session id and details of its start
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared
record SessionUsage(
        long keyHigh,
        long keyLow,
        long hourlyRateMicroUsd,
        long startMillis,
        long endMillis,
        byte[] bytes) {

    static SessionUsage of(
            PackedDetails start,
            long hourlyRateMicroUsd,
            long startMillis,
            long endMillis,
            KeyHash hash) {
        UsageKeyId id = UsageKeyId.of(start, hourlyRateMicroUsd, hash);
        return new SessionUsage(
                id.high(), id.low(), hourlyRateMicroUsd, startMillis, endMillis, start.bytes());
    }

    PackedDetails start() {
        return new PackedDetails(bytes);
    }

    UsageKeyId keyId() {
        return new UsageKeyId(keyHigh, keyLow);
    }

    UsageKey key() {
        PackedDetails start = start();
        return UsageKey.of(start.scope().id(), start.unpacked(), hourlyRateMicroUsd);
    }
}
