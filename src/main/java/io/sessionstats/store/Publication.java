package io.sessionstats.store;

import java.util.List;

/**
 * What one completed checkpoint makes visible, all of it at once.
 *
 * @param checkpoint Flink's checkpoint id
 * @param completeThroughMillis the event time up to which everything in order has been counted,
 *     epoch milliseconds; {@code Long.MIN_VALUE} before the first event
 * @param rows of several rows with the same key, the last counts
 */
public record Publication(long checkpoint, long completeThroughMillis, List<ChangedRow> rows) {

    public Publication {
        rows = List.copyOf(rows);
    }
}
