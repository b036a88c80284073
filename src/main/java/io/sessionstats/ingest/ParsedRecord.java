package io.sessionstats.ingest;

import io.sessionstats.session.PackedEvent;

/**
 * What became of a record of the topic: an event, or a rejection. (One record of nullable members,
 * since what flows through Flink must have a plain type.)
 *
 * @param event null when the record is rejected
 * @param source the record, should the event be rejected later on
 * @param rejection null when the record is an event
 */
public record ParsedRecord(PackedEvent event, SourceRecord source, RejectedEvent rejection) {

    public static ParsedRecord event(PackedEvent event, SourceRecord source) {
        return new ParsedRecord(event, source, null);
    }

    public static ParsedRecord rejected(
            RejectionReason reason, String message, SourceRecord source) {
        return new ParsedRecord(null, source, new RejectedEvent(reason, message, source));
    }
}
