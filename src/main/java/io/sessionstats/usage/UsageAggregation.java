package io.sessionstats.usage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Answers a query from cells. Periods are told as soon as no later cell can touch them, so that
 * what is held at a time are the groups of the periods in progress. When these are too many, they
 * are told in parts, so that memory is bounded whatever the range and the groups. What the query
 * filters by and groups by is for the caller to see to. For one thread.
 *
 * <p>A cell touches a period if its start slot begins before the period's end, and its end slot
 * ends after the period's start: its sessions then do so, too, each of them. (One of zero length
 * has the slot that holds its instant for both.)
 */
public final class UsageAggregation {

    private final UsagePeriods periods;
    private final boolean extremes;
    private final long grainMillis;
    private final int groupsMax;
    private final Consumer<UsageRow> rows;

    /** The first slot of each period, and at the end the first slot after all. */
    private final long[] edgeSlots;

    private final List<List<String>> groups = new ArrayList<>();
    private final Map<List<String>, Integer> numberByGroup = new HashMap<>();
    private final List<PriceGroup> priceGroups = new ArrayList<>();
    private final Map<PriceGroup, Integer> numberByPriceGroup = new HashMap<>();

    /** Those that have sessions and have not been told, by their index; else null. */
    private final PeriodInProgress[] inProgress;

    /** How many (group, period) pairs are in progress. */
    private int groupsInProgress;

    private boolean inParts;

    /** How many periods have been told. */
    private int periodsTold;

    /** Cells are not added with an earlier start slot any more. */
    private long passedSlot = Long.MIN_VALUE;

    /** In which period the last cell started: most likely, so does the next. */
    private int lastPeriod;

    /** A group's number and a price. */
    private record PriceGroup(int group, long hourlyRateMicroUsd) {}

    /**
     * @param grain the grid of the cells, on which the periods' edges lie
     * @param groupsMax how many (group, period) pairs are held at a time, 1 or more
     * @param rows is told the rows in no particular order; each once, or {@linkplain #inParts in
     *     parts}
     */
    public UsageAggregation(
            UsageQuery query, UsageGrain grain, int groupsMax, Consumer<UsageRow> rows) {
        this.periods = query.periods();
        this.extremes = query.extremes();
        this.grainMillis = grain.millis();
        this.groupsMax = groupsMax;
        this.rows = rows;
        this.inProgress = new PeriodInProgress[periods.count()];
        this.edgeSlots = new long[periods.count() + 1];
        edgeSlots[0] = slotThatBegins(periods.firstMillis(), grain);
        for (int i = 0; i < periods.count(); i++) {
            edgeSlots[i + 1] = slotThatBegins(periods.endMillis(i), grain);
        }
    }

    private static long slotThatBegins(long edgeMillis, UsageGrain grain) {
        long slot = grain.slot(edgeMillis);
        if (grain.startMillis(slot) != edgeMillis) {
            throw new IllegalArgumentException(
                    "expected periods with edges on the grain of " + grain + ": " + edgeMillis);
        }
        return slot;
    }

    /**
     * Registers a group and a price, under which cells are added then.
     *
     * @param group see {@link UsageRow#group()}
     * @param hourlyRateMicroUsd the price in millionths of a US dollar an hour, 0 to 10^12
     * @return the number to give to {@link #add}; equal arguments have equal numbers
     */
    public int priceGroup(List<String> group, long hourlyRateMicroUsd) {
        Integer groupNumber = numberByGroup.get(group);
        if (groupNumber == null) {
            groupNumber = groups.size();
            List<String> own = Collections.unmodifiableList(new ArrayList<>(group)); // Has nulls
            groups.add(own);
            numberByGroup.put(own, groupNumber);
        }
        PriceGroup priceGroup = new PriceGroup(groupNumber, hourlyRateMicroUsd);
        Integer number = numberByPriceGroup.putIfAbsent(priceGroup, priceGroups.size());
        if (number != null) {
            return number;
        }
        priceGroups.add(priceGroup);
        return priceGroups.size() - 1;
    }

    /**
     * Adds the sessions of a cell; one that touches no period is ignored. Without {@linkplain
     * UsageQuery#extremes extremes} the cell's minima and maxima are not looked at.
     *
     * @throws IllegalArgumentException if the cell's start slot has {@linkplain #passed passed}
     */
    public void add(int priceGroup, UsageCell cell) {
        if (cell.startSlot() < passedSlot) {
            throw new IllegalArgumentException("slots before " + passedSlot + " passed: " + cell);
        }
        PriceGroup priced = priceGroups.get(priceGroup);
        int period = firstPeriodTouched(cell.startSlot());
        while (period < inProgress.length && edgeSlots[period] <= cell.endSlot()) {
            figures(period, priced.group)
                    .add(
                            cell,
                            edgeSlots[period],
                            edgeSlots[period + 1],
                            grainMillis,
                            priced.hourlyRateMicroUsd);
            period++;
        }
    }

    /** No cell with an earlier start slot is added any more. */
    public void passed(long startSlot) {
        passedSlot = Math.max(passedSlot, startSlot);
        while (periodsTold < inProgress.length && edgeSlots[periodsTold + 1] <= passedSlot) {
            tell(periodsTold);
            periodsTold++;
        }
    }

    /**
     * Forgets the groups and prices: the numbers given so far are void. For a caller who has
     * registered so many that its memory should be for others.
     */
    public void forgetGroups() {
        tellParts();
        groups.clear();
        numberByGroup.clear();
        priceGroups.clear();
        numberByPriceGroup.clear();
    }

    /**
     * Whether rows may have been told in parts, each of which has some of the sessions: together
     * they have their sums, the least of their minima and the greatest of their maxima.
     */
    public boolean inParts() {
        return inParts;
    }

    /** All cells have been added. */
    public void finish() {
        passed(Long.MAX_VALUE);
    }

    /** The period in which a slot lies; the first one if before all, their count if after all. */
    private int firstPeriodTouched(long startSlot) {
        if (startSlot < edgeSlots[lastPeriod] || startSlot >= edgeSlots[lastPeriod + 1]) {
            int place = Arrays.binarySearch(edgeSlots, startSlot);
            int period = Math.max(0, place >= 0 ? place : -place - 2);
            if (period == inProgress.length) {
                return period;
            }
            lastPeriod = period;
        }
        return lastPeriod;
    }

    private RunningFigures figures(int period, int group) {
        PeriodInProgress groupsOfPeriod = inProgress[period];
        RunningFigures figures = groupsOfPeriod == null ? null : groupsOfPeriod.find(group);
        if (figures != null) {
            return figures;
        }
        if (groupsInProgress == groupsMax) {
            tellParts();
        }
        if (inProgress[period] == null) {
            inProgress[period] = new PeriodInProgress();
        }
        groupsInProgress++;
        return inProgress[period].put(group, new RunningFigures(extremes));
    }

    /** Tells what is held: later cells make further parts of the same rows. */
    private void tellParts() {
        inParts |= groupsInProgress > 0;
        for (int period = periodsTold; groupsInProgress > 0; period++) {
            tell(period);
        }
    }

    private void tell(int period) {
        PeriodInProgress told = inProgress[period];
        if (told == null) {
            return;
        }
        inProgress[period] = null;
        groupsInProgress -= told.size();
        told.forEach(
                (group, figures) ->
                        rows.accept(
                                new UsageRow(
                                        groups.get(group),
                                        periods.startMillis(period),
                                        periods.endMillis(period),
                                        figures.figures())));
    }
}
