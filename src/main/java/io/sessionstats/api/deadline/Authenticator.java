package io.sessionstats.api.deadline;

import io.sessionstats.api.AccessKey;
import io.sessionstats.api.ReceivedRequest;

/** Finds out whose request it is; any thread may ask. */
@FunctionalInterface
public interface Authenticator {

    /**
     * The key that signed a request.
     *
     * @throws DeadlineFault if it is not, or not well, signed by a known key, see {@link
     *     DeadlineFault#unauthenticated}
     */
    AccessKey authenticate(ReceivedRequest request) throws DeadlineFault;
}
