package io.sessionstats.usage;

import io.sessionstats.session.SessionDetails;
import io.sessionstats.session.UsageType;
import java.util.Objects;

/**
 * What tells one use of a farm from another: whose it was, of what kind, at which price. A member
 * that the session lacks is null, except where said otherwise.
 *
 * @param farmId never null
 * @param usageType never null
 * @param hourlyRateMicroUsd the price that applies, in millionths of a US dollar an hour, 0 to
 *     10^12
 */
public record UsageKey(
        String farmId,
        String queueId,
        String fleetId,
        String jobId,
        String userId,
        UsageType usageType,
        String instanceType,
        String licenseProduct,
        long hourlyRateMicroUsd) {

    public UsageKey {
        Objects.requireNonNull(farmId, "farmId");
        Objects.requireNonNull(usageType, "usageType");
    }

    /** The key of a farm's session for which that price applies. */
    public static UsageKey of(String farmId, SessionDetails details, long hourlyRateMicroUsd) {
        return new UsageKey(
                farmId,
                details.queueId(),
                details.fleetId(),
                details.jobId(),
                details.userId(),
                details.usageType(),
                details.instanceType(),
                details.licenseProduct(),
                hourlyRateMicroUsd);
    }

    /** The value of a dimension; null if it has none. */
    public String value(UsageDimension dimension) {
        return switch (dimension) {
            case QUEUE_ID -> queueId;
            case FLEET_ID -> fleetId;
            case JOB_ID -> jobId;
            case USER_ID -> userId;
            case USAGE_TYPE -> usageType.name();
            case INSTANCE_TYPE -> instanceType;
            case LICENSE_PRODUCT -> licenseProduct;
        };
    }

    /** What the store finds cells of a queue by; see {@link ResourceHash}. */
    public long queueHash() {
        return ResourceHash.of(farmId, queueId);
    }

    /** What the store finds cells of a fleet by. */
    public long fleetHash() {
        return ResourceHash.of(farmId, fleetId);
    }

    /** The key's id, by which the job and the store know it. */
    public UsageKeyId id() {
        return UsageKeyId.of(this);
    }
}
