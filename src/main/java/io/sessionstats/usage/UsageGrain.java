package io.sessionstats.usage;

import java.io.Serializable;
import java.time.Duration;

/**
 * The grid of slots that usage is kept on. Slot s is the interval {@code [s * millis, (s + 1) *
 * millis)} of epoch milliseconds. Usage is exact for each period whose edges lie on the grid.
 *
 * @param millis the length of a slot: a whole number of minutes that divides an hour
 */
public record UsageGrain(long millis) implements Serializable {

    /** A quarter of an hour: nearly every zone's hours begin on it. */
    public static final UsageGrain DEFAULT = new UsageGrain(Duration.ofMinutes(15).toMillis());

    private static final long MINUTE_MILLIS = 60_000;
    private static final long HOUR_MILLIS = 3_600_000;

    /**
     * @throws IllegalArgumentException if it is no whole number of minutes that divides an hour
     */
    public UsageGrain {
        if (millis <= 0 || millis % MINUTE_MILLIS != 0 || HOUR_MILLIS % millis != 0) {
            throw new IllegalArgumentException(
                    "expected a whole number of minutes that divides an hour, such as PT15M");
        }
    }

    public static UsageGrain of(Duration duration) {
        return new UsageGrain(duration.toMillis());
    }

    public Duration duration() {
        return Duration.ofMillis(millis);
    }

    /** The slot that holds an instant. */
    public long slot(long epochMillis) {
        return Math.floorDiv(epochMillis, millis);
    }

    /** The first instant of a slot, epoch milliseconds. */
    public long startMillis(long slot) {
        return slot * millis;
    }

    /** The slot in which a session ends, which is the one before an end that lies on the grid. */
    public long endSlot(long startMillis, long endMillis) {
        return Math.max(slot(startMillis), -Math.floorDiv(-endMillis, millis) - 1);
    }

    /** The last instant on the grid that is not after this one. */
    public long roundedDown(long epochMillis) {
        return startMillis(slot(epochMillis));
    }

    /** The first instant on the grid that is not before this one. */
    public long roundedUp(long epochMillis) {
        return -Math.floorDiv(-epochMillis, millis) * millis;
    }

    /** As ISO-8601 writes a duration: how options and the store name it. */
    @Override
    public String toString() {
        return duration().toString();
    }
}
