package io.sessionstats.options;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** Reads the text of an option's value. */
@FunctionalInterface
public interface ValueParser<T> {

    /**
     * The value that the text stands for.
     *
     * @throws IllegalArgumentException if the text is not such a value; the message says what is
     *     expected
     */
    T parse(String text);

    static ValueParser<Boolean> trueOrFalse() {
        return text -> {
            if (!text.equals("true") && !text.equals("false")) {
                throw new IllegalArgumentException("expected true or false");
            }
            return text.equals("true");
        };
    }

    /** A text that the pattern matches as a whole. */
    static ValueParser<String> matching(String pattern, String expected) {
        Pattern compiled = Pattern.compile(pattern);
        return text -> {
            if (!compiled.matcher(text).matches()) {
                throw new IllegalArgumentException("expected " + expected);
            }
            return text;
        };
    }

    static ValueParser<Integer> integer(int from, int to, String noun) {
        return text -> {
            if (text.matches("[0-9]{1,10}")) {
                long number = Long.parseLong(text);
                if (from <= number && number <= to) {
                    return (int) number;
                }
            }
            throw new IllegalArgumentException("expected " + noun + " from " + from + " to " + to);
        };
    }

    static ValueParser<Integer> port() {
        return integer(1, 65535, "a port");
    }

    /** An ISO-8601 duration of whole milliseconds within bounds, both included. */
    static ValueParser<Duration> duration(Duration from, Duration to) {
        return text -> {
            Duration duration;
            try {
                duration = Duration.parse(text);
            } catch (DateTimeParseException e) {
                duration = null;
            }
            if (duration == null
                    || duration.compareTo(from) < 0
                    || duration.compareTo(to) > 0
                    || duration.toNanosPart() % 1_000_000 != 0) {
                throw new IllegalArgumentException(
                        "expected an ISO-8601 duration from "
                                + text(from)
                                + " to "
                                + text(to)
                                + ", in whole milliseconds, such as PT0.5S, PT10S, PT24H or P7D");
            }
            return duration;
        };
    }

    static ValueParser<Path> path() {
        return text -> {
            try {
                if (!text.isBlank()) {
                    return Path.of(text);
                }
            } catch (InvalidPathException e) {
                // said below
            }
            throw new IllegalArgumentException("expected a path");
        };
    }

    private static String text(Duration duration) {
        boolean wholeDays =
                !duration.isZero() && Duration.ofDays(duration.toDays()).equals(duration);
        return wholeDays ? "P" + duration.toDays() + "D" : duration.toString();
    }
}
