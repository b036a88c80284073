package io.sessionstats.usage;

import java.util.List;
import java.util.function.Consumer;

/**
 * Answers a query from cells. Periods are told as soon as no later cell can touch them, so that
 * what is held at a time is bounded by the groups of the periods in progress, whatever the range.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class UsageAggregation {

    /**
     * @param groupsMax how many (group, period) pairs may be in progress at a time
     * @param rows is told each row once, in no particular order
     */
    public UsageAggregation(
            UsageQuery query, UsageGrain grain, int groupsMax, Consumer<UsageRow> rows) {
        throw new UnsupportedOperationException("to be written");
    }

    /**
     * Registers a group and a price, under which cells are added then.
     *
     * @param group see {@link UsageRow#group()}
     * @return the number to give to {@link #add}; equal arguments have equal numbers
     */
    public int priceGroup(List<String> group, long hourlyRateMicroUsd) {
        throw new UnsupportedOperationException("to be written");
    }

    /**
     * Adds the sessions of a cell; one that touches no period is ignored.
     *
     * @throws IllegalStateException if more groups are in progress than allowed
     */
    public void add(int priceGroup, UsageCell cell) {
        throw new UnsupportedOperationException("to be written");
    }

    /** No cell with an earlier start slot is added any more. */
    public void passed(long startSlot) {
        throw new UnsupportedOperationException("to be written");
    }

    /** All cells have been added. */
    public void finish() {
        throw new UnsupportedOperationException("to be written");
    }
}
