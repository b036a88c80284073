package io.sessionstats.oracle;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * When sessions start and end: at any millisecond, on or next to the edges of hours, days and
 * months, and around the zone's clock changes. All in epoch milliseconds.
 */
final class RandomMoments {

    private static final long SECOND = 1_000;
    private static final long HOUR = 3_600 * SECOND;

    private final Random random;
    private final long fromMillis;
    private final long toMillis;
    private final long maxSessionMillis;
    private final Map<ZoneId, NaiveCalendar> calendarByZone = new HashMap<>();

    RandomMoments(Random random, StreamShape shape) {
        this.random = random;
        this.fromMillis = shape.from().toEpochMilli();
        this.toMillis = shape.to().toEpochMilli();
        this.maxSessionMillis = shape.maxSessionDuration().toMillis();
    }

    /** Any moment of the stream's span. */
    long any() {
        return between(fromMillis, toMillis);
    }

    /** When a session starts, within the stream's span. */
    long start(ZoneId zone) {
        long start =
                switch (random.nextInt(10)) {
                    case 0, 1 -> {
                        Bucket bucket = bucket(zone, any());
                        yield nextTo(
                                random.nextBoolean() ? bucket.startMillis() : bucket.endMillis());
                    }
                    case 2, 3 -> {
                        List<Long> changes = clockChanges(zone, fromMillis, toMillis);
                        yield changes.isEmpty()
                                ? any()
                                : nextTo(pick(changes)) + between(-3 * HOUR, 3 * HOUR);
                    }
                    case 4, 5 -> any() / SECOND * SECOND;
                    default -> any();
                };
        return Math.max(fromMillis, Math.min(toMillis, start));
    }

    /** When a session that started then ends: not before, nor beyond the maximum. */
    long end(ZoneId zone, long start) {
        long end =
                switch (random.nextInt(30)) {
                    case 0, 1 -> start;
                    case 2, 3, 4, 5, 6 -> nextTo(bucket(zone, start).endMillis());
                    case 7, 8 -> {
                        List<Long> changes = clockChanges(zone, start, start + 48 * HOUR);
                        yield changes.isEmpty() ? start + HOUR : nextTo(pick(changes));
                    }
                    case 9 -> start + maxSessionMillis - random.nextInt(2);
                    case 10 -> start + between(0, maxSessionMillis);
                    case 11, 12, 13, 14 -> start + between(0, 48 * HOUR);
                    default -> start + between(1, HOUR * 3 / 2);
                };
        return Math.max(start, Math.min(start + maxSessionMillis, end));
    }

    long between(long low, long high) {
        return low + (long) (random.nextDouble() * (high - low + 1));
    }

    private Bucket bucket(ZoneId zone, long millis) {
        Period period = pick(List.of(Period.HOUR, Period.DAY, Period.MONTH));
        return calendarByZone.computeIfAbsent(zone, NaiveCalendar::new).bucket(period, millis);
    }

    private long nextTo(long edge) {
        return edge + pick(List.of(-1, 0, 0, 0, 1));
    }

    private static List<Long> clockChanges(ZoneId zone, long fromMillis, long toMillis) {
        List<Long> changes = new ArrayList<>();
        ZoneOffsetTransition change =
                zone.getRules().nextTransition(Instant.ofEpochMilli(fromMillis));
        while (change != null && change.getInstant().toEpochMilli() < toMillis) {
            changes.add(change.getInstant().toEpochMilli());
            change = zone.getRules().nextTransition(change.getInstant());
        }
        return changes;
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
