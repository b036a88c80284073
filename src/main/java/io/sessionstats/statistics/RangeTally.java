package io.sessionstats.statistics;

import java.util.HashSet;
import java.util.Set;

/**
 * The numbers of a range, summed over the buckets that make it up, added in any order. A session
 * that touches several buckets counts once: sessions are those of the first bucket that is added,
 * and those that start in the others. (A bucket that is not added has no sessions, so that all
 * those of the next start there.)
 */
public final class RangeTally {

    private long firstStartMillis = Long.MAX_VALUE;

    /** Sessions of the first bucket that did not start there. */
    private long startedBefore;

    private long started;
    private long durationMillis;
    private long rated;
    private long notBad;
    private final Set<String> fieldDevices = new HashSet<>();
    private final Set<String> remoteDevices = new HashSet<>();

    /** Adds the numbers of a bucket, all but its devices. */
    public void add(long bucketStartMillis, Tally tally) {
        if (bucketStartMillis < firstStartMillis) {
            firstStartMillis = bucketStartMillis;
            startedBefore = tally.sessions() - tally.started();
        }
        started += tally.started();
        durationMillis += tally.durationMillis();
        rated += tally.rated();
        notBad += tally.notBad();
    }

    /** Adds the numbers of a bucket of a device, and the devices that its sessions had. */
    public void add(DeviceStatistics row) {
        add(row.bucket().startMillis(), row.tally());
        fieldDevices.addAll(row.fieldDevices());
        remoteDevices.addAll(row.remoteDevices());
    }

    /** The numbers with the devices that were added. */
    public RangeStatistics statistics() {
        return statistics(new ActiveDevices(fieldDevices.size(), remoteDevices.size()));
    }

    /** The numbers with devices that were counted elsewhere. */
    public RangeStatistics statistics(ActiveDevices devices) {
        return new RangeStatistics(
                startedBefore + started,
                durationMillis,
                devices.field(),
                devices.remote(),
                rated,
                notBad);
    }
}
