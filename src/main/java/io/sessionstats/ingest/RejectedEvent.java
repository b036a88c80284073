package io.sessionstats.ingest;

/**
 * A record that is not counted.
 *
 * @param message names the field and what was expected
 */
public record RejectedEvent(RejectionReason reason, String message, SourceRecord source) {}
