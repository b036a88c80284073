package io.sessionstats.api.deadline;

import java.io.Serial;

/**
 * A request is not signed as it must be. The code is AWS's own, and so is the message's wording
 * where it is known; it never tells a secret, or the signature that was expected.
 */
final class AuthenticationException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    /** What AWS calls it; all of them have status 403. */
    enum Code {
        /** There is no signature. */
        MISSING_AUTHENTICATION_TOKEN("MissingAuthenticationTokenException"),
        /** There is one that cannot be read, or does not cover what it must. */
        INCOMPLETE_SIGNATURE("IncompleteSignatureException"),
        /** The access key is unknown, or the request has a session token. */
        UNRECOGNIZED_CLIENT("UnrecognizedClientException"),
        /** It is of another request, scope, secret or time. */
        INVALID_SIGNATURE("InvalidSignatureException");

        private final String wireName;

        Code(String wireName) {
            this.wireName = wireName;
        }

        /** As it stands in an answer. */
        String wireName() {
            return wireName;
        }
    }

    private final Code code;

    AuthenticationException(Code code, String message) {
        // Without a stack trace, which would be most of the cost of refusing
        super(message, null, false, false);
        this.code = code;
    }

    Code code() {
        return code;
    }
}
