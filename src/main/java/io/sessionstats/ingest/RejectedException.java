package io.sessionstats.ingest;

/**
 * Ends the reading of a record that is not a session event. It never leaves this package, and has
 * no stack trace, since a topic may be full of such records.
 */
final class RejectedException extends Exception {

    private final RejectionReason reason;

    RejectedException(RejectionReason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /**
     * A record whose field is not as it should be.
     *
     * @param field what is wrong
     * @param found what stands there, printable and not long
     * @param expected what should stand there
     */
    static RejectedException malformed(String field, String found, String expected) {
        return new RejectedException(
                RejectionReason.MALFORMED, field + ": " + found + "; expected " + expected);
    }

    RejectionReason reason() {
        return reason;
    }
}
