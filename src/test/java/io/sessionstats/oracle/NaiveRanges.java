package io.sessionstats.oracle;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.session.Quality;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.RangeStatistics;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The numbers of any range of time, counted session by session after a run of steps: a session
 * belongs to the range if one of the hours that it touches does.
 */
public final class NaiveRanges {

    private final Map<Scope, NaiveCalendar> calendars = new HashMap<>();
    private final List<NaiveSession> sessions;
    private final ScopeZones zones;

    public NaiveRanges(
            List<Step> steps,
            ScopeZones zones,
            Duration allowedLateness,
            Duration maxSessionDuration) {
        this.zones = zones;
        NaivePairing pairing =
                new NaivePairing(allowedLateness.toMillis(), maxSessionDuration.toMillis());
        for (Step step : steps) {
            if (step instanceof Step.Arrival arrival) {
                pairing.arrive(arrival.event());
            } else if (step instanceof Step.WatermarkTo watermark) {
                pairing.watermark(watermark.millis());
            }
        }
        this.sessions = List.copyOf(pairing.sessions(this::calendar));
    }

    /** The bucket of the scope's calendar that holds an instant. */
    public Bucket bucket(Scope scope, Period period, long millis) {
        return calendar(scope).bucket(period, millis);
    }

    /**
     * The numbers of {@code [startMillis, endMillis)}, both at edges of hours.
     *
     * @param deviceId only the sessions in which it took part; null for all
     */
    public RangeStatistics count(Scope scope, String deviceId, long startMillis, long endMillis) {
        long touching = 0;
        long durationMillis = 0;
        long rated = 0;
        long notBad = 0;
        Set<String> fieldDevices = new HashSet<>();
        Set<String> remoteDevices = new HashSet<>();
        for (NaiveSession session : sessions) {
            if (!session.scope().equals(scope)
                    || (deviceId != null && !session.devices().contains(deviceId))) {
                continue;
            }
            List<Bucket> hours =
                    calendar(scope)
                            .touched(
                                    Period.HOUR,
                                    session.startMillis(),
                                    session.touchesUntilMillis());
            boolean touches =
                    hours.stream()
                            .anyMatch(hour -> isWithin(hour.startMillis(), startMillis, endMillis));
            if (!touches) {
                continue;
            }
            touching++;
            durationMillis +=
                    Math.max(
                            0,
                            Math.min(session.creditedUntilMillis(), endMillis)
                                    - Math.max(session.startMillis(), startMillis));
            long lastHourMillis = hours.get(hours.size() - 1).startMillis();
            if (session.ended()
                    && session.quality() != null
                    && isWithin(lastHourMillis, startMillis, endMillis)) {
                rated++;
                notBad += session.quality() == Quality.BAD ? 0 : 1;
            }
            fieldDevices.addAll(session.fieldDevices());
            remoteDevices.addAll(session.remoteDevices());
        }
        return new RangeStatistics(
                touching, durationMillis, fieldDevices.size(), remoteDevices.size(), rated, notBad);
    }

    private static boolean isWithin(long millis, long startMillis, long endMillis) {
        return startMillis <= millis && millis < endMillis;
    }

    private NaiveCalendar calendar(Scope scope) {
        return calendars.computeIfAbsent(scope, unseen -> new NaiveCalendar(zones.zoneOf(unseen)));
    }
}
