package io.sessionstats.api.deadline;

import io.sessionstats.calendar.Period;
import io.sessionstats.usage.UsageDimension;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsagePeriods;
import io.sessionstats.usage.UsageQuery;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A request for an aggregation: what was asked, with all its defaults.
 *
 * @param filter queues or fleets: what {@code resourceIds} are ids of
 * @param resourceIds 1 to 10, no repeats
 * @param startMillis epoch milliseconds, rounded down
 * @param endMillis epoch milliseconds, rounded up
 * @param groupBy one or two, no repeats
 * @param statistics one or more
 * @param period null for the whole range as one
 */
record AggregationRequest(
        String farmId,
        UsageDimension filter,
        List<String> resourceIds,
        long startMillis,
        long endMillis,
        List<UsageDimension> groupBy,
        Set<Statistic> statistics,
        Period period,
        ZoneId zone) {

    AggregationRequest {
        resourceIds = List.copyOf(resourceIds);
        groupBy = List.copyOf(groupBy);
        // In one order, so that equal ones are stored alike
        statistics = Collections.unmodifiableSet(new TreeSet<>(statistics));
    }

    /**
     * What is to be computed for it.
     *
     * @throws IllegalArgumentException if it has too many periods, or edges that are not on the
     *     grid; the message is for the caller
     */
    UsageQuery query(UsageGrain grain) {
        return new UsageQuery(
                farmId,
                filter,
                resourceIds,
                groupBy,
                UsagePeriods.of(startMillis, endMillis, period, zone, grain),
                statistics.contains(Statistic.MIN) || statistics.contains(Statistic.MAX));
    }
}
