package io.sessionstats.ingest;

/** Why a record is not counted: a closed list. */
public enum RejectionReason {
    /** Not a session event: not JSON, a missing, wrongly typed or over-long field, and the like. */
    MALFORMED("malformed"),
    /** Its time is more than 10 minutes ahead of the wall clock. */
    FUTURE("future"),
    /** Its time is more than the allowed lateness behind the watermark. */
    TOO_LATE("too-late"),
    /** It contradicts what is known of its session. */
    CONFLICTING("conflicting"),
    /** An end whose start never came. */
    UNMATCHED("unmatched");

    private final String word;

    RejectionReason(String word) {
        this.word = word;
    }

    /**
     * The reason of a word.
     *
     * @throws IllegalArgumentException if it is none of the list
     */
    public static RejectionReason ofWord(String word) {
        for (RejectionReason reason : values()) {
            if (reason.word.equals(word)) {
                return reason;
            }
        }
        throw new IllegalArgumentException("unknown reason of a rejection: " + word);
    }

    /** The word that the {@code reason} header of a rejected record carries. */
    public String word() {
        return word;
    }
}
