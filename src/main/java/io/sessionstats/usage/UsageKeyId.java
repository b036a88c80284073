package io.sessionstats.usage;

import io.sessionstats.session.KeyHash;
import io.sessionstats.session.PackedEvent;
import io.sessionstats.session.PackedEvent.PackedDetails;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionDetails;
import io.sessionstats.session.SessionEvent;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A usage key's id, by which the job and the store know it: the first 128 bits of the SHA-256 of
 * its parts, packed one after the other.
 */
public record UsageKeyId(long high, long low) {

    /** The id of a farm's session's key, without making the key. */
    public static UsageKeyId of(PackedDetails start, long hourlyRateMicroUsd, KeyHash hash) {
        byte[] packed = start.bytes();
        int scopeLength = start.scopeEnd();
        int jobNameAt = start.jobNameAt();
        int afterJobName = start.after(jobNameAt);
        int workerAt = start.fieldDeviceAt();
        int afterWorker = start.after(workerAt);
        int afterLicense = start.usageTypeAt();
        byte[] parts = new byte[packed.length + Long.BYTES];
        int length = copy(packed, 0, scopeLength, parts, 0);
        length = copy(packed, start.detailsAt(), jobNameAt, parts, length);
        length = copy(packed, afterJobName, workerAt, parts, length);
        length = copy(packed, afterWorker, afterLicense + 1, parts, length);
        ByteBuffer.wrap(parts).putLong(length, hourlyRateMicroUsd);
        hash.hash(parts, 0, length + Long.BYTES);
        return new UsageKeyId(hash.high(), hash.low());
    }

    static UsageKeyId of(UsageKey key) {
        SessionDetails details =
                new SessionDetails(
                        key.queueId(),
                        key.fleetId(),
                        key.jobId(),
                        null,
                        key.userId(),
                        null,
                        key.instanceType(),
                        key.usageType(),
                        key.licenseProduct(),
                        null,
                        null,
                        List.of());
        SessionEvent start =
                SessionEvent.started(Scope.farm(key.farmId()), "of no matter", 0, details);
        PackedDetails packed = new PackedEvent.Packer().pack(start).details();
        return of(packed, key.hourlyRateMicroUsd(), new KeyHash());
    }

    private static int copy(byte[] from, int start, int end, byte[] to, int at) {
        System.arraycopy(from, start, to, at, end - start);
        return at + end - start;
    }
}
