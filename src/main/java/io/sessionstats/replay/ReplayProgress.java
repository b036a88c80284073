package io.sessionstats.replay;

import java.io.PrintStream;
import java.util.Locale;

/** Shows how far a replay is: one moving line on a terminal, and a summary at the end. */
final class ReplayProgress {

    private static final long SHOWN_EVERY_NANOS = 250_000_000;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private final long startNanos = System.nanoTime();
    private long shownNanos = startNanos;
    private int shownCharacters;

    ReplayProgress(PrintStream out, PrintStream err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    void published(long events, long bytes, EventFile file) {
        if (!terminal || System.nanoTime() - shownNanos < SHOWN_EVERY_NANOS) {
            return;
        }
        shownNanos = System.nanoTime();
        show(line(events, bytes, seconds(), file.readPart()));
    }

    /** Takes the moving line away. */
    void clear() {
        if (shownCharacters > 0) {
            show("");
            err.print('\r');
            err.flush();
            shownCharacters = 0;
        }
    }

    void end(long events, long bytes, String topic) {
        clear();
        double seconds = seconds();
        out.println(
                String.format(
                        Locale.ROOT,
                        "published %,d events (%,.1f MB) to %s in %.1f s: %,.0f events/s",
                        events,
                        bytes / 1e6,
                        topic,
                        seconds,
                        events / Math.max(seconds, 0.001)));
    }

    /** One line; the time left is known only where the length of the file is. */
    static String line(long events, long bytes, double seconds, double readPart) {
        String line =
                String.format(
                        Locale.ROOT,
                        "%,d events, %,.1f MB, %,.0f events/s",
                        events,
                        bytes / 1e6,
                        events / Math.max(seconds, 0.001));
        if (readPart <= 0) {
            return line;
        }
        long left = Math.round(seconds * (1 - readPart) / readPart);
        return String.format(
                Locale.ROOT,
                "%3.0f %%, %s, %d:%02d:%02d left",
                100 * readPart,
                line,
                left / 3600,
                left / 60 % 60,
                left % 60);
    }

    private void show(String line) {
        err.print('\r' + line + " ".repeat(Math.max(0, shownCharacters - line.length())));
        err.flush();
        shownCharacters = line.length();
    }

    private double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }
}
