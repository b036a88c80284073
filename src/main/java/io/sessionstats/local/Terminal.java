package io.sessionstats.local;

import java.io.PrintStream;

/** Says on the terminal what the run is doing, with the seconds since its start. */
final class Terminal {

    private final PrintStream out;
    private final long startNanos = System.nanoTime();

    Terminal(PrintStream out) {
        this.out = out;
    }

    void say(String what) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        print("%6.1f s  %s".formatted(seconds, what));
    }

    void print(String text) {
        out.println(text);
        out.flush();
    }
}
