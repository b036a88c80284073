package io.sessionstats.store.postgres.aggregating;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Usage cells that start in {@code [fromMillis, toMillis)}, epoch milliseconds: what is read at a
 * time, so that between two of them is known that no earlier cell comes any more.
 */
record StartSpan(long fromMillis, long toMillis) {

    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    /** Cuts at the starts of UTC days. */
    List<StartSpan> days() {
        List<StartSpan> days = new ArrayList<>();
        for (long from = fromMillis; from < toMillis; ) {
            long to = Math.min(toMillis, (Math.floorDiv(from, DAY_MILLIS) + 1) * DAY_MILLIS);
            days.add(new StartSpan(from, to));
            from = to;
        }
        return days;
    }
}
