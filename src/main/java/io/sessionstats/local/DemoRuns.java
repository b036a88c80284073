package io.sessionstats.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * When the demo has published, kept in a small file: a session exists if it starts while a run
 * lasts. So a session that was open when a run stopped has its end published by the next one, and
 * those that would have started in between do not exist.
 */
final class DemoRuns {

    private record Run(long startMillis, long endMillis) {}

    /** A run that ended longer ago has no sessions whose records are still due. */
    private static final long REMEMBERED_MILLIS =
            2 * (DemoLane.LONGEST_SLOT_MILLIS + DemoSessions.LONGEST_DELAY_MILLIS);

    private final Path file;
    private final List<Run> earlier;
    private final long startMillis;

    private DemoRuns(Path file, List<Run> earlier, long startMillis) {
        this.file = file;
        this.earlier = earlier;
        this.startMillis = startMillis;
    }

    /**
     * Begins a run.
     *
     * @param startMillis sessions that start from then on exist; when there was no run before, the
     *     start may lie in the past, so that the demo has something to show at once
     */
    static DemoRuns begin(Path file, long startMillis, long firstStartMillis) throws IOException {
        List<Run> earlier = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String[] numbers = line.split(" ", 2);
                earlier.add(new Run(Long.parseLong(numbers[0]), Long.parseLong(numbers[1])));
            }
        } catch (NoSuchFileException e) {
            return new DemoRuns(file, List.of(), firstStartMillis);
        }
        long lastEndMillis = earlier.get(earlier.size() - 1).endMillis();
        earlier.removeIf(run -> run.endMillis() < lastEndMillis - REMEMBERED_MILLIS);
        // A clock that was set back does not make the runs overlap.
        return new DemoRuns(file, earlier, Math.max(startMillis, lastEndMillis));
    }

    long startMillis() {
        return startMillis;
    }

    /** Up to when an earlier run has published; the start of this one when it is the first. */
    long publishedThroughMillis() {
        return earlier.isEmpty() ? startMillis : earlier.get(earlier.size() - 1).endMillis();
    }

    /** The last instant at which a record of an earlier run's sessions can be due. */
    long earlierDueThroughMillis() {
        return Math.min(startMillis, publishedThroughMillis() + REMEMBERED_MILLIS);
    }

    boolean sessionExists(long sessionStartMillis) {
        return sessionStartMillis >= startMillis
                || earlier.stream()
                        .anyMatch(
                                run ->
                                        run.startMillis() <= sessionStartMillis
                                                && sessionStartMillis < run.endMillis());
    }

    /** Notes that this run publishes up to an instant; to be called before it does. */
    void noteEnd(long endMillis) throws IOException {
        List<Run> runs = new ArrayList<>(earlier);
        runs.add(new Run(startMillis, endMillis));
        String lines =
                runs.stream()
                        .map(run -> run.startMillis() + " " + run.endMillis() + "\n")
                        .collect(Collectors.joining());
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, lines);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
