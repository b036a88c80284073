package io.sessionstats.pairing;

import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionDetails;
import io.sessionstats.statistics.Contribution;
import java.util.List;

/** Is told what an event, or the passing of event time, makes of a session. */
public interface StoryListener {

    /** The session counts for this much more, or less. */
    void counted(Scope scope, SessionDetails details, List<Contribution> contributions);

    /** An event of the session is not counted. */
    void rejected(RejectedEvent event);

    /** An event was known already. */
    void duplicate();

    /** The session's end never came, and is no longer waited for. */
    void expired();
}
