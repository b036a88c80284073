package io.sessionstats.bench;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * The runs of a contender, and the medians of what they measured.
 *
 * @param contender who ran
 * @param events how many events each run read
 * @param loadAverage what else the machine did when they began; negative where it does not tell
 * @param runs those that count, one or more
 */
record ContenderResult(Contender contender, long events, double loadAverage, List<Run> runs) {

    ContenderResult {
        runs = List.copyOf(runs);
        if (runs.isEmpty()) {
            throw new IllegalArgumentException(contender + " has no run");
        }
    }

    double eventsPerSecond() {
        return events / median(Run::seconds);
    }

    /** CPU seconds of the contender's process, per million events. */
    double cpuPerMillion() {
        return perMillion(median(Run::cpuSeconds));
    }

    /** CPU seconds of the database, per million events; null without one. */
    Double databaseCpuPerMillion() {
        Double seconds = median(Run::databaseCpuSeconds);
        return seconds == null ? null : perMillion(seconds);
    }

    /** CPU seconds of both, per million events. */
    double allCpuPerMillion() {
        Double database = databaseCpuPerMillion();
        return cpuPerMillion() + (database == null ? 0 : database);
    }

    /** The median over the runs; null where no run has the figure. */
    Double median(Function<Run, ? extends Number> figure) {
        double[] sorted =
                runs.stream()
                        .map(figure)
                        .filter(Objects::nonNull)
                        .mapToDouble(Number::doubleValue)
                        .sorted()
                        .toArray();
        if (sorted.length == 0) {
            return null;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private double perMillion(double seconds) {
        return seconds * 1e6 / events;
    }
}
