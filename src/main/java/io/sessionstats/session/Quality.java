package io.sessionstats.session;

/** How a session went, as rated at its end. */
public enum Quality {
    GOOD,
    NORMAL,
    BAD
}
