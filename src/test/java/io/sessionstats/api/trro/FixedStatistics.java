package io.sessionstats.api.trro;

import io.sessionstats.session.Scope;
import io.sessionstats.statistics.ActiveDevices;
import io.sessionstats.statistics.BucketRun;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.store.StatisticsReader;
import java.io.IOException;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A store of a few rows of one project, given in any order. */
record FixedStatistics(
        Scope project, ZoneId zone, List<ScopeStatistics> scopeRows, ActiveDevices devices)
        implements StatisticsReader, StatisticsReader.Snapshot {

    @Override
    public <T, E extends Exception> T read(Reading<T, E> reading) throws IOException, E {
        return reading.from(this);
    }

    @Override
    public Optional<ZoneId> zoneOf(Scope scope) {
        return scope.equals(project) ? Optional.of(zone) : Optional.empty();
    }

    @Override
    public long completeThroughMillis() {
        return Long.MIN_VALUE;
    }

    @Override
    public List<ScopeStatistics> scopeBuckets(Scope scope, List<BucketRun> runs, int limit) {
        return scopeRows.stream()
                .filter(row -> row.scope().equals(scope))
                .filter(row -> runs.stream().anyMatch(run -> isIn(row, run)))
                .sorted(Comparator.comparing(row -> row.bucket().startMillis()))
                .limit(limit)
                .toList();
    }

    private static boolean isIn(ScopeStatistics row, BucketRun run) {
        return row.bucket().period() == run.period()
                && run.startMillis() <= row.bucket().startMillis()
                && row.bucket().startMillis() < run.endMillis();
    }

    @Override
    public List<DeviceStatistics> deviceBuckets(
            Scope scope, String deviceId, List<BucketRun> runs, int limit) {
        return List.of();
    }

    @Override
    public ActiveDevices activeDevices(Scope scope, List<BucketRun> runs) {
        return devices;
    }
}
