package io.sessionstats.session;

/** What a farm session uses: a worker's time, or a licence. */
public enum UsageType {
    COMPUTE,
    LICENSE
}
