package io.sessionstats.store;

import io.sessionstats.session.Scope;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.usage.JobName;
import io.sessionstats.usage.KeyedCell;

/**
 * A row of the store with the absolute values that it has from now on: exactly one member is set,
 * the others are null. (One record of nullable members, since what flows through Flink must have a
 * plain type.)
 */
public record ChangedRow(
        ScopeStatistics scopeStatistics,
        DeviceStatistics deviceStatistics,
        KeyedCell usageCell,
        JobName jobName) {

    public ChangedRow {
        int kinds =
                oneIfSet(scopeStatistics)
                        + oneIfSet(deviceStatistics)
                        + oneIfSet(usageCell)
                        + oneIfSet(jobName);
        if (kinds != 1) {
            throw new IllegalArgumentException("a changed row is of exactly one kind");
        }
    }

    private static int oneIfSet(Object member) {
        return member == null ? 0 : 1;
    }

    public static ChangedRow of(ScopeStatistics statistics) {
        return new ChangedRow(statistics, null, null, null);
    }

    public static ChangedRow of(DeviceStatistics statistics) {
        return new ChangedRow(null, statistics, null, null);
    }

    public static ChangedRow of(KeyedCell usageCell) {
        return new ChangedRow(null, null, usageCell, null);
    }

    public static ChangedRow of(JobName jobName) {
        return new ChangedRow(null, null, null, jobName);
    }

    public Scope scope() {
        if (scopeStatistics != null) {
            return scopeStatistics.scope();
        }
        if (deviceStatistics != null) {
            return deviceStatistics.scope();
        }
        return Scope.farm(usageCell != null ? usageCell.key().farmId() : jobName.farmId());
    }

    /** Which row of the store this is a version of. */
    public RowKey key() {
        if (scopeStatistics != null) {
            return new RowKey.ScopeBucket(scopeStatistics.scope(), scopeStatistics.bucket());
        }
        if (deviceStatistics != null) {
            return new RowKey.DeviceBucket(
                    deviceStatistics.scope(),
                    deviceStatistics.deviceId(),
                    deviceStatistics.bucket());
        }
        if (usageCell != null) {
            return new RowKey.Cell(
                    usageCell.key(), usageCell.cell().startSlot(), usageCell.cell().endSlot());
        }
        return new RowKey.NameOfJob(jobName.farmId(), jobName.jobId());
    }
}
