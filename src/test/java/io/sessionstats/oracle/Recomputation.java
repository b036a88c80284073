package io.sessionstats.oracle;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.ingest.RejectionReason;
import io.sessionstats.oracle.NaiveUsage.UsedSession;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageKey;
import java.util.List;
import java.util.Map;

/**
 * Everything there should be after a run of steps. {@code arrivals = counted + duplicates +
 * rejections + waiting}.
 *
 * @param watermarkMillis the highest watermark, epoch milliseconds; {@link Long#MIN_VALUE} if none
 * @param scopeRows the rows of farms and projects that sessions touch, hours, days and months
 * @param deviceRows the rows of projects' devices that sessions touch: hours, and such days and
 *     months as have ended
 * @param usedSessions the ended sessions of farms
 * @param cells the usage cells of farms that have sessions
 * @param jobNames what jobs are called that have a name
 * @param rejections in the order in which they were decided; of those that one watermark decides,
 *     in the order of arrival
 * @param counted events that made a session
 * @param duplicates repetitions of known events
 * @param waiting ends whose start may yet come
 * @param expired sessions that were given up without an end
 */
public record Recomputation(
        long watermarkMillis,
        Map<ScopeRow, Tally> scopeRows,
        Map<DeviceRow, DeviceStatistics> deviceRows,
        List<UsedSession> usedSessions,
        Map<CellRow, UsageCell> cells,
        Map<JobRow, String> jobNames,
        List<Rejection> rejections,
        long counted,
        long duplicates,
        long waiting,
        long expired) {

    /** Which row of a farm or project. */
    public record ScopeRow(Scope scope, Bucket bucket) {}

    /** Which row of a device of a project. */
    public record DeviceRow(Scope scope, String deviceId, Bucket bucket) {}

    /** Which usage cell. */
    public record CellRow(UsageKey key, long startSlot, long endSlot) {}

    /** Which job of a farm. */
    public record JobRow(String farmId, String jobId) {}

    /** An event that is not counted. */
    public record Rejection(SessionEvent event, RejectionReason reason) {}
}
