package io.sessionstats.job;

import io.sessionstats.store.ChangedRow;
import java.util.List;

/**
 * Some of the rows that changed at one writer between two checkpoints.
 *
 * @param watermarkMillis the writer's event time at the checkpoint, epoch milliseconds; {@code
 *     Long.MIN_VALUE} before the first
 * @param rows at most one for a key among all that the writer hands over for a checkpoint
 */
record WrittenRows(long watermarkMillis, List<ChangedRow> rows) {

    WrittenRows {
        rows = List.copyOf(rows);
    }
}
