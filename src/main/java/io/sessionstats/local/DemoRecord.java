package io.sessionstats.local;

/**
 * A record that the demo publishes.
 *
 * @param dueMillis when it is published, epoch milliseconds; at or after its event's time
 * @param sessionId the record's key
 * @param json the record's value
 */
record DemoRecord(long dueMillis, String sessionId, String json) {}
