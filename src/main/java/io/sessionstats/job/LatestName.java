package io.sessionstats.job;

/**
 * What the latest start that names a job calls it.
 *
 * @param timeMillis when that start happened, epoch milliseconds
 */
public record LatestName(long timeMillis, String name) {

    /** The later of the two; at the same time, the name that is last in the order of strings. */
    LatestName orLater(LatestName other) {
        if (other.timeMillis != timeMillis) {
            return other.timeMillis > timeMillis ? other : this;
        }
        return other.name.compareTo(name) > 0 ? other : this;
    }
}
