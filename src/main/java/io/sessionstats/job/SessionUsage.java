package io.sessionstats.job;

import io.sessionstats.usage.UsageKey;
import io.sessionstats.usage.UsageKeyId;

/**
 * What an ended session of a farm adds to usage. The key's id, a hash that takes time, travels with
 * it: the stage that counts it is found by it, and asks for it again.
 *
 * @param startMillis the session's start, epoch milliseconds
 * @param endMillis its end, the same or later
 */
public record SessionUsage(UsageKeyId keyId, UsageKey key, long startMillis, long endMillis) {

    static SessionUsage of(UsageKey key, long startMillis, long endMillis) {
        return new SessionUsage(key.id(), key, startMillis, endMillis);
    }
}
