package io.sessionstats.store;

import io.sessionstats.session.Scope;
import io.sessionstats.statistics.ActiveDevices;
import io.sessionstats.statistics.BucketRun;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.ScopeStatistics;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Reads published statistics of scopes and devices. Any thread may call it. */
public interface StatisticsReader {

    /**
     * Reads from one snapshot of the store.
     *
     * @throws IOException if the store cannot be used for now
     * @throws E if the reading does
     */
    <T, E extends Exception> T read(Reading<T, E> reading) throws IOException, E;

    /** What is to be read from a snapshot. */
    interface Reading<T, E extends Exception> {
        T from(Snapshot snapshot) throws IOException, E;
    }

    /** The content of one completed checkpoint; for use within {@link #read}. */
    interface Snapshot {

        /** The zone of a scope's calendar; empty if nothing has been counted for the scope. */
        Optional<ZoneId> zoneOf(Scope scope) throws IOException;

        /**
         * The event time up to which everything in order has been counted, epoch milliseconds;
         * {@code Long.MIN_VALUE} before the first event.
         */
        long completeThroughMillis() throws IOException;

        /**
         * The rows of these buckets that have sessions, in order of time.
         *
         * @param limit at most so many
         */
        List<ScopeStatistics> scopeBuckets(Scope scope, List<BucketRun> runs, int limit)
                throws IOException;

        /** The same of one device. */
        List<DeviceStatistics> deviceBuckets(
                Scope scope, String deviceId, List<BucketRun> runs, int limit) throws IOException;

        /** How many distinct devices of a scope have a session in any of these buckets. */
        ActiveDevices activeDevices(Scope scope, List<BucketRun> runs) throws IOException;
    }
}
