package io.sessionstats.statistics;

/**
 * Running sums of one bucket. {@link #plus} gives the same result in any order, so a correction is
 * one more tally with negative numbers.
 *
 * @param sessions sessions that touch the bucket
 * @param started sessions that start in it
 * @param ended sessions that end in it
 * @param durationMillis the sessions' time inside it
 * @param activeFieldDevices distinct field devices of the sessions that touch it
 * @param activeRemoteDevices distinct remote devices of the sessions that touch it
 * @param rated of those that end in it, sessions with a quality
 * @param notBad of those, sessions with a quality other than {@code BAD}
 */
public record Tally(
        long sessions,
        long started,
        long ended,
        long durationMillis,
        long activeFieldDevices,
        long activeRemoteDevices,
        long rated,
        long notBad) {

    public static final Tally ZERO = new Tally(0, 0, 0, 0, 0, 0, 0, 0);

    /** Sessions that touch the bucket, and nothing else. */
    public static Tally ofSessions(long sessions) {
        return new Tally(sessions, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Active devices, and nothing else. */
    public static Tally ofDevices(long activeFieldDevices, long activeRemoteDevices) {
        return new Tally(0, 0, 0, 0, activeFieldDevices, activeRemoteDevices, 0, 0);
    }

    /**
     * The numbers of a time and of more that follows it at once, of which these are those: sessions
     * that go on are the same ones.
     */
    public Tally followedBy(Tally more) {
        return plus(
                new Tally(
                        more.started,
                        more.started,
                        more.ended,
                        more.durationMillis,
                        0,
                        0,
                        more.rated,
                        more.notBad));
    }

    public Tally plus(Tally other) {
        return new Tally(
                sessions + other.sessions,
                started + other.started,
                ended + other.ended,
                durationMillis + other.durationMillis,
                activeFieldDevices + other.activeFieldDevices,
                activeRemoteDevices + other.activeRemoteDevices,
                rated + other.rated,
                notBad + other.notBad);
    }
}
