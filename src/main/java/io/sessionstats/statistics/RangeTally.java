package io.sessionstats.statistics;

import java.util.HashSet;
import java.util.Set;

/**
 * The numbers of a range, summed over the buckets that make it up, added in any order. A session
 * that touches several buckets counts once: sessions are those of the first bucket, and those that
 * start in the others. A bucket that is not added has no sessions.
 */
public final class RangeTally {

    private final long startMillis;

    private long sessions;
    private long durationMillis;
    private long rated;
    private long notBad;
    private final Set<String> fieldDevices = new HashSet<>();
    private final Set<String> remoteDevices = new HashSet<>();

    /**
     * @param startMillis the range's first instant, which is that of its first bucket
     */
    public RangeTally(long startMillis) {
        this.startMillis = startMillis;
    }

    /** Adds the numbers of a bucket, all but its devices. */
    public void add(long bucketStartMillis, Tally tally) {
        sessions += bucketStartMillis == startMillis ? tally.sessions() : tally.started();
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
                sessions, durationMillis, devices.field(), devices.remote(), rated, notBad);
    }
}
