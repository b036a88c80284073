package io.sessionstats.store;

/** An aggregation cannot be completed; the message, meant for the caller of the API, says why. */
public class AggregationFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Aggregation.State state;

    /**
     * @param state FAILED or TIMEOUT
     */
    public AggregationFailedException(Aggregation.State state, String message) {
        super(message);
        this.state = state;
    }

    public Aggregation.State state() {
        return state;
    }
}
