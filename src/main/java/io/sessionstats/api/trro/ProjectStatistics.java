package io.sessionstats.api.trro;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.BucketCover;
import io.sessionstats.statistics.BucketRun;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.RangeStatistics;
import io.sessionstats.statistics.RangeTally;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.store.StatisticsReader.Snapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Answers the two actions from a project's buckets, as few of them as possible.
 *
 * <p>A device has rows of a day or a month only once that has ended; until then its hours speak for
 * it. A scope has rows of all three at any time.
 */
final class ProjectStatistics {

    /** More than a year of hours: some 2 MB, for an answer is made in memory. */
    static final int INTERVALS_MAX = 10_000;

    /** How much of a device is read for one answer: the hours speak for what has not ended. */
    private static final int DEVICE_ROWS_MAX = 100_000;

    private final Snapshot snapshot;
    private final Scope project;
    private final ZoneCalendar calendar;

    ProjectStatistics(Snapshot snapshot, Scope project, ZoneCalendar calendar) {
        this.snapshot = snapshot;
        this.project = project;
        this.calendar = calendar;
    }

    /**
     * The intervals that overlap {@code [startMillis, endMillis)} and have sessions, in order of
     * time.
     *
     * @param deviceId null for all devices
     * @throws TrroException if there are more than {@link #INTERVALS_MAX}
     */
    List<IntervalStatistics> byInterval(
            Period period, String deviceId, long startMillis, long endMillis)
            throws IOException, TrroException {
        if (startMillis >= endMillis) {
            return List.of();
        }
        long fromMillis = calendar.bucket(period, startMillis).startMillis();
        long toMillis = calendar.bucket(period, endMillis - 1).endMillis();
        return deviceId == null
                ? ofProject(period, fromMillis, toMillis)
                : ofDevice(period, deviceId, fromMillis, toMillis);
    }

    private List<IntervalStatistics> ofProject(Period period, long fromMillis, long toMillis)
            throws IOException, TrroException {
        List<ScopeStatistics> rows =
                snapshot.scopeBuckets(
                        project,
                        List.of(new BucketRun(period, fromMillis, toMillis)),
                        INTERVALS_MAX + 1);
        requireNotMore(rows.size(), INTERVALS_MAX);
        return rows.stream()
                .map(row -> new IntervalStatistics(row.bucket(), RangeStatistics.of(row.tally())))
                .toList();
    }

    private List<IntervalStatistics> ofDevice(
            Period period, String deviceId, long fromMillis, long toMillis)
            throws IOException, TrroException {
        List<BucketRun> runs =
                new BucketCover(calendar, period, snapshot.completeThroughMillis())
                        .runs(fromMillis, toMillis);
        Map<Long, RangeTally> tallyByStart = new TreeMap<>();
        for (DeviceStatistics row : deviceRows(deviceId, runs)) {
            Bucket interval = calendar.bucket(period, row.bucket().startMillis());
            RangeTally tally =
                    tallyByStart.computeIfAbsent(interval.startMillis(), start -> new RangeTally());
            tally.add(row);
        }
        requireNotMore(tallyByStart.size(), INTERVALS_MAX);
        List<IntervalStatistics> intervals = new ArrayList<>(tallyByStart.size());
        tallyByStart.forEach(
                (start, tally) ->
                        intervals.add(
                                new IntervalStatistics(
                                        calendar.bucket(period, start), tally.statistics())));
        return intervals;
    }

    /**
     * The numbers of {@code [startMillis, endMillis)}, rounded outwards to hours.
     *
     * @param deviceId null for all devices
     */
    RangeStatistics summary(String deviceId, long startMillis, long endMillis)
            throws IOException, TrroException {
        if (startMillis >= endMillis) {
            return new RangeTally().statistics();
        }
        long fromMillis = calendar.bucket(Period.HOUR, startMillis).startMillis();
        long toMillis = calendar.bucket(Period.HOUR, endMillis - 1).endMillis();
        RangeTally tally = new RangeTally();
        List<BucketRun> deviceRuns =
                new BucketCover(calendar, Period.MONTH, snapshot.completeThroughMillis())
                        .runs(fromMillis, toMillis);
        if (deviceId != null) {
            deviceRows(deviceId, deviceRuns).forEach(tally::add);
            return tally.statistics();
        }
        List<BucketRun> runs =
                new BucketCover(calendar, Period.MONTH, Long.MAX_VALUE).runs(fromMillis, toMillis);
        for (ScopeStatistics row : snapshot.scopeBuckets(project, runs, INTERVALS_MAX)) {
            tally.add(row.bucket().startMillis(), row.tally());
        }
        return tally.statistics(snapshot.activeDevices(project, deviceRuns));
    }

    private List<DeviceStatistics> deviceRows(String deviceId, List<BucketRun> runs)
            throws IOException, TrroException {
        List<DeviceStatistics> rows =
                snapshot.deviceBuckets(project, deviceId, runs, DEVICE_ROWS_MAX + 1);
        requireNotMore(rows.size(), DEVICE_ROWS_MAX);
        return rows;
    }

    private static void requireNotMore(int rows, int most) throws TrroException {
        if (rows > most) {
            throw new TrroException(
                    ErrorCode.RESPONSE_SIZE_LIMIT_EXCEEDED,
                    "expected a range of at most " + most + " intervals with sessions",
                    "时间范围内有会话的时段不应超过 " + most + " 个");
        }
    }
}
