package io.sessionstats.store.postgres.publishing;

import io.sessionstats.store.RowChunk;
import io.sessionstats.usage.UsageGrain;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.YearMonth;
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
}
