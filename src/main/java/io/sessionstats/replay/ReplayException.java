package io.sessionstats.replay;

/** The replay cannot go on; the message is one line for the person who started it. */
class ReplayException extends Exception {

    private static final long serialVersionUID = 1L;

    ReplayException(String message) {
        super(message);
    }
}
