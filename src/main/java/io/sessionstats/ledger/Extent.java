package io.sessionstats.ledger;

import io.sessionstats.session.Quality;

/**
 * What a session counts for at some moment of its story. What is told of a session is always the
 * extent that it had and the one that it has; whoever keeps numbers takes back the one and adds the
 * other, so that a late end, or any other correction, is nothing special.
 *
 * @param stage whether it is known where the session is over
 * @param startMillis its start, epoch milliseconds
 * @param endMillis where its time is over; of an open session without meaning
 * @param touchesEnd whether it touches the hour that begins at its end, without time in it; else it
 *     touches what it overlaps, one of no length the bucket of its instant
 * @param quality how it went; null if it is not over, or not rated
 */
public record Extent(
        Stage stage, long startMillis, long endMillis, boolean touchesEnd, Quality quality) {

    /** How much is known. */
    public enum Stage {
        /** Started: it goes on as event time does. */
        OPEN,
        /** Has lasted as long as it may, and may still be told its end. */
        STOPPED,
        /** Over: counts as ended in the last bucket that it touches. */
        ENDED
    }

    public static Extent open(long startMillis) {
        return new Extent(Stage.OPEN, startMillis, startMillis, false, null);
    }

    public static Extent stopped(long startMillis, long endMillis, boolean touchesEnd) {
        return new Extent(Stage.STOPPED, startMillis, endMillis, touchesEnd, null);
    }

    public static Extent ended(long startMillis, long endMillis, Quality quality) {
        return new Extent(Stage.ENDED, startMillis, endMillis, false, quality);
    }

    /** This extent of a session that will not go on, as ended. */
    public Extent expired() {
        return new Extent(Stage.ENDED, startMillis, endMillis, touchesEnd, null);
    }

    /** The last instant in a bucket that it touches, if it is known where it is over. */
    public long lastTouchedMillis() {
        return touchesEnd ? endMillis : Math.max(startMillis, endMillis - 1);
    }
}
