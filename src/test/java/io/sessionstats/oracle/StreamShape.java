package io.sessionstats.oracle;

import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.session.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a random stream of events is like.
 *
 * @param sessions how many sessions there are, broken ones included
 * @param scopes whose they are
 * @param zones the scopes' zones, whose edges and clock changes are of interest
 * @param from no event of a session is before it, but for ends before their starts
 * @param to no event is after it
 * @param outOfOrderness how late events commonly are
 * @param allowedLateness how late an event may be; none but the too-late ones is later than an hour
 *     less (at least two hours)
 * @param maxSessionDuration the longest a session may be
 */
public record StreamShape(
        int sessions,
        List<Scope> scopes,
        ScopeZones zones,
        Instant from,
        Instant to,
        Duration outOfOrderness,
        Duration allowedLateness,
        Duration maxSessionDuration) {

    public StreamShape {
        scopes = List.copyOf(scopes);
        if (!from.isBefore(to) || allowedLateness.toHours() < 2) {
            throw new IllegalArgumentException("a span, and two hours of lateness at least");
        }
    }

    /** With the defaults of the job: 10 seconds, 24 hours, 7 days. */
    public static StreamShape of(
            int sessions, List<Scope> scopes, ScopeZones zones, Instant from, Instant to) {
        return new StreamShape(
                sessions,
                scopes,
                zones,
                from,
                to,
                Duration.ofSeconds(10),
                Duration.ofHours(24),
                Duration.ofDays(7));
    }
}
