package io.sessionstats.job;

import io.sessionstats.store.RowChunk;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;

/**
 * Gathers chunks of rows, and hands all of them over at a checkpoint, with the event time reached.
 * It hands something over at every checkpoint, also when no row has changed, since the event time
 * moves on without. Needs no state of its own: what it holds is handed over before the checkpoint's
 * barrier passes.
 *
 * <p>It has no limit at which it would make the input wait, since that could never end: what
 * empties it is the next barrier, and that comes by the same input. What does limit it while the
 * store is away: the committer then reads no input, so a writer that hands over more than the
 * network buffers hold waits there, and its own input with it. Until then it gathers what the
 * stages tell of one checkpoint.
 */
final class StatisticsWriter implements CommittingSinkWriter<RowChunk, WrittenChunks> {

    /** Some hundred kilobytes: larger records would travel by way of the disk. */
    static final int BYTES_AT_ONCE = 256 * 1024;

    private final List<RowChunk> chunks = new ArrayList<>();
    private long watermarkMillis = Long.MIN_VALUE;

    @Override
    public void write(RowChunk chunk, Context context) {
        chunks.add(chunk);
    }

    @Override
    public void writeWatermark(Watermark watermark) {
        // The last watermark of an input that ends is no event time, and it would stay for ever.
        if (watermark.getTimestamp() != Long.MAX_VALUE) {
            watermarkMillis = watermark.getTimestamp();
        }
    }

    @Override
    public Collection<WrittenChunks> prepareCommit() {
        List<WrittenChunks> parts = new ArrayList<>();
        List<RowChunk> part = new ArrayList<>();
        int length = 0;
        for (RowChunk chunk : chunks) {
            part.add(chunk);
            length += chunk.bytes().length;
            if (length >= BYTES_AT_ONCE) {
                parts.add(new WrittenChunks(watermarkMillis, part));
                part.clear();
                length = 0;
            }
        }
        if (!part.isEmpty() || parts.isEmpty()) {
            parts.add(new WrittenChunks(watermarkMillis, part));
        }
        chunks.clear();
        return parts;
    }

    @Override
    public void flush(boolean endOfInput) {
        // Rows are published with their checkpoint, never before.
    }

    @Override
    public void close() {
        chunks.clear();
    }
}
