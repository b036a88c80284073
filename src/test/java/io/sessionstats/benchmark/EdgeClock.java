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
            CompletableFuture<Long> doneNanos) {}

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
    static CompletableFuture<Long> allowed(int step) {
        return step == 0 ? CompletableFuture.completedFuture(0L) : steps.get(step - 1).doneNanos;
    }

    /** A subtask of the sink has seen the watermark go from one instant to another. */
    static void atSink(long fromMillis, long toMillis) {
        for (Step step : steps) {
            if (fromMillis < step.watermarkMillis
                    && step.watermarkMillis <= toMillis
                    && step.subtasksMissing.decrementAndGet() == 0) {
                step.doneNanos.complete(System.nanoTime());
            }
        }
    }

    /** How long each edge took; waits for the last one. */
    static long[] edgeNanos() {
        long[] nanos = new long[EDGES];
        for (int edge = 0; edge < EDGES; edge++) {
            nanos[edge] = steps.get(edge + 1).doneNanos.join() - steps.get(edge).doneNanos.join();
        }
        return nanos;
    }
}
