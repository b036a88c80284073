package io.sessionstats.api;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether the server is ready, one look at a time and on a thread of its own, and not again
 * within a second, however often it is asked. A look that takes too long is itself a problem.
 */
final class RecentReadiness {

    static final Duration FRESH = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(RecentReadiness.class);

    private final Readiness readiness;
    private final Duration longest;
    private final LongSupplier nanoClock;
    private Look last;
    private boolean looking;

    /** A look; its problem is null if there is none. */
    private record Look(CompletableFuture<String> problem, long startedNanos) {}

    RecentReadiness(Readiness readiness, Duration longest, LongSupplier nanoClock) {
        this.readiness = readiness;
        this.longest = longest;
        this.nanoClock = nanoClock;
    }

    /** What is wrong; completes with null if nothing is. */
    synchronized CompletionStage<String> problem() {
        long now = nanoClock.getAsLong();
        if (last == null || (!looking && now - last.startedNanos() >= FRESH.toNanos())) {
            CompletableFuture<String> found = new CompletableFuture<>();
            found.completeOnTimeout(
                    "the look at the store takes longer than " + longest.toMillis() + " ms",
                    longest.toMillis(),
                    TimeUnit.MILLISECONDS);
            last = new Look(found, now);
            looking = true;
            Thread thread = new Thread(() -> look(found), "api-readiness");
            thread.setDaemon(true);
            thread.start();
        }
        return last.problem();
    }

    private void look(CompletableFuture<String> found) {
        String problem;
        try {
            problem = readiness.problem();
        } catch (Exception e) {
            LOG.warn("the look whether the server is ready failed", e);
            problem = "the look whether the server is ready failed; the log says why";
        }
        synchronized (this) {
            looking = false;
        }
        found.complete(problem);
    }
}
