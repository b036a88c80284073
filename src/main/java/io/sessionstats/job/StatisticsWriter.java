package io.sessionstats.job;

import io.sessionstats.store.ChangedRow;
import io.sessionstats.store.RowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;

/**
 * Keeps the last version of each changed row, and hands all of them over at a checkpoint, with the
 * event time reached. It hands something over at every checkpoint, also when no row has changed,
 * since the event time moves on without. Needs no state of its own: what it holds is handed over
 * before the checkpoint's barrier passes.
 *
 * <p>Its memory grows with the rows that change between two checkpoints. It has no limit at which
 * it would make the input wait, since that could never end: what empties it is the next barrier,
 * and that comes by the same input. What does limit it while the store is away: the committer then
 * reads no input, so a writer that hands over more than the network buffers hold waits there, and
 * its own input with it. Until then it gathers the rows that change within one checkpoint timeout.
 */
final class StatisticsWriter implements CommittingSinkWriter<ChangedRow, WrittenRows> {

    /** Some hundred kilobytes: larger records would travel by way of the disk. */
    static final int ROWS_AT_ONCE = 2_000;

    private final Map<RowKey, ChangedRow> lastRows = new LinkedHashMap<>();
    private long watermarkMillis = Long.MIN_VALUE;

    @Override
    public void write(ChangedRow row, Context context) {
        lastRows.put(row.key(), row);
    }

    @Override
    public void writeWatermark(Watermark watermark) {
        // The last watermark of an input that ends is no event time, and it would stay for ever.
        if (watermark.getTimestamp() != Long.MAX_VALUE) {
            watermarkMillis = watermark.getTimestamp();
        }
    }

    @Override
    public Collection<WrittenRows> prepareCommit() {
        List<WrittenRows> parts = new ArrayList<>();
        List<ChangedRow> part = new ArrayList<>();
        for (ChangedRow row : lastRows.values()) {
            part.add(row);
            if (part.size() == ROWS_AT_ONCE) {
                parts.add(new WrittenRows(watermarkMillis, part));
                part = new ArrayList<>();
            }
        }
        if (!part.isEmpty() || parts.isEmpty()) {
            parts.add(new WrittenRows(watermarkMillis, part));
        }
        lastRows.clear();
        return parts;
    }

    @Override
    public void flush(boolean endOfInput) {
        // Rows are published with their checkpoint, never before.
    }

    @Override
    public void close() {
        lastRows.clear();
    }
}
