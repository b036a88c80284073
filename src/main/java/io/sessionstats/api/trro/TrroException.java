package io.sessionstats.api.trro;

/** A request that is answered with an error. */
final class TrroException extends Exception {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient ErrorMessage localized;

    TrroException(ErrorCode code, String english, String chinese) {
        super(code.code() + ": " + english);
        this.code = code;
        this.localized = new ErrorMessage(english, chinese);
    }

    ErrorCode code() {
        return code;
    }

    ErrorMessage localized() {
        return localized;
    }
}
