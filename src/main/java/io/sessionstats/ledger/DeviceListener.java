package io.sessionstats.ledger;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.Tally;
import java.util.List;

/** Is told the rows of devices that have changed. */
@FunctionalInterface
public interface DeviceListener {

    /**
     * The row of a device has changed.
     *
     * @param tally its active devices are the sizes of the two lists
     * @param fieldDevices field devices of its sessions, itself included where it was one; sorted
     * @param remoteDevices remote devices, likewise
     * @param first whether no version of the row has been told before
     */
    void row(
            Scope scope,
            String deviceId,
            Bucket bucket,
            Tally tally,
            List<String> fieldDevices,
            List<String> remoteDevices,
            boolean first);
}
