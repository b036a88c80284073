package io.sessionstats.job;

import io.sessionstats.usage.UsageGrain;

/**
 * Which usage cell: the id of its usage key, in two halves, and its slots. Flat, since the state
 * has one for each cell.
 */
public record CellKey(long keyIdHigh, long keyIdLow, long startSlot, long endSlot) {

    static CellKey of(SessionUsage usage, UsageGrain grain) {
        return new CellKey(
                usage.keyId().high(),
                usage.keyId().low(),
                grain.slot(usage.startMillis()),
                grain.endSlot(usage.startMillis(), usage.endMillis()));
    }

    /** The same in every JVM and of every Java, as a key's must be; a record's own need not be. */
    @Override
    public int hashCode() {
        long slots = 31 * startSlot + endSlot;
        return 31 * Long.hashCode(keyIdHigh ^ keyIdLow) + Long.hashCode(slots);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CellKey that
                && keyIdHigh == that.keyIdHigh
                && keyIdLow == that.keyIdLow
                && startSlot == that.startSlot
                && endSlot == that.endSlot;
    }
}
