package io.sessionstats.api.deadline;

import io.sessionstats.api.AccessKey;
import io.sessionstats.api.Credentials;
import io.sessionstats.api.ReceivedRequest;
import java.time.Duration;

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

    /**
     * Takes AWS Signature Version 4, as the vendor's clients sign.
     *
     * @param clockWindow how far a request's time stamp may be off, to either side
     */
    static Authenticator signatureV4(Credentials credentials, Duration clockWindow) {
        return request -> {
            try {
                return SignatureV4.verify(
                        request, credentials, request.head().receivedAt(), clockWindow);
            } catch (AuthenticationException e) {
                throw DeadlineFault.unauthenticated(e.code().wireName(), e.getMessage());
            }
        };
    }
}
