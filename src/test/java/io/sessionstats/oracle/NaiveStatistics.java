package io.sessionstats.oracle;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.oracle.Recomputation.DeviceRow;
import io.sessionstats.oracle.Recomputation.ScopeRow;
import io.sessionstats.session.Quality;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.usage.RateCard;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * All rows there should be after a run of steps, recomputed from nothing: first which sessions
 * there are, then for every bucket the list of the sessions that touch it, then its numbers.
 *
 * <p>Where the meaning of the numbers leaves something open: hours begin, and days and months end,
 * when the watermark is at their edge or past it; a session that expires is credited to the maximum
 * even if the hour of the maximum has not ended (which takes an allowed lateness of less than an
 * hour).
 */
public final class NaiveStatistics {

    private static final List<Period> KEPT = List.of(Period.HOUR, Period.DAY, Period.MONTH);

    private final ScopeZones zones;
    private final long allowedLatenessMillis;
    private final long maxSessionMillis;
    private final NaiveUsageCells usage;
    private final Map<ZoneId, NaiveCalendar> calendarByZone = new HashMap<>();

    private NaiveStatistics(
            ScopeZones zones,
            Duration allowedLateness,
            Duration maxSessionDuration,
            NaiveUsageCells usage) {
        this.zones = zones;
        this.allowedLatenessMillis = allowedLateness.toMillis();
        this.maxSessionMillis = maxSessionDuration.toMillis();
        this.usage = usage;
    }

    /**
     * Rows, rejections and counts after the last of the steps; usage in quarters of an hour, at the
     * rates that starts send.
     */
    public static Recomputation compute(
            List<Step> steps,
            ScopeZones zones,
            Duration allowedLateness,
            Duration maxSessionDuration) {
        return compute(
                steps,
                zones,
                allowedLateness,
                maxSessionDuration,
                Duration.ofMinutes(15),
                RateCard.EMPTY);
    }

    /** The same with another usage grain, and a rate card that is never changed. */
    public static Recomputation compute(
            List<Step> steps,
            ScopeZones zones,
            Duration allowedLateness,
            Duration maxSessionDuration,
            Duration usageGrain,
            RateCard rateCard) {
        return new NaiveStatistics(
                        zones,
                        allowedLateness,
                        maxSessionDuration,
                        new NaiveUsageCells(usageGrain, rateCard))
                .compute(steps);
    }

    /** What one session adds to one bucket that it touches. */
    private record Part(
            NaiveSession session, boolean startsHere, boolean endsHere, long insideMillis) {}

    private Recomputation compute(List<Step> steps) {
        NaivePairing pairing = new NaivePairing(allowedLatenessMillis, maxSessionMillis);
        for (Step step : steps) {
            if (step instanceof Step.Arrival arrival) {
                pairing.arrive(arrival.event());
            } else if (step instanceof Step.WatermarkTo watermark) {
                pairing.watermark(watermark.millis());
            }
        }

        Map<ScopeRow, List<Part>> partsByScope = new HashMap<>();
        Map<DeviceRow, List<Part>> partsByDevice = new HashMap<>();
        for (NaiveSession session : pairing.sessions(this::calendar)) {
            for (Period period : KEPT) {
                List<Bucket> buckets =
                        calendar(session.scope())
                                .touched(
                                        period,
                                        session.startMillis(),
                                        session.touchesUntilMillis());
                for (int i = 0; i < buckets.size(); i++) {
                    Bucket bucket = buckets.get(i);
                    Part part =
                            new Part(
                                    session,
                                    i == 0,
                                    session.ended() && i == buckets.size() - 1,
                                    insideMillis(session, bucket));
                    add(partsByScope, new ScopeRow(session.scope(), bucket), part);
                    for (String device : session.devices()) {
                        DeviceRow row = new DeviceRow(session.scope(), device, bucket);
                        if (isListed(row, pairing.watermarkMillis())) {
                            add(partsByDevice, row, part);
                        }
                    }
                }
            }
        }

        Map<ScopeRow, Tally> scopeRows = new HashMap<>();
        partsByScope.forEach((row, parts) -> scopeRows.put(row, tally(parts)));
        Map<DeviceRow, DeviceStatistics> deviceRows = new HashMap<>();
        partsByDevice.forEach((row, parts) -> deviceRows.put(row, deviceStatistics(row, parts)));
        return new Recomputation(
                pairing.watermarkMillis(),
                scopeRows,
                deviceRows,
                usage.usedSessions(pairing.ended()),
                usage.cells(pairing.ended()),
                usage.jobNames(pairing.starts()),
                List.copyOf(pairing.rejections()),
                pairing.counted(),
                pairing.duplicates(),
                pairing.waiting(),
                pairing.expired());
    }

    private NaiveCalendar calendar(Scope scope) {
        return calendarByZone.computeIfAbsent(zones.zoneOf(scope), NaiveCalendar::new);
    }

    /** A farm's workers are not; a day or a month is from its end on. */
    private static boolean isListed(DeviceRow row, long watermarkMillis) {
        return row.scope().kind() == Scope.Kind.PROJECT
                && (row.bucket().period() == Period.HOUR
                        || row.bucket().endMillis() <= watermarkMillis);
    }

    private static long insideMillis(NaiveSession session, Bucket bucket) {
        long from = Math.max(session.startMillis(), bucket.startMillis());
        long to = Math.min(session.creditedUntilMillis(), bucket.endMillis());
        return Math.max(0, to - from);
    }

    private static <R> void add(Map<R, List<Part>> partsByRow, R row, Part part) {
        partsByRow.computeIfAbsent(row, unseen -> new ArrayList<>()).add(part);
    }

    private static Tally tally(List<Part> parts) {
        long started = 0;
        long ended = 0;
        long durationMillis = 0;
        long rated = 0;
        long notBad = 0;
        for (Part part : parts) {
            Quality quality = part.session.quality();
            started += part.startsHere ? 1 : 0;
            ended += part.endsHere ? 1 : 0;
            durationMillis += part.insideMillis;
            rated += part.endsHere && quality != null ? 1 : 0;
            notBad += part.endsHere && quality != null && quality != Quality.BAD ? 1 : 0;
        }
        return new Tally(
                parts.size(),
                started,
                ended,
                durationMillis,
                fieldDevices(parts).size(),
                remoteDevices(parts).size(),
                rated,
                notBad);
    }

    private static DeviceStatistics deviceStatistics(DeviceRow row, List<Part> parts) {
        return new DeviceStatistics(
                row.scope(),
                row.deviceId(),
                row.bucket(),
                tally(parts),
                List.copyOf(fieldDevices(parts)),
                List.copyOf(remoteDevices(parts)));
    }

    private static Set<String> fieldDevices(List<Part> parts) {
        Set<String> devices = new TreeSet<>();
        parts.forEach(part -> devices.addAll(part.session.fieldDevices()));
        return devices;
    }

    private static Set<String> remoteDevices(List<Part> parts) {
        Set<String> devices = new TreeSet<>();
        parts.forEach(part -> devices.addAll(part.session.remoteDevices()));
        return devices;
    }
}
