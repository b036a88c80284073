package io.sessionstats.store.postgres.publishing;

import io.sessionstats.store.RowChunk;
import io.sessionstats.store.StatisticsRow;
import io.sessionstats.store.StatisticsRowFormat;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageGrain;
import java.time.YearMonth;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/** The UTC months that buckets and cells start in: their tables are partitioned by them. */
final class ChunkMonths {

    private ChunkMonths() {}

    /**
     * The months in which rows of a kind start, each with the number of slots that the longest cell
     * spans.
     *
     * @param kind of rows that are partitioned
     */
    static SortedMap<YearMonth, Long> of(
            Collection<RowChunk> chunks, RowChunk.Kind kind, UsageGrain grain) {
        SortedMap<YearMonth, Long> slotsMax = new TreeMap<>();
        for (RowChunk chunk : chunks) {
            if (chunk.kind() == kind) {
                add(chunk, grain, slotsMax);
            }
        }
        return slotsMax;
    }

    private static void add(RowChunk chunk, UsageGrain grain, SortedMap<YearMonth, Long> slotsMax) {
        YearMonth first = month(chunk.kind(), chunk.firstStart(), grain);
        if (first.equals(month(chunk.kind(), chunk.lastStart(), grain))) { // as nearly always
            slotsMax.merge(first, chunk.slotsMax(), Math::max);
            return;
        }
        for (StatisticsRow row : StatisticsRowFormat.rows(chunk)) {
            slotsMax.merge(month(chunk.kind(), start(row), grain), slots(row), Math::max);
        }
    }

    private static YearMonth month(RowChunk.Kind kind, long start, UsageGrain grain) {
        return MonthPartitions.monthOf(
                kind == RowChunk.Kind.USAGE_CELL ? grain.startMillis(start) : start);
    }

    private static long start(StatisticsRow row) {
        if (row instanceof StatisticsRow.OfScope scope) {
            return scope.statistics().bucket().startMillis();
        }
        if (row instanceof StatisticsRow.OfDevice device) {
            return device.statistics().bucket().startMillis();
        }
        if (row instanceof StatisticsRow.OfUsageCell cell) {
            return cell.cell().startSlot();
        }
        throw new IllegalArgumentException("is not partitioned: " + row);
    }

    private static long slots(StatisticsRow row) {
        if (row instanceof StatisticsRow.OfUsageCell ofCell) {
            UsageCell cell = ofCell.cell();
            return cell.endSlot() - cell.startSlot() + 1;
        }
        return 0;
    }
}
