package io.sessionstats.calendar;

import io.sessionstats.session.Scope;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/** The calendar of each scope's zone, made once. For one thread. */
public final class ScopeCalendars {

    /** Bounds the memory that made-up scopes can take. */
    private static final int REMEMBERED = 100_000;

    private final ScopeZones zones;
    private final Map<ZoneId, ZoneCalendar> calendars = new HashMap<>();
    private final Map<Scope, ZoneCalendar> calendarByScope = new HashMap<>();

    public ScopeCalendars(ScopeZones zones) {
        this.zones = zones;
    }

    public ZoneCalendar of(Scope scope) {
        ZoneCalendar calendar = calendarByScope.get(scope);
        if (calendar == null) {
            calendar = calendars.computeIfAbsent(zones.zoneOf(scope), ZoneCalendar::new);
            if (calendarByScope.size() >= REMEMBERED) {
                calendarByScope.clear();
            }
            calendarByScope.put(scope, calendar);
        }
        return calendar;
    }
}
