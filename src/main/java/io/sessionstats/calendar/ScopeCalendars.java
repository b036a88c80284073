package io.sessionstats.calendar;

import io.sessionstats.session.Scope;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/** The calendar of each scope's zone, made once. For one thread. */
public final class ScopeCalendars {

    private final ScopeZones zones;
    private final Map<ZoneId, ZoneCalendar> calendars = new HashMap<>();

    public ScopeCalendars(ScopeZones zones) {
        this.zones = zones;
    }

    public ZoneCalendar of(Scope scope) {
        return calendars.computeIfAbsent(zones.zoneOf(scope), ZoneCalendar::new);
    }
}
