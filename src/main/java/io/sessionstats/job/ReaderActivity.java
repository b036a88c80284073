package io.sessionstats.job;

import java.io.Serializable;

/**
 * How many events one reader has read from all its partitions: shared by the watermark generators
 * of those, and used by the one thread that runs them.
 */
final class ReaderActivity implements Serializable {

    private static final long serialVersionUID = 1L;

    private transient long events;

    void onEvent() {
        events++;
    }

    long events() {
        return events;
    }
}
