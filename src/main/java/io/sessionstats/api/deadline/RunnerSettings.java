package io.sessionstats.api.deadline;

import io.sessionstats.store.AggregationLimits;
import java.time.Duration;

/**
 * How aggregations are run.
 *
 * @param threads how many run at a time
 * @param waitingMax how many more may wait for a thread; beyond that a start is refused
 * @param limits what one aggregation may take
 * @param triesMax how many servers may try one before it fails
 * @param lease for how long a server that says nothing is thought to live
 * @param pulse how often it says that it lives, and looks for aggregations of dead servers; several
 *     times in a lease
 * @param cleaning how often expired aggregations are deleted
 * @param stopTimeout how long a stop waits for what is running, before it interrupts it
 */
public record RunnerSettings(
        int threads,
        int waitingMax,
        AggregationLimits limits,
        int triesMax,
        Duration lease,
        Duration pulse,
        Duration cleaning,
        Duration stopTimeout) {

    /** The vendor: a count has 32 bits, and its Java client fails on more. */
    private static final long COUNT_MAX = Integer.MAX_VALUE;

    /** With twice as many keys, each a group of its own, some 250 MB by estimate. */
    private static final int GROUPS_MAX = 250_000;

    private static final long ROWS_MAX = 10_000_000;

    public RunnerSettings {
        if (threads < 1
                || waitingMax < 0
                || triesMax < 1
                || !isPositive(pulse)
                || !isPositive(cleaning)
                || stopTimeout.isNegative()
                || lease.compareTo(pulse.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("runner settings");
        }
    }

    /** What operators choose; the rest is the same for all. */
    public static RunnerSettings of(int threads, Duration timeout) {
        return new RunnerSettings(
                threads,
                64,
                new AggregationLimits(timeout, GROUPS_MAX, ROWS_MAX, COUNT_MAX),
                2,
                Duration.ofSeconds(15),
                Duration.ofSeconds(3),
                Duration.ofMinutes(1),
                Duration.ofSeconds(5));
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }
}
