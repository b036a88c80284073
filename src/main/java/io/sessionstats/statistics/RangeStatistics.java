package io.sessionstats.statistics;

/**
 * The numbers of the sessions that touch a range of time.
 *
 * @param sessions that touch it
 * @param durationMillis their time inside it
 * @param activeFieldDevices their distinct field devices
 * @param activeRemoteDevices their distinct remote devices
 * @param rated of those that end in it, sessions with a quality
 * @param notBad of those, sessions with a quality other than {@code BAD}
 */
public record RangeStatistics(
        long sessions,
        long durationMillis,
        long activeFieldDevices,
        long activeRemoteDevices,
        long rated,
        long notBad) {

    private static final long MINUTE_MILLIS = 60_000;

    public static RangeStatistics of(Tally tally) {
        return new RangeStatistics(
                tally.sessions(),
                tally.durationMillis(),
                tally.activeFieldDevices(),
                tally.activeRemoteDevices(),
                tally.rated(),
                tally.notBad());
    }

    /** The nearest minute, half a minute up. */
    public long durationMinutes() {
        return Math.floorDiv(durationMillis + MINUTE_MILLIS / 2, MINUTE_MILLIS);
    }

    /** Of the rated sessions, the nearest percent, half a percent up; 100 when none is rated. */
    public long notBadPercent() {
        return rated == 0 ? 100 : Math.floorDiv(200 * notBad + rated, 2 * rated);
    }
}
