package io.sessionstats.store;

import java.util.List;

/**
 * What one completed checkpoint makes visible, all of it at once.
 *
 * @param checkpoint Flink's checkpoint id
 * @param completeThroughMillis the event time up to which everything in order has been counted,
 *     epoch milliseconds; {@code Long.MIN_VALUE} before the first event
 * @param chunks of several rows with the same key, the last counts. There can be such where an
 *     earlier checkpoint's rows were held back until this one; those of one checkpoint differ
 */
public record Publication(long checkpoint, long completeThroughMillis, List<RowChunk> chunks) {

    public Publication {
        chunks = List.copyOf(chunks);
    }
}
