package io.sessionstats.ingest;

import io.sessionstats.session.PackedEvent;

/** A packed event together with the record that it came in, should it be rejected later on. */
public record PackedRecord(PackedEvent event, SourceRecord source) {

    /** This event as one that is not counted. */
    public RejectedEvent rejected(RejectionReason reason, String message) {
        return new RejectedEvent(reason, message, source);
    }
}
