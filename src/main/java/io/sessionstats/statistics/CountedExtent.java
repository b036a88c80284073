package io.sessionstats.statistics;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.session.Quality;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of a session has been counted at some point of its story. The contributions of a step
 * are the difference between the extent after it and the extent before it, so they add up to the
 * last extent however the story went.
 *
 * @param startMillis when the session started
 * @param creditedToMillis its time from the start to here is counted
 * @param lastTouchedMillis the buckets from the start's to the one that holds this instant are
 *     counted as touched
 * @param over whether its end is counted, in the bucket that holds {@code lastTouchedMillis}
 * @param quality how it went; null when it is not over, or not rated
 */
public record CountedExtent(
        long startMillis,
        long creditedToMillis,
        long lastTouchedMillis,
        boolean over,
        Quality quality) {

    /** A session that has just started: it touches the bucket of its start. */
    public static CountedExtent started(long startMillis) {
        return new CountedExtent(startMillis, startMillis, startMillis, false, null);
    }

    /** A session whose end is known: it touches what it overlaps for more than zero time. */
    public static CountedExtent ended(long startMillis, long endMillis, Quality quality) {
        return new CountedExtent(
                startMillis, endMillis, Math.max(startMillis, endMillis - 1), true, quality);
    }

    /**
     * The extent of an open session once event time has reached an instant: credited up to the last
     * hour edge that has passed, and touching the hour that begins there, as far as the maximum
     * duration goes. Never less than this extent.
     */
    public CountedExtent openAt(long watermarkMillis, long maxDurationMillis, ZoneCalendar zone) {
        if (watermarkMillis <= creditedToMillis) {
            return this;
        }
        long edge = zone.bucket(Period.HOUR, watermarkMillis).startMillis();
        long limit = startMillis + maxDurationMillis;
        long creditedTo = Math.min(edge, limit);
        if (creditedTo <= creditedToMillis) {
            return this;
        }
        return new CountedExtent(
                startMillis,
                creditedTo,
                Math.max(lastTouchedMillis, Math.min(edge, limit - 1)),
                false,
                null);
    }

    /**
     * The extent of an open session that has lasted as long as it may. Never less than this one.
     */
    public CountedExtent filledUp(long maxDurationMillis) {
        long limit = startMillis + maxDurationMillis;
        if (limit <= creditedToMillis) {
            return this;
        }
        return new CountedExtent(
                startMillis, limit, Math.max(lastTouchedMillis, limit - 1), false, null);
    }

    /** This extent of a session that will not go on, as ended where it last touched a bucket. */
    public CountedExtent expired() {
        return new CountedExtent(startMillis, creditedToMillis, lastTouchedMillis, true, null);
    }

    /** The contributions of a session that comes into being with this extent, by hour. */
    public List<Contribution> contributions(ZoneCalendar zone) {
        return started(startMillis).stepsTo(this, true, zone);
    }

    /** The contributions that lead from the extent counted before to this one, by hour. */
    public List<Contribution> contributionsSince(CountedExtent before, ZoneCalendar zone) {
        return before.stepsTo(this, false, zone);
    }

    private List<Contribution> stepsTo(
            CountedExtent after, boolean fromNothing, ZoneCalendar zone) {
        long creditFrom = Math.min(creditedToMillis, after.creditedToMillis);
        long creditTo = Math.max(creditedToMillis, after.creditedToMillis);
        int creditSign = after.creditedToMillis >= creditedToMillis ? 1 : -1;
        long touchFrom = Math.min(lastTouchedMillis, after.lastTouchedMillis);
        long touchTo = Math.max(lastTouchedMillis, after.lastTouchedMillis);
        int touchSign = after.lastTouchedMillis >= lastTouchedMillis ? 1 : -1;
        boolean ends = after.over && !over;

        List<Contribution> steps = new ArrayList<>(2);
        long lastMillis = Math.max(creditTo - 1, touchTo);
        long millis = Math.min(creditFrom, touchFrom);
        while (millis <= lastMillis) {
            Bucket hour = zone.bucket(Period.HOUR, millis);
            long begin = hour.startMillis();
            boolean starts = fromNothing && hour.contains(startMillis);
            boolean touches = touchFrom < begin && begin <= touchTo;
            int hours = starts ? 1 : touches ? touchSign : 0;
            long credited = Math.min(creditTo, hour.endMillis()) - Math.max(creditFrom, begin);
            boolean endsHere = ends && hour.contains(after.lastTouchedMillis);
            boolean rated = endsHere && after.quality != null;
            if (hours != 0 || credited > 0 || endsHere) {
                steps.add(
                        new Contribution(
                                begin,
                                hours,
                                starts || beginsAt(zone, Period.DAY, begin) ? hours : 0,
                                starts || beginsAt(zone, Period.MONTH, begin) ? hours : 0,
                                starts ? 1 : 0,
                                endsHere ? 1 : 0,
                                creditSign * Math.max(0, credited),
                                rated ? 1 : 0,
                                rated && after.quality != Quality.BAD ? 1 : 0));
            }
            millis = hour.endMillis();
        }
        return steps;
    }

    private static boolean beginsAt(ZoneCalendar zone, Period period, long millis) {
        return zone.bucket(period, millis).startMillis() == millis;
    }
}
