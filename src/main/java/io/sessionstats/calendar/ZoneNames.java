package io.sessionstats.calendar;

import java.time.ZoneId;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The names of the IANA database, all of them: those that Java does not have, too. */
public final class ZoneNames {

    private static final Map<String, ZoneId> ZONES = zones();

    private ZoneNames() {}

    /** The zone of that name; empty if the IANA database has none. */
    public static Optional<ZoneId> find(String name) {
        return Optional.ofNullable(ZONES.get(name));
    }

    /** Every name, in alphabetical order. */
    public static Set<String> all() {
        return Collections.unmodifiableSet(ZONES.keySet());
    }

    private static Map<String, ZoneId> zones() {
        Map<String, ZoneId> zones = new TreeMap<>();
        // What these have meant since 1973.
        zones.put("EST", ZoneId.of("Etc/GMT+5"));
        zones.put("MST", ZoneId.of("Etc/GMT+7"));
        zones.put("HST", ZoneId.of("Etc/GMT+10"));
        zones.put("ROC", ZoneId.of("Asia/Taipei"));
        zones.put("GMT+0", ZoneId.of("Etc/GMT"));
        zones.put("GMT-0", ZoneId.of("Etc/GMT"));
        for (String name : ZoneId.getAvailableZoneIds()) {
            if (!name.startsWith("SystemV/")) {
                zones.put(name, ZoneId.of(name));
            }
        }
        return zones;
    }
}
