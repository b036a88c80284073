package io.sessionstats.store.postgres.aggregating;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Where cells can start that touch a range, by table {@code usage_reach}. */
final class ReachedSpans {

    private ReachedSpans() {}

    /**
     * The spans of start slots in which cells can touch a range, each within one UTC month, in
     * order of time.
     */
    static List<StartSpan> of(Connection connection, long firstMillis, long lastMillis)
            throws SQLException {
        List<StartSpan> spans = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            ResultSet rows =
                    statement.executeQuery(
                            "SELECT month, longest_ms FROM usage_reach ORDER BY month");
            while (rows.next()) {
                YearMonth month = YearMonth.from(rows.getObject(1, LocalDate.class));
                long from = Math.max(startMillis(month), firstMillis - rows.getLong(2));
                long to = Math.min(startMillis(month.plusMonths(1)), lastMillis);
                if (from < to) {
                    spans.add(new StartSpan(from, to));
                }
            }
        }
        return spans;
    }

    private static long startMillis(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }
}
