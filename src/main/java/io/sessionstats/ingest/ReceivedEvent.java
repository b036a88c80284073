package io.sessionstats.ingest;

import io.sessionstats.session.SessionEvent;

/** A session event together with the record that it came in, should it be rejected later on. */
public record ReceivedEvent(SessionEvent event, SourceRecord source) {

    /** This event as one that is not counted. */
    public RejectedEvent rejected(RejectionReason reason, String message) {
        return new RejectedEvent(reason, message, source);
    }
}
