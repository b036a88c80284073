package io.sessionstats.oracle;

import io.sessionstats.oracle.NaiveUsage.UsedSession;
import io.sessionstats.oracle.Recomputation.CellRow;
import io.sessionstats.oracle.Recomputation.JobRow;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionDetails;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.session.UsageType;
import io.sessionstats.usage.RateCard;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Usage of farms and names of their jobs: every cell from the list of the sessions in it, every
 * name from the list of all starts.
 */
final class NaiveUsageCells {

    private final long grainMillis;
    private final RateCard rateCard;

    NaiveUsageCells(Duration grain, RateCard rateCard) {
        this.grainMillis = grain.toMillis();
        this.rateCard = rateCard;
    }

    /** A session that both its events are known of. */
    record Ended(SessionEvent start, long endMillis) {

        long startMillis() {
            return start.timeMillis();
        }
    }

    /** Those of farms. */
    List<UsedSession> usedSessions(List<Ended> sessions) {
        return sessions.stream()
                .filter(session -> session.start.scope().kind() == Scope.Kind.FARM)
                .map(
                        session ->
                                new UsedSession(
                                        key(session), session.startMillis(), session.endMillis()))
                .toList();
    }

    Map<CellRow, UsageCell> cells(List<Ended> sessions) {
        Map<CellRow, List<Ended>> sessionsByCell = new HashMap<>();
        for (Ended session : sessions) {
            if (session.start.scope().kind() == Scope.Kind.FARM) {
                sessionsByCell.computeIfAbsent(row(session), row -> new ArrayList<>()).add(session);
            }
        }
        Map<CellRow, UsageCell> cells = new HashMap<>();
        sessionsByCell.forEach((row, inCell) -> cells.put(row, cell(row, inCell)));
        return cells;
    }

    Map<JobRow, String> jobNames(List<SessionEvent> starts) {
        Map<JobRow, SessionEvent> latest = new HashMap<>();
        for (SessionEvent start : starts) {
            SessionDetails details = start.details();
            if (start.scope().kind() != Scope.Kind.FARM
                    || details.jobId() == null
                    || details.jobName() == null) {
                continue;
            }
            JobRow job = new JobRow(start.scope().id(), details.jobId());
            SessionEvent known = latest.get(job);
            boolean later =
                    known == null
                            || known.timeMillis() < start.timeMillis()
                            || (known.timeMillis() == start.timeMillis()
                                    && known.details().jobName().compareTo(details.jobName()) < 0);
            if (later) {
                latest.put(job, start);
            }
        }
        Map<JobRow, String> names = new HashMap<>();
        latest.forEach((job, start) -> names.put(job, start.details().jobName()));
        return names;
    }

    private UsageKey key(Ended session) {
        SessionDetails details = session.start.details();
        return new UsageKey(
                session.start.scope().id(),
                details.queueId(),
                details.fleetId(),
                details.jobId(),
                details.userId(),
                details.usageType(),
                details.instanceType(),
                details.licenseProduct(),
                rate(details));
    }

    private CellRow row(Ended session) {
        long startSlot = session.startMillis() / grainMillis; // no time is before 1970
        long endSlot = session.endMillis() / grainMillis;
        if (session.endMillis() % grainMillis == 0 && endSlot > startSlot) {
            endSlot--; // It ends with the slot before.
        }
        return new CellRow(key(session), startSlot, endSlot);
    }

    private long rate(SessionDetails details) {
        if (details.hourlyRateMicroUsd() != null) {
            return details.hourlyRateMicroUsd();
        }
        Long rate = null;
        if (details.usageType() == UsageType.LICENSE && details.licenseProduct() != null) {
            rate = rateCard.licenseMicroUsd().get(details.licenseProduct());
        } else if (details.usageType() == UsageType.COMPUTE && details.instanceType() != null) {
            rate = rateCard.computeMicroUsd().get(details.instanceType());
        }
        return rate == null ? 0 : rate;
    }

    private UsageCell cell(CellRow row, List<Ended> sessions) {
        LongSummaryStatistics starts =
                summary(sessions, s -> s.startMillis() - row.startSlot() * grainMillis);
        LongSummaryStatistics ends =
                summary(sessions, s -> s.endMillis() - row.endSlot() * grainMillis);
        LongSummaryStatistics lengths = summary(sessions, s -> s.endMillis() - s.startMillis());
        return new UsageCell(
                row.startSlot(),
                row.endSlot(),
                sessions.size(),
                starts.getSum(),
                ends.getSum(),
                starts.getMin(),
                starts.getMax(),
                ends.getMin(),
                ends.getMax(),
                lengths.getMin(),
                lengths.getMax());
    }

    private static LongSummaryStatistics summary(
            List<Ended> sessions, ToLongFunction<Ended> number) {
        return sessions.stream().mapToLong(number).summaryStatistics();
    }
}
