package io.sessionstats.api.deadline;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
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

    /** Names of the IANA database that Java does not have, and what they have meant since 1973. */
    private static final Map<String, ZoneId> NOT_IN_JAVA =
            Map.of(
                    "EST", ZoneOffset.ofHours(-5),
                    "MST", ZoneOffset.ofHours(-7),
                    "HST", ZoneOffset.ofHours(-10),
                    "ROC", ZoneId.of("Asia/Taipei"),
                    "GMT+0", ZoneOffset.UTC,
                    "GMT-0", ZoneOffset.UTC);

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
        boolean region =
                ZoneId.getAvailableZoneIds().contains(text) && !text.startsWith("SystemV/");
        return Optional.ofNullable(region ? ZoneId.of(text) : NOT_IN_JAVA.get(text));
    }
}
