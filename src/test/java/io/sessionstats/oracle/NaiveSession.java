package io.sessionstats.oracle;

import io.sessionstats.session.Quality;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionEvent;
import java.util.Set;
import java.util.TreeSet;

/**
 * A session as far as it counts.
 *
 * @param start its start event
 * @param touchesUntilMillis it touches what {@code [start, this)} touches
 * @param creditedUntilMillis its time is {@code [start, this)}
 * @param ended whether it ends in the last bucket that it touches
 * @param quality how it went; null if not rated
 */
record NaiveSession(
        SessionEvent start,
        long touchesUntilMillis,
        long creditedUntilMillis,
        boolean ended,
        Quality quality) {

    Scope scope() {
        return start.scope();
    }

    long startMillis() {
        return start.timeMillis();
    }

    /** Its device in the field: a farm's worker, a project's field device. One or none. */
    Set<String> fieldDevices() {
        String device =
                scope().kind() == Scope.Kind.FARM
                        ? start.details().workerId()
                        : start.details().fieldDeviceId();
        return device == null ? Set.of() : Set.of(device);
    }

    /** Its consoles; a farm has none. */
    Set<String> remoteDevices() {
        return scope().kind() == Scope.Kind.FARM
                ? Set.of()
                : Set.copyOf(start.details().remoteDeviceIds());
    }

    /** The devices that took part in it, in whichever role. */
    Set<String> devices() {
        Set<String> devices = new TreeSet<>(fieldDevices());
        devices.addAll(remoteDevices());
        return devices;
    }
}
