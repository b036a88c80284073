package io.sessionstats.store;

import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.usage.JobName;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageKey;
import io.sessionstats.usage.UsageKeyId;

/**
 * A row of the store with the absolute values that it has from now on. On its way there it is bytes
 * in a {@link RowChunk}.
 */
public sealed interface StatisticsRow {

    /** A scope's numbers in one bucket. */
    record OfScope(ScopeStatistics statistics) implements StatisticsRow {}

    /**
     * A device's numbers in one bucket.
     *
     * @param first whether the job has published no version of this row before, as far as its state
     *     knows: the store then expects, without relying on it, that it has none
     */
    record OfDevice(DeviceStatistics statistics, boolean first) implements StatisticsRow {}

    /**
     * A usage key and its id. It comes no later than the first of its cells, and as often as one
     * likes.
     */
    record OfUsageKey(UsageKeyId id, UsageKey key) implements StatisticsRow {}

    /**
     * A usage cell and whose it is.
     *
     * @param queueHash of the usage key, as {@link UsageKey#queueHash} gives it
     * @param fleetHash likewise
     * @param first as of a device
     */
    record OfUsageCell(
            UsageKeyId keyId, long queueHash, long fleetHash, UsageCell cell, boolean first)
            implements StatisticsRow {}

    /** What a job is called. */
    record OfJobName(JobName name) implements StatisticsRow {}
}
