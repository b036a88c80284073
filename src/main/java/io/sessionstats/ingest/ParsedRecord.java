package io.sessionstats.ingest;

import io.sessionstats.session.SessionEvent;

/**
 * What became of a record of the topic: an event, or a rejection. (One record of nullable members,
 * since what flows through Flink must have a plain type.)
 *
 * @param event null when the record is rejected
 * @param rejection null when the record is an event
 */
public record ParsedRecord(ReceivedEvent event, RejectedEvent rejection) {

    public static ParsedRecord event(SessionEvent event, SourceRecord source) {
        return new ParsedRecord(new ReceivedEvent(event, source), null);
    }

    public static ParsedRecord rejected(
            RejectionReason reason, String message, SourceRecord source) {
        return new ParsedRecord(null, new RejectedEvent(reason, message, source));
    }
}
