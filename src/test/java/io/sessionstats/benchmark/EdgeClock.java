package io.sessionstats.benchmark;

import static io.sessionstats.benchmark.BenchmarkSettings.EDGE_MILLIS;
import static io.sessionstats.benchmark.BenchmarkSettings.HOUR_MILLIS;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets event time in a local cluster go to an instant short of the first hour edge, and from there
 * over one edge after the other, each only when the sink has seen the one before; and takes the
 * time.
 */
final class EdgeClock {

    /** So many edges are measured: the first one warms up. */
    static final int EDGES = 4;

    private static volatile List<Step> steps = List.of();

    private EdgeClock() {}

    /** A step of event time; it is done when each subtask of the sink has come to it. */
    private record Step(
            long watermarkMillis,
            AtomicInteger subtasksMissing,
            CompletableFuture<TimeSpent> done) {}

    static void reset(int parallelism) {
        List<Step> all = new ArrayList<>();
        all.add(step(EDGE_MILLIS - 1_000, parallelism));
        for (int edge = 0; edge < EDGES; edge++) {
            all.add(step(EDGE_MILLIS + edge * HOUR_MILLIS, parallelism));
        }
        steps = all;
    }

    private static Step step(long watermarkMillis, int parallelism) {
        return new Step(watermarkMillis, new AtomicInteger(parallelism), new CompletableFuture<>());
    }

    static int stepCount() {
        return steps.size();
    }

    static long watermarkMillis(int step) {
        return steps.get(step).watermarkMillis;
    }

    /** When event time may take a step: at once the first, the others after the one before. */
    static CompletableFuture<TimeSpent> allowed(int step) {
        return step == 0
                ? CompletableFuture.completedFuture(TimeSpent.now())
                : steps.get(step - 1).done;
    }

    /**
     * A subtask of the sink has seen the watermark go from one instant to another; or the only
     * reader of the store has.
     */
    static void atSink(long fromMillis, long toMillis) {
        for (Step step : steps) {
            if (fromMillis < step.watermarkMillis
                    && step.watermarkMillis <= toMillis
                    && step.subtasksMissing.decrementAndGet() == 0) {
                step.done.complete(TimeSpent.now());
            }
        }
    }

    /** How long each edge took; waits for the last one. */
    static List<TimeSpent> edges() {
        List<TimeSpent> edges = new ArrayList<>();
        for (int edge = 0; edge < EDGES; edge++) {
            edges.add(steps.get(edge + 1).done.join().since(steps.get(edge).done.join()));
        }
        return edges;
    }

    /** Whether the last edge is over. */
    static boolean isOver() {
        return steps.get(EDGES).done.isDone();
    }
}
