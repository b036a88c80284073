package io.sessionstats.pairing;

/**
 * What is remembered of one session: exactly one member is set, the others are null. (One record of
 * nullable members, since what is kept in Flink's state must have a plain type.)
 */
public record SessionState(WaitingEnd waitingEnd, OpenSession open, ClosedSession closed) {

    static SessionState of(WaitingEnd waitingEnd) {
        return new SessionState(waitingEnd, null, null);
    }

    static SessionState of(OpenSession open) {
        return new SessionState(null, open, null);
    }

    static SessionState of(ClosedSession closed) {
        return new SessionState(null, null, closed);
    }
}
