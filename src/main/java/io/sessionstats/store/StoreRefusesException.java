package io.sessionstats.store;

/** The store will not take this job's rows, now or later; the message says why. */
public class StoreRefusesException extends Exception {

    private static final long serialVersionUID = 1L;

    public StoreRefusesException(String message) {
        super(message);
    }
}
