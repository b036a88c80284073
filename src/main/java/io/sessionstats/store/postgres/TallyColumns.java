package io.sessionstats.store.postgres;

import io.sessionstats.statistics.Tally;
import java.util.List;

/** The columns of a {@link Tally}. */
public final class TallyColumns {

    /** In the order of its members. */
    public static final List<String> NAMES =
            List.of(
                    "sessions",
                    "started",
                    "ended",
                    "duration_ms",
                    "active_field_devices",
                    "active_remote_devices",
                    "rated",
                    "not_bad");

    private TallyColumns() {}
}
