package io.sessionstats.api.deadline;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the date-times that clients send: 0 to 9 digits of a fraction, {@code Z} or an offset of up
 * to 23:59, years 1 to 9999 both as written and in UTC. Times that do not exist are refused, leap
 * seconds among them.
 */
final class Rfc3339 {

    private static final Pattern FORMAT =
            Pattern.compile(
                    "([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,9})?)"
                            + "(?:[Zz]|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))");
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant AFTER_LAST = Instant.parse("+10000-01-01T00:00:00Z");

    private Rfc3339() {}

    static Optional<Instant> parse(String text) {
        Matcher parts = FORMAT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        LocalDateTime local;
        try {
            local = LocalDateTime.parse(parts.group(1) + "T" + parts.group(2));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
        Duration offset = Duration.ZERO;
        if (parts.group(3) != null) {
            offset =
                    Duration.ofHours(Integer.parseInt(parts.group(4)))
                            .plusMinutes(Integer.parseInt(parts.group(5)));
        }
        boolean west = "-".equals(parts.group(3));
        Instant instant = local.toInstant(ZoneOffset.UTC).minus(west ? offset.negated() : offset);
        boolean inRange =
                local.getYear() >= 1 && !instant.isBefore(FIRST) && instant.isBefore(AFTER_LAST);
        return inRange ? Optional.of(instant) : Optional.empty();
    }
}
