package io.sessionstats.statistics;

import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionDetails;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a step in a session's story adds to the numbers of one device that takes part in it.
 *
 * @param fieldDevices the session's devices in the field: one or none
 * @param remoteDevices the session's remote devices
 * @param steps the session's contributions, by hour
 */
public record DeviceContribution(
        Scope scope,
        String deviceId,
        List<String> fieldDevices,
        List<String> remoteDevices,
        List<Contribution> steps) {

    /**
     * The contributions to each device of a session. A farm's workers are counted where they are
     * active and have no numbers of their own, so for them only the steps that touch a bucket
     * matter.
     */
    public static List<DeviceContribution> of(
            Scope scope, SessionDetails details, List<Contribution> steps) {
        String field = details.activeFieldDevice();
        List<String> fieldDevices = field == null ? List.of() : List.of(field);
        List<Contribution> stepsThatMatter =
                scope.kind() == Scope.Kind.PROJECT
                        ? steps
                        : steps.stream().filter(step -> step.hours() != 0).toList();
        if (stepsThatMatter.isEmpty()) {
            return List.of();
        }
        Set<String> devices = new LinkedHashSet<>(fieldDevices);
        devices.addAll(details.remoteDeviceIds());
        List<DeviceContribution> contributions = new ArrayList<>(devices.size());
        for (String device : devices) {
            contributions.add(
                    new DeviceContribution(
                            scope,
                            device,
                            fieldDevices,
                            details.remoteDeviceIds(),
                            stepsThatMatter));
        }
        return contributions;
    }
}
