package io.sessionstats.api;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A bucket of tokens for each access key and operation. A bucket is kept as the time when it will
 * be full again: each token taken moves that on by the time in which one token flows in. One that
 * is full is as good as none, and forgotten.
 */
public final class TokenBuckets implements RequestRates {

    private static final long SECOND_NANOS = 1_000_000_000;

    /** How often full buckets are looked for. */
    private static final long SWEEP_NANOS = 60 * SECOND_NANOS;

    private record Key(String accessKeyId, String operation) {}

    private final long tokenNanos;
    private final LongSupplier nanoClock;
    private final long originNanos;
    private final ConcurrentHashMap<Key, Long> fullAtNanos = new ConcurrentHashMap<>();
    private final AtomicLong nextSweepNanos;

    /**
     * Makes full buckets of one size.
     *
     * @param ratePerSecond how many tokens flow into each bucket a second, and how many it holds; 1
     *     to 1,000,000
     * @param nanoClock as {@link System#nanoTime()}
     */
    public TokenBuckets(int ratePerSecond, LongSupplier nanoClock) {
        if (ratePerSecond < 1 || ratePerSecond > 1_000_000) {
            throw new IllegalArgumentException("rate of " + ratePerSecond + " a second");
        }
        this.tokenNanos = SECOND_NANOS / ratePerSecond;
        this.nanoClock = nanoClock;
        this.originNanos = nanoClock.getAsLong();
        this.nextSweepNanos = new AtomicLong(SWEEP_NANOS);
    }

    @Override
    public boolean tryAcquire(String accessKeyId, String operation) {
        long now = nanoClock.getAsLong() - originNanos;
        forgetFull(now);
        boolean[] taken = {false};
        fullAtNanos.compute(
                new Key(accessKeyId, operation),
                (key, fullAt) -> {
                    long then = (fullAt == null ? now : Math.max(fullAt, now)) + tokenNanos;
                    taken[0] = then - now <= SECOND_NANOS;
                    return taken[0] ? Long.valueOf(then) : fullAt;
                });
        return taken[0];
    }

    private void forgetFull(long now) {
        long due = nextSweepNanos.get();
        if (now >= due && nextSweepNanos.compareAndSet(due, now + SWEEP_NANOS)) {
            fullAtNanos.values().removeIf(fullAt -> fullAt <= now);
        }
    }

    /** How many buckets are not known to be full. */
    int size() {
        return fullAtNanos.size();
    }
}
