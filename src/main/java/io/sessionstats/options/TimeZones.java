package io.sessionstats.options;

import io.sessionstats.calendar.ZoneNames;
import java.time.ZoneId;
import java.util.Locale;

/**
 * The zones that an option may name: the regions of the IANA database, and UTC. Offsets such as
 * {@code +02:00} are refused: whoever writes one almost always means a region, whose offset
 * changes.
 */
final class TimeZones {

    private TimeZones() {}

    /**
     * The zone of that name.
     *
     * @throws IllegalArgumentException if it is not such a zone
     */
    static ZoneId parse(String text) {
        return ZoneNames.find(text)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "expected an IANA time zone such as Europe/Berlin, or UTC"
                                                + suggestion(text)));
    }

    private static String suggestion(String text) {
        String city = text.strip().replace(' ', '_').toLowerCase(Locale.ROOT);
        for (String name : ZoneNames.all()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!city.isEmpty() && (lower.equals(city) || lower.endsWith("/" + city))) {
                return "; did you mean " + name + "?";
            }
        }
        return NearestName.suggestion(text, ZoneNames.all());
    }
}
