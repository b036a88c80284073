package io.sessionstats.api.deadline;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/** Says once that the store fails, and once that it does no more, however often it is tried. */
final class StoreOutage {

    private final Logger log;
    private final String whatIsDone;
    private final AtomicBoolean failing = new AtomicBoolean();

    /**
     * @param whatIsDone what waits for the store: "... again"
     */
    StoreOutage(Logger log, String whatIsDone) {
        this.log = log;
        this.whatIsDone = whatIsDone;
    }

    void log(Exception cause) {
        if (!failing.getAndSet(true)) {
            log.warn("the store fails; it is tried until {} again", whatIsDone, cause);
        }
    }

    void over() {
        if (failing.getAndSet(false)) {
            log.info("the store works, {} again", whatIsDone);
        }
    }
}
