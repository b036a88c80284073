package io.sessionstats.pairing;

import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionDetails;
import io.sessionstats.statistics.Contribution;
import io.sessionstats.usage.JobName;
import io.sessionstats.usage.UsageKey;
import java.util.List;

/** Is told what an event, or the passing of event time, makes of a session. */
public interface StoryListener {

    /** The session counts for this much more, or less. */
    void counted(Scope scope, SessionDetails details, List<Contribution> contributions);

    /**
     * A farm's session is over. Told once a session, with its last event.
     *
     * @param startMillis its start, epoch milliseconds
     * @param endMillis its end, the same or later
     */
    void used(UsageKey key, long startMillis, long endMillis);

    /** A farm's start at this time is counted, and it names its job. */
    void jobNamed(long startMillis, JobName name);

    /** An event of the session is not counted. */
    void rejected(RejectedEvent event);

    /** An event was known already. */
    void duplicate();

    /** The session's end never came, and is no longer waited for. */
    void expired();
}
