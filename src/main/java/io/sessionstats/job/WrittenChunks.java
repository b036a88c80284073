package io.sessionstats.job;

import io.sessionstats.store.RowChunk;
import java.util.List;

/**
 * Some of the rows that came to one writer between two checkpoints.
 *
 * @param watermarkMillis the writer's event time at the checkpoint, epoch milliseconds; {@code
 *     Long.MIN_VALUE} before the first
 */
record WrittenChunks(long watermarkMillis, List<RowChunk> chunks) {

    WrittenChunks {
        chunks = List.copyOf(chunks);
    }
}
