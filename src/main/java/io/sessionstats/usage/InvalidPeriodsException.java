package io.sessionstats.usage;

import java.io.Serial;

/**
 * A range cannot be cut into the periods that are asked for; the message, meant for the asker, says
 * why.
 */
public final class InvalidPeriodsException extends IllegalArgumentException {

    @Serial private static final long serialVersionUID = 1L;

    /** What is at fault. */
    public enum Fault {
        /** The range does not end after its start. */
        EMPTY_RANGE,
        /** The range has more periods than one query may ask for. */
        TOO_MANY_PERIODS,
        /** The zone's calendar has an edge in the range that is not on the usage grain. */
        EDGE_OFF_GRAIN
    }

    private final Fault fault;

    InvalidPeriodsException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
