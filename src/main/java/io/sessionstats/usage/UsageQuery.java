package io.sessionstats.usage;

import java.util.List;

/**
 * What is asked of a farm's usage. One that could be made is valid, but for the periods' edges,
 * which {@link UsagePeriods} has checked.
 *
 * @param filter {@link UsageDimension#QUEUE_ID} or {@link UsageDimension#FLEET_ID}: what {@code
 *     resourceIds} are ids of
 * @param resourceIds only usage with one of these counts; 1 or more, no repeats
 * @param groupBy one or two dimensions, no repeats
 * @param periods the intervals that are answered, within which sessions are clipped
 * @param extremes whether minima and maxima are asked for; without them they are left at 0
 */
public record UsageQuery(
        String farmId,
        UsageDimension filter,
        List<String> resourceIds,
        List<UsageDimension> groupBy,
        UsagePeriods periods,
        boolean extremes) {

    public UsageQuery {
        resourceIds = List.copyOf(resourceIds);
        groupBy = List.copyOf(groupBy);
        if (filter != UsageDimension.QUEUE_ID && filter != UsageDimension.FLEET_ID) {
            throw new IllegalArgumentException("expected queues or fleets as filter: " + filter);
        }
        if (groupBy.isEmpty() || groupBy.size() > 2) {
            throw new IllegalArgumentException("expected one or two dimensions: " + groupBy);
        }
    }

    /** Whether the filter lets usage of a key count. */
    public boolean selects(UsageKey key) {
        String resourceId = key.value(filter);
        return farmId.equals(key.farmId())
                && resourceId != null
                && resourceIds.contains(resourceId);
    }
}
