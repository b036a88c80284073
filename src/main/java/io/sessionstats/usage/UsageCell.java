package io.sessionstats.usage;

/**
 * The ended sessions of one usage key that share their start slot and their end slot. All of them
 * stand in the same relation to any period on the grid (inside, across its left or right edge, over
 * all of it), so what they use inside the period follows from these numbers alone. Times are in
 * milliseconds.
 *
 * @param startSlot the slot in which the sessions start; see {@link UsageGrain}
 * @param endSlot the slot in which they end, the same or a later one
 * @param sessions how many they are, 1 or more
 * @param startOffsetSum the sum of their starts, each since the start of the start slot
 * @param endOffsetSum the sum of their ends, each since the start of the end slot
 * @param startOffsetMin the earliest start, since the start of the start slot
 * @param startOffsetMax the latest start, likewise
 * @param endOffsetMin the earliest end, since the start of the end slot
 * @param endOffsetMax the latest end, likewise
 * @param lengthMin the shortest session
 * @param lengthMax the longest session
 */
public record UsageCell(
        long startSlot,
        long endSlot,
        long sessions,
        long startOffsetSum,
        long endOffsetSum,
        long startOffsetMin,
        long startOffsetMax,
        long endOffsetMin,
        long endOffsetMax,
        long lengthMin,
        long lengthMax) {

    /** The cell of one session, {@code [startMillis, endMillis)} in epoch milliseconds. */
    public static UsageCell of(long startMillis, long endMillis, UsageGrain grain) {
        long startSlot = grain.slot(startMillis);
        long endSlot = grain.endSlot(startMillis, endMillis);
        long startOffset = startMillis - grain.startMillis(startSlot);
        long endOffset = endMillis - grain.startMillis(endSlot);
        long length = endMillis - startMillis;
        return new UsageCell(
                startSlot,
                endSlot,
                1,
                startOffset,
                endOffset,
                startOffset,
                startOffset,
                endOffset,
                endOffset,
                length,
                length);
    }

    /**
     * This cell with the sessions of another one of the same slots.
     *
     * @throws IllegalArgumentException if its slots differ
     */
    public UsageCell plus(UsageCell other) {
        if (startSlot != other.startSlot || endSlot != other.endSlot) {
            throw new IllegalArgumentException("cells of different slots: " + this + ", " + other);
        }
        return new UsageCell(
                startSlot,
                endSlot,
                sessions + other.sessions,
                startOffsetSum + other.startOffsetSum,
                endOffsetSum + other.endOffsetSum,
                Math.min(startOffsetMin, other.startOffsetMin),
                Math.max(startOffsetMax, other.startOffsetMax),
                Math.min(endOffsetMin, other.endOffsetMin),
                Math.max(endOffsetMax, other.endOffsetMax),
                Math.min(lengthMin, other.lengthMin),
                Math.max(lengthMax, other.lengthMax));
    }
}
