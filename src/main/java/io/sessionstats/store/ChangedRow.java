package io.sessionstats.store;

import io.sessionstats.session.Scope;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.ScopeStatistics;

/**
 * A row of the store with the absolute values that it has from now on: exactly one member is set,
 * the others are null. (One record of nullable members, since what flows through Flink must have a
 * plain type.)
 */
public record ChangedRow(ScopeStatistics scopeStatistics, DeviceStatistics deviceStatistics) {

    public ChangedRow {
        if ((scopeStatistics == null) == (deviceStatistics == null)) {
            throw new IllegalArgumentException("a changed row is of exactly one kind");
        }
    }

    public static ChangedRow of(ScopeStatistics statistics) {
        return new ChangedRow(statistics, null);
    }

    public static ChangedRow of(DeviceStatistics statistics) {
        return new ChangedRow(null, statistics);
    }

    public Scope scope() {
        return scopeStatistics != null ? scopeStatistics.scope() : deviceStatistics.scope();
    }

    /** Which row of the store this is a version of. */
    public RowKey key() {
        return scopeStatistics != null
                ? new RowKey.ScopeBucket(scopeStatistics.scope(), scopeStatistics.bucket())
                : new RowKey.DeviceBucket(
                        deviceStatistics.scope(),
                        deviceStatistics.deviceId(),
                        deviceStatistics.bucket());
    }
}
