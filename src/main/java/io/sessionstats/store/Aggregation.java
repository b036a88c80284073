package io.sessionstats.store;

import java.time.Instant;

/**
 * An aggregation of usage as stored.
 *
 * @param request what was asked, in the words of the face that runs it
 * @param message why it is in its state; null where there is nothing to say
 * @param completeThrough the event time up to which all was counted in the snapshot that it was
 *     answered from; null if it is not completed, or nothing had been counted
 * @param rows how many rows the result has; 0 if it is not completed
 * @param createdAt when it was asked for
 * @param expiresAt when it is deleted
 */
public record Aggregation(
        String aggregationId,
        String farmId,
        String request,
        State state,
        String message,
        Instant completeThrough,
        long rows,
        Instant createdAt,
        Instant expiresAt) {

    /** How far an aggregation is. */
    public enum State {
        IN_PROGRESS,
        COMPLETED,
        FAILED,
        TIMEOUT
    }
}
