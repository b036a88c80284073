package io.sessionstats.api;

/**
 * A credentials file that cannot be accepted; the message names the file, the place in it and what
 * was expected, and never holds a secret.
 */
public class CredentialsFormatException extends Exception {

    private static final long serialVersionUID = 1L;

    public CredentialsFormatException(String message) {
        super(message);
    }
}
