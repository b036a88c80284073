package io.sessionstats.job;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.StatisticsRow;
import io.sessionstats.store.StatisticsRows;
import java.util.List;

/** Rows that tests tell apart by a name and a number. */
final class NamedRows {

    private static final Bucket HOUR = new Bucket(Period.HOUR, 0, 3_600_000);

    private NamedRows() {}

    static StatisticsRow farm(String id, long sessions) {
        return StatisticsRows.of(new ScopeStatistics(Scope.farm(id), HOUR, sessions(sessions)));
    }

    static StatisticsRow device(String id, long sessions) {
        return StatisticsRows.of(
                new DeviceStatistics(
                        Scope.project("p"),
                        id,
                        HOUR,
                        sessions(sessions),
                        List.of(id),
                        List.of("console")));
    }

    /** A chunk of that row alone. */
    static RowChunk chunk(StatisticsRow row) {
        return StatisticsRows.chunks(List.of(row)).get(0);
    }

    static Tally sessions(long sessions) {
        return new Tally(sessions, 0, 0, 0, 0, 0, 0, 0);
    }
}
