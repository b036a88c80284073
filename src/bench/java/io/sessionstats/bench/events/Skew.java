package io.sessionstats.bench.events;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a large part of all sessions has in common. */
public enum Skew {
    /**
     * Half of the sessions are of farms, half of projects; the first farm has half of the former.
     */
    EVEN,
    /** Nine of ten sessions are of one farm. */
    FARM90,
    /** Nine of ten sessions are of one project. */
    PROJECT90,
    /** One field device takes part in a third of all sessions. */
    DEVICE,
    /** One console takes part in a third of all sessions, and meets 20,000 devices. */
    CONSOLE;

    /**
     * The skew of that name in lower case.
     *
     * @throws IllegalArgumentException if there is none; the message says which there are
     */
    public static Skew parse(String text) {
        return Arrays.stream(values())
                .filter(skew -> skew.toString().equals(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "expected one of "
                                                + Arrays.stream(values())
                                                        .map(Skew::toString)
                                                        .collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
