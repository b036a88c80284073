package io.sessionstats.usage;

import java.io.Serial;

/**
 * A query has more groups in the periods in progress than may be held at a time; the message, meant
 * for the asker, says how many and what to do.
 */
public final class TooManyGroupsException extends IllegalStateException {

    @Serial private static final long serialVersionUID = 1L;

    TooManyGroupsException(int groupsMax) {
        super(
                "more than "
                        + groupsMax
                        + " groups of sessions run over the same periods, too many to add up at"
                        + " once: ask for a shorter time range, fewer queues or fleets, or a longer"
                        + " period");
    }
}
