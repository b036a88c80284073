package io.sessionstats.bench;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Measures one run in this process. Flink and Kafka make the objects that report to it, so the
 * current one is known to all.
 */
final class RunMeter {

    private static volatile RunMeter current;

    private final long postgresProcess;
    private final AtomicLong rows = new AtomicLong();
    private final List<CompletedCheckpoint> checkpoints = new ArrayList<>();
    private volatile boolean started;
    private long startMillis;
    private long startNanos;
    private double startCpuSeconds;
    private Double startDatabaseCpuSeconds;

    private RunMeter(long postgresProcess) {
        this.postgresProcess = postgresProcess;
    }

    /**
     * A checkpoint as Flink tells of it.
     *
     * @param millis from its trigger to its completion
     * @param writtenBytes what it had to write
     * @param stateBytes what it holds
     */
    record CompletedCheckpoint(double millis, double writtenBytes, double stateBytes) {}

    /**
     * Makes the meter of the next run.
     *
     * @param postgresProcess the database's first process; 0 for none
     */
    static RunMeter next(long postgresProcess) {
        current = new RunMeter(postgresProcess);
        return current;
    }

    static RunMeter current() {
        return current;
    }

    void recordsArrived() {
        if (!started) {
            start();
        }
    }

    private synchronized void start() {
        if (!started) {
            startDatabaseCpuSeconds = databaseCpuSeconds();
            startCpuSeconds = ProcessFigures.cpuSeconds();
            startMillis = System.currentTimeMillis();
            startNanos = System.nanoTime();
            started = true;
        }
    }

    void rowsPublished(long count) {
        rows.addAndGet(count);
    }

    synchronized void completed(CompletedCheckpoint checkpoint) {
        checkpoints.add(checkpoint);
    }

    /**
     * Ends the run: its job has ended.
     *
     * @param countsRows whether rows were counted here
     */
    synchronized Run end(boolean countsRows) {
        if (!started) {
            throw new IllegalStateException("the job has ended and has read nothing");
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        double cpuSeconds = ProcessFigures.cpuSeconds() - startCpuSeconds;
        Double databaseCpuSeconds = databaseCpuSeconds();
        DoubleSummaryStatistics millis = summary(CompletedCheckpoint::millis);
        return new Run(
                startMillis,
                seconds,
                cpuSeconds,
                databaseCpuSeconds == null || startDatabaseCpuSeconds == null
                        ? null
                        : databaseCpuSeconds - startDatabaseCpuSeconds,
                ProcessFigures.peakResidentBytes(),
                checkpoints.size(),
                millis.getAverage(),
                checkpoints.isEmpty() ? 0 : millis.getMax(),
                summary(CompletedCheckpoint::writtenBytes).getAverage(),
                checkpoints.isEmpty() ? 0 : summary(CompletedCheckpoint::stateBytes).getMax(),
                countsRows ? rows.get() : null);
    }

    private DoubleSummaryStatistics summary(ToDoubleFunction<CompletedCheckpoint> figure) {
        return checkpoints.stream().collect(Collectors.summarizingDouble(figure));
    }

    private Double databaseCpuSeconds() {
        return postgresProcess == 0 ? null : ProcessFigures.cpuSecondsOfFamily(postgresProcess);
    }
}
