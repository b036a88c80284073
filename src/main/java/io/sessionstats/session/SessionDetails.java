package io.sessionstats.session;

import java.util.List;

/**
 * What a start says of its session besides scope, id and time. A member that the event lacks is
 * null; a farm's session has no devices, a project's none of the other members.
 *
 * @param usageType of a farm session never null; of a project session null
 * @param hourlyRateMicroUsd price in millionths of a US dollar an hour, 0 to 10^12; null when the
 *     farm did not send one
 * @param fieldDeviceId the device in the field of a project's session
 * @param remoteDeviceIds the consoles of a project's session: sorted, no repeats, at most 64
 */
public record SessionDetails(
        String queueId,
        String fleetId,
        String jobId,
        String jobName,
        String userId,
        String workerId,
        String instanceType,
        UsageType usageType,
        String licenseProduct,
        Long hourlyRateMicroUsd,
        String fieldDeviceId,
        List<String> remoteDeviceIds) {

    public SessionDetails {
        remoteDeviceIds = List.copyOf(remoteDeviceIds);
    }

    /** The device that counts as active in the field: a project's field device, a farm's worker. */
    public String activeFieldDevice() {
        return workerId != null ? workerId : fieldDeviceId;
    }
}
