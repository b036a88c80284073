package io.sessionstats.store;

import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.usage.JobName;
import io.sessionstats.usage.KeyedCell;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Rows as a stage would tell them, and what is published of them. */
public final class StatisticsRows {

    private StatisticsRows() {}

    public static StatisticsRow of(ScopeStatistics statistics) {
        return new StatisticsRow.OfScope(statistics);
    }

    /** A further version of the row, as far as the store can know. */
    public static StatisticsRow of(DeviceStatistics statistics) {
        return new StatisticsRow.OfDevice(statistics, false);
    }

    public static StatisticsRow of(JobName name) {
        return new StatisticsRow.OfJobName(name);
    }

    /** The key's row and the cell's, of which it is no first version. */
    public static List<StatisticsRow> of(KeyedCell cell) {
        return of(cell, false);
    }

    public static List<StatisticsRow> of(KeyedCell cell, boolean first) {
        return List.of(
                new StatisticsRow.OfUsageKey(cell.key().id(), cell.key()),
                new StatisticsRow.OfUsageCell(
                        cell.key().id(),
                        cell.key().queueHash(),
                        cell.key().fleetHash(),
                        cell.cell(),
                        first));
    }

    public static List<StatisticsRow> of(Collection<KeyedCell> cells) {
        return cells.stream().flatMap(cell -> of(cell).stream()).toList();
    }

    /** The rows in chunks; those of one kind keep their order. */
    public static List<RowChunk> chunks(Iterable<StatisticsRow> rows) {
        List<RowChunk> chunks = new ArrayList<>();
        RowChunks writer = new RowChunks(chunks::add);
        rows.forEach(writer::add);
        writer.flush();
        return chunks;
    }

    /** The rows that a chunk holds. */
    public static List<StatisticsRow> in(Collection<RowChunk> chunks) {
        return chunks.stream().flatMap(chunk -> StatisticsRowFormat.rows(chunk).stream()).toList();
    }

    /** A publication of rows. */
    public static Publication publication(
            long checkpoint, long completeThroughMillis, Iterable<StatisticsRow> rows) {
        return new Publication(checkpoint, completeThroughMillis, chunks(rows));
    }
}
