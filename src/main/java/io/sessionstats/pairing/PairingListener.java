package io.sessionstats.pairing;

import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.ledger.Extent;
import io.sessionstats.session.PackedEvent.PackedDetails;

/** Is told what an event, or the passing of event time, makes of a session. */
public interface PairingListener {

    /**
     * The session counts for something else than before.
     *
     * @param start what its start says
     * @param before what it has counted for; null for nothing
     * @param after what it counts for now
     */
    void counted(PackedDetails start, Extent before, Extent after);

    /**
     * A farm's session is over. Told once a session, with its last event.
     *
     * @param start what its start says
     * @param hourlyRateMicroUsd the price that applies, in millionths of a US dollar
     * @param startMillis its start, epoch milliseconds
     * @param endMillis its end, the same or later
     */
    void used(PackedDetails start, long hourlyRateMicroUsd, long startMillis, long endMillis);

    /** A farm's start at this time is counted, and it names its job. */
    void jobNamed(PackedDetails start, long startMillis);

    /** An event of the session is not counted. */
    void rejected(RejectedEvent event);

    /** An event was known already. */
    void duplicate();

    /** The session's end never came, and is no longer waited for. */
    void expired();
}
