package io.sessionstats.bench;

import java.io.PrintStream;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Says on the terminal what is going on; results go elsewhere. */
final class Progress {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final PrintStream out;

    Progress(PrintStream out) {
        this.out = out;
    }

    void say(String sentence) {
        out.println(LocalTime.now(ZoneId.systemDefault()).format(TIME) + " " + sentence);
    }
}
