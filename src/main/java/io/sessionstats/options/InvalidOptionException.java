package io.sessionstats.options;

/** An option that cannot be accepted; the message is one line for the person who gave it. */
public class InvalidOptionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidOptionException(String message) {
        super(message);
    }
}
