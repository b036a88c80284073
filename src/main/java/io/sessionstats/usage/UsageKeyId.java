package io.sessionstats.usage;

import io.sessionstats.session.Fingerprint;

/** A usage key's fingerprint, by which the job and the store know it. */
public record UsageKeyId(long high, long low) {

    static UsageKeyId of(UsageKey key) {
        Fingerprint fingerprint =
                new Fingerprint.Builder()
                        .part(1, key.farmId())
                        .part(2, key.queueId())
                        .part(3, key.fleetId())
                        .part(4, key.jobId())
                        .part(5, key.userId())
                        .part(6, key.usageType().name())
                        .part(7, key.instanceType())
                        .part(8, key.licenseProduct())
                        .part(9, Long.toString(key.hourlyRateMicroUsd()))
                        .build();
        return new UsageKeyId(fingerprint.high(), fingerprint.low());
    }
}
