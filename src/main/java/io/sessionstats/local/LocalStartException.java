package io.sessionstats.local;

/** The run cannot start; the message is one line for the person who started it. */
class LocalStartException extends Exception {

    private static final long serialVersionUID = 1L;

    LocalStartException(String message) {
        super(message);
    }

    LocalStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
