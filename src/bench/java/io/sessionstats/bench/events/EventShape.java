package io.sessionstats.bench.events;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.UUID;

/**
 * What the made-up sessions are like.
 *
 * @param sessions how many, each of two events
 * @param firstDay the UTC date on which the first ones start
 * @param days over how many days starts are spread
 * @param farms how many farms
 * @param projects how many projects; their sizes follow Zipf's law
 * @param fieldDevices how many devices in the field all projects have
 * @param remoteDevices how many consoles all projects have
 * @param remoteDevicesPerSession how many consoles a session has, or as many as its project has
 * @param skew what a large part of the sessions has in common
 * @param lengthMedian the median of the log-normal lengths, whose mean is about twice that
 * @param disorder an event arrives at most so long after its time
 * @param seed another one gives other sessions of the same kind
 */
public record EventShape(
        int sessions,
        LocalDate firstDay,
        int days,
        int farms,
        int projects,
        int fieldDevices,
        int remoteDevices,
        int remoteDevicesPerSession,
        Skew skew,
        Duration lengthMedian,
        Duration disorder,
        int seed) {

    /** As many as a position in the order of arrival has room for. */
    public static final int SESSIONS_MAX = 1 << 25;

    public static final int DAYS_MAX = 366;

    /** How many events there are. */
    public long events() {
        return 2L * sessions;
    }

    /** A name that no other shape has, so that a topic of it can be used again. */
    public String topic() {
        return "session-events-"
                + UUID.nameUUIDFromBytes(toString().getBytes(StandardCharsets.UTF_8));
    }
}
