package io.sessionstats.usage;

import java.math.BigInteger;

/**
 * Adds up what the sessions of one group use inside one period. The extremes are kept only if they
 * are asked for.
 */
final class RunningFigures {

    private long sessions;
    private long runtimeSumMillis;
    private long runtimeMinMillis = Long.MAX_VALUE;
    private long runtimeMaxMillis = Long.MIN_VALUE;
    private final WideInteger costSum = new WideInteger();
    private final WideInteger costMin;
    private final WideInteger costMax;

    RunningFigures(boolean extremes) {
        costMin = extremes ? new WideInteger() : null;
        costMax = extremes ? new WideInteger() : null;
    }

    /**
     * Adds the sessions of a cell, clipped to a period that they touch.
     *
     * @param fromSlot the first slot of the period
     * @param toSlot the first slot after it
     */
    void add(
            UsageCell cell, long fromSlot, long toSlot, long grainMillis, long hourlyRateMicroUsd) {
        // All of the cell's sessions start inside, or before the left edge; all of them end inside,
        // or after the right edge.
        boolean startInside = cell.startSlot() >= fromSlot;
        boolean endInside = cell.endSlot() < toSlot;
        long firstSlot = startInside ? cell.startSlot() : fromSlot;
        long lastSlot = endInside ? cell.endSlot() : toSlot;
        long slotsMillis = (lastSlot - firstSlot) * grainMillis;

        long sumMillis =
                cell.sessions() * slotsMillis
                        + (endInside ? cell.endOffsetSum() : 0)
                        - (startInside ? cell.startOffsetSum() : 0);
        if (costMin != null) {
            long minMillis;
            long maxMillis;
            if (startInside && endInside) {
                minMillis = cell.lengthMin();
                maxMillis = cell.lengthMax();
            } else {
                minMillis =
                        slotsMillis
                                + (endInside ? cell.endOffsetMin() : 0)
                                - (startInside ? cell.startOffsetMax() : 0);
                maxMillis =
                        slotsMillis
                                + (endInside ? cell.endOffsetMax() : 0)
                                - (startInside ? cell.startOffsetMin() : 0);
            }
            addExtremes(minMillis, maxMillis, hourlyRateMicroUsd);
        }
        sessions += cell.sessions();
        runtimeSumMillis += sumMillis;
        costSum.addProduct(hourlyRateMicroUsd, sumMillis);
    }

    private void addExtremes(long minMillis, long maxMillis, long hourlyRateMicroUsd) {
        runtimeMinMillis = Math.min(runtimeMinMillis, minMillis);
        runtimeMaxMillis = Math.max(runtimeMaxMillis, maxMillis);
        if (sessions == 0 || costMin.compareToProduct(hourlyRateMicroUsd, minMillis) > 0) {
            costMin.setProduct(hourlyRateMicroUsd, minMillis);
        }
        if (sessions == 0 || costMax.compareToProduct(hourlyRateMicroUsd, maxMillis) < 0) {
            costMax.setProduct(hourlyRateMicroUsd, maxMillis);
        }
    }

    UsageFigures figures() {
        boolean extremes = costMin != null;
        return new UsageFigures(
                sessions,
                runtimeSumMillis,
                extremes ? runtimeMinMillis : 0,
                extremes ? runtimeMaxMillis : 0,
                costSum.value(),
                extremes ? costMin.value() : BigInteger.ZERO,
                extremes ? costMax.value() : BigInteger.ZERO);
    }
}
