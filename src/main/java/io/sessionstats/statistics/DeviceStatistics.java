package io.sessionstats.statistics;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.session.Scope;
import java.util.List;

/**
 * The numbers of the sessions in which one device of a project took part, in whichever role, in one
 * bucket of the project's calendar.
 *
 * @param tally its active devices are the sizes of the two lists
 * @param fieldDevices field devices of those sessions, itself included where it was one; sorted
 * @param remoteDevices remote devices of those sessions, itself included where it was one; sorted
 */
public record DeviceStatistics(
        Scope scope,
        String deviceId,
        Bucket bucket,
        Tally tally,
        List<String> fieldDevices,
        List<String> remoteDevices) {

    public DeviceStatistics {
        fieldDevices = List.copyOf(fieldDevices);
        remoteDevices = List.copyOf(remoteDevices);
    }
}
