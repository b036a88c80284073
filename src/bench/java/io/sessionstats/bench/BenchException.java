package io.sessionstats.bench;

/** The benchmark cannot go on; the message is for the person who started it. */
final class BenchException extends Exception {

    private static final long serialVersionUID = 1L;

    BenchException(String message) {
        super(message);
    }
}
