package io.sessionstats.job;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.ChangedRow;
import java.util.List;

/** Rows that tests tell apart by a name and a number. */
final class ChangedRows {

    private static final Bucket HOUR = new Bucket(Period.HOUR, 0, 3_600_000);

    private ChangedRows() {}

    static ChangedRow farm(String id, long sessions) {
        return ChangedRow.of(new ScopeStatistics(Scope.farm(id), HOUR, sessions(sessions)));
    }

    static ChangedRow device(String id, long sessions) {
        return ChangedRow.of(
                new DeviceStatistics(
                        Scope.project("p"),
                        id,
                        HOUR,
                        sessions(sessions),
                        List.of(id),
                        List.of("console")));
    }

    static Tally sessions(long sessions) {
        return new Tally(sessions, 0, 0, 0, 0, 0, 0, 0);
    }
}
