package io.sessionstats.calendar;

import io.sessionstats.session.Scope;
import java.io.Serializable;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which zone's calendar a scope's hours, days and months follow: its own where one is configured,
 * else the default.
 */
public final class ScopeZones implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ZoneId defaultZone;
    private final TreeMap<String, ZoneId> zoneByScope = new TreeMap<>();

    public ScopeZones(ZoneId defaultZone, Map<Scope, ZoneId> ownZones) {
        this.defaultZone = defaultZone;
        ownZones.forEach((scope, zone) -> zoneByScope.put(scope.toString(), zone));
    }

    public static ScopeZones all(ZoneId zone) {
        return new ScopeZones(zone, Map.of());
    }

    public ZoneId zoneOf(Scope scope) {
        return zoneByScope.isEmpty()
                ? defaultZone
                : zoneByScope.getOrDefault(scope.toString(), defaultZone);
    }
}
