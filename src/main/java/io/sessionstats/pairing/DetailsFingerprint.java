package io.sessionstats.pairing;

import io.sessionstats.session.Fingerprint;
import io.sessionstats.session.SessionDetails;

/** The fingerprint of a start's details, a tenth of their size. */
final class DetailsFingerprint {

    private DetailsFingerprint() {}

    static Fingerprint of(SessionDetails details) {
        Long rate = details.hourlyRateMicroUsd();
        Fingerprint.Builder parts =
                new Fingerprint.Builder()
                        .part(1, details.queueId())
                        .part(2, details.fleetId())
                        .part(3, details.jobId())
                        .part(4, details.jobName())
                        .part(5, details.userId())
                        .part(6, details.workerId())
                        .part(7, details.instanceType())
                        .part(8, details.usageType() == null ? null : details.usageType().name())
                        .part(9, details.licenseProduct())
                        .part(10, rate == null ? null : rate.toString())
                        .part(11, details.fieldDeviceId());
        details.remoteDeviceIds().forEach(id -> parts.part(12, id));
        return parts.build();
    }
}
