package io.sessionstats.oracle;

import io.sessionstats.session.SessionEvent;

/** What happens next: an event arrives, or the watermark moves. */
public sealed interface Step {

    /** An event is read. */
    record Arrival(SessionEvent event) implements Step {}

    /** The watermark reaches the given epoch milliseconds; a lower one than before says nothing. */
    record WatermarkTo(long millis) implements Step {}
}
