package io.sessionstats.api.deadline;

import io.sessionstats.calendar.ZoneNames;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the member {@code timezone}: the vendor's {@code UTC±HH:MM}, here with any minutes, and
 * beyond the vendor any name of the IANA database.
 */
final class RequestedZone {

    static final String EXPECTED =
            "expected UTC+HH:MM or UTC-HH:MM up to 18 hours, such as UTC-08:00, or an IANA time"
                    + " zone, such as Europe/Berlin";

    private static final Pattern OFFSET = Pattern.compile("UTC([+-])([0-9]{2}):([0-9]{2})");
    private static final int MINUTES_MAX = 18 * 60;

    private RequestedZone() {}

    static Optional<ZoneId> parse(String text) {
        Matcher offset = OFFSET.matcher(text);
        if (offset.matches()) {
            int minutesOfHour = Integer.parseInt(offset.group(3));
            int minutes = Integer.parseInt(offset.group(2)) * 60 + minutesOfHour;
            if (minutesOfHour > 59 || minutes > MINUTES_MAX) {
                return Optional.empty();
            }
            int seconds = offset.group(1).equals("-") ? -minutes * 60 : minutes * 60;
            return Optional.of(ZoneOffset.ofTotalSeconds(seconds));
        }
        return ZoneNames.find(text);
    }
}
