package io.sessionstats.store;

import io.sessionstats.session.Scope;
import java.util.List;

/**
 * Rows of one kind in bytes, as they travel from the stage that tells them to the store: what they
 * are is in {@link StatisticsRowFormat}, what a publisher must know of all of them stands beside
 * them.
 *
 * @param first whether no version of these rows has been published before, as far as the job knows
 * @param rows how many they are
 * @param scopes whose rows they are; the rows name them by their place in this list. Empty for
 *     usage cells, whose keys name them
 * @param firstStart the earliest start of a row's bucket (epoch milliseconds) or start slot of a
 *     cell; of other kinds 0, as are the next two
 * @param lastStart the latest
 * @param slotsMax how many slots the longest cell spans; 0 of other kinds
 * @param bytes not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and copied by nobody
public record RowChunk(
        Kind kind,
        boolean first,
        int rows,
        List<Scope> scopes,
        long firstStart,
        long lastStart,
        long slotsMax,
        byte[] bytes) {

    /** The kinds of rows. */
    public enum Kind {
        SCOPE,
        DEVICE,
        USAGE_KEY,
        USAGE_CELL,
        JOB_NAME
    }

    public RowChunk {
        scopes = List.copyOf(scopes);
    }

    @Override
    public String toString() {
        return "%d %srows of kind %s, %d bytes"
                .formatted(rows, first ? "first " : "", kind, bytes.length);
    }
}
