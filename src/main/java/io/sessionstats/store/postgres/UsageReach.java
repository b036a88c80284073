package io.sessionstats.store.postgres;

import io.sessionstats.store.RowChunk;
import io.sessionstats.usage.UsageGrain;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How long the cells are that start in a UTC month: table {@code usage_reach}. From it a reader
 * knows which months can matter to a range, and how far before the range their cells can start.
 */
final class UsageReach {

    private UsageReach() {}

    /** Extends the reach of the cells' months, within the caller's transaction. */
    static void extend(Connection connection, List<RowChunk> chunks, UsageGrain grain)
            throws SQLException {
        Map<YearMonth, Long> slotsMax = ChunkMonths.of(chunks, RowChunk.Kind.USAGE_CELL, grain);
        if (slotsMax.isEmpty()) {
            return;
        }
        String sql =
                """
                INSERT INTO usage_reach (month, longest_ms) VALUES (?, ?)
                ON CONFLICT (month) DO UPDATE SET longest_ms = excluded.longest_ms
                WHERE usage_reach.longest_ms < excluded.longest_ms""";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Map.Entry<YearMonth, Long> month : slotsMax.entrySet()) {
                statement.setObject(1, month.getKey().atDay(1));
                statement.setLong(2, grain.startMillis(month.getValue()));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /**
     * The spans of start slots in which cells can touch a range, each within one UTC month, in
     * order of time.
     */
    static List<StartSpan> spans(Connection connection, long firstMillis, long lastMillis)
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
