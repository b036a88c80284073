package io.sessionstats.session;

import java.util.Objects;

/**
 * A start or an end of a session as observed. Two events are the same observation when they are
 * equal.
 *
 * @param kind start or end
 * @param scope the farm or project it belongs to
 * @param sessionId unique within the scope, 1 to 128 characters
 * @param timeMillis when it happened, epoch milliseconds
 * @param details what a start says of its session; null for an end
 * @param quality how the session went; null for a start, and for an end that was not rated
 */
public record SessionEvent(
        Kind kind,
        Scope scope,
        String sessionId,
        long timeMillis,
        SessionDetails details,
        Quality quality) {

    /** The two observations that make a session. */
    public enum Kind {
        STARTED,
        ENDED
    }

    public SessionEvent {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(sessionId, "sessionId");
        if ((kind == Kind.STARTED) != (details != null)) {
            throw new IllegalArgumentException("a start has details, an end has none");
        }
        if (kind == Kind.STARTED && quality != null) {
            throw new IllegalArgumentException("only an end has a quality");
        }
    }

    public static SessionEvent started(
            Scope scope, String sessionId, long timeMillis, SessionDetails details) {
        return new SessionEvent(Kind.STARTED, scope, sessionId, timeMillis, details, null);
    }

    /** An end; {@code quality} is null when the session was not rated. */
    public static SessionEvent ended(
            Scope scope, String sessionId, long timeMillis, Quality quality) {
        return new SessionEvent(Kind.ENDED, scope, sessionId, timeMillis, null, quality);
    }
}
