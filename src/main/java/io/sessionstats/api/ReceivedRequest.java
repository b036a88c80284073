package io.sessionstats.api;

/** A request with its whole body, byte for byte; empty if it has none. */
@SuppressWarnings("ArrayRecordComponent") // Is handed on once and compared by nobody
public record ReceivedRequest(RequestHead head, byte[] body) {}
