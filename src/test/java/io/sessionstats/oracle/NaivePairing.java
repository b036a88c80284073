package io.sessionstats.oracle;

import io.sessionstats.calendar.Period;
import io.sessionstats.ingest.RejectionReason;
import io.sessionstats.oracle.Recomputation.Rejection;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionEvent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Which events make a session: the rules of starts, ends, the gate, duplicates, conflicts and
 * expiry, event by event, over one list of all that is known.
 */
final class NaivePairing {

    private final long allowedLatenessMillis;
    private final long maxSessionMillis;

    private final Map<Id, Known> knownById = new LinkedHashMap<>();
    private final List<Known> forgottenClosed = new ArrayList<>();
    private final List<Known> expired = new ArrayList<>();
    private final List<Rejection> rejections = new ArrayList<>();
    private long duplicates;
    private long watermarkMillis = Long.MIN_VALUE;

    NaivePairing(long allowedLatenessMillis, long maxSessionMillis) {
        this.allowedLatenessMillis = allowedLatenessMillis;
        this.maxSessionMillis = maxSessionMillis;
    }

    private record Id(Scope scope, String sessionId) {}

    /** What is known of a session: its start (open), its end (waiting), or both (closed). */
    private static final class Known {
        private SessionEvent start;
        private SessionEvent end;
    }

    void arrive(SessionEvent event) {
        if (isOver(event.timeMillis())) {
            reject(event, RejectionReason.TOO_LATE);
            return;
        }
        Known known =
                knownById.computeIfAbsent(
                        new Id(event.scope(), event.sessionId()), id -> new Known());
        boolean isStart = event.kind() == SessionEvent.Kind.STARTED;
        SessionEvent sameKind = isStart ? known.start : known.end;
        if (sameKind != null) {
            if (sameKind.equals(event)) {
                duplicates++;
            } else {
                reject(event, RejectionReason.CONFLICTING);
            }
        } else if (isStart) {
            known.start = event;
            if (known.end != null && !makeSession(known.start, known.end)) {
                reject(known.end, RejectionReason.CONFLICTING);
                known.end = null;
            }
        } else if (known.start == null || makeSession(known.start, event)) {
            known.end = event;
        } else {
            reject(event, RejectionReason.CONFLICTING);
        }
    }

    void watermark(long millis) {
        watermarkMillis = Math.max(watermarkMillis, millis);
        for (Iterator<Known> all = knownById.values().iterator(); all.hasNext(); ) {
            Known known = all.next();
            if (known.end == null) {
                if (isOver(known.start.timeMillis() + maxSessionMillis)) {
                    expired.add(known);
                    all.remove();
                }
            } else if (isOver(known.end.timeMillis())) {
                if (known.start == null) {
                    reject(known.end, RejectionReason.UNMATCHED);
                } else {
                    forgottenClosed.add(known);
                }
                all.remove();
            }
        }
    }

    /** What counts at the present watermark, of all sessions there ever were. */
    List<NaiveSession> sessions(Function<Scope, NaiveCalendar> calendars) {
        List<NaiveSession> sessions = new ArrayList<>();
        forgottenClosed.forEach(known -> sessions.add(closed(known)));
        for (Known known : expired) {
            long until = known.start.timeMillis() + maxSessionMillis;
            sessions.add(new NaiveSession(known.start, until, until, true, null));
        }
        for (Known known : knownById.values()) {
            if (known.start != null && known.end != null) {
                sessions.add(closed(known));
            } else if (known.start != null) {
                sessions.add(open(known.start, calendars.apply(known.start.scope())));
            }
        }
        return sessions;
    }

    /** Sessions that have both events, of all there ever were. */
    List<NaiveUsageCells.Ended> ended() {
        List<NaiveUsageCells.Ended> ended = new ArrayList<>();
        for (Known known : all()) {
            if (known.start != null && known.end != null) {
                ended.add(new NaiveUsageCells.Ended(known.start, known.end.timeMillis()));
            }
        }
        return ended;
    }

    /** The starts that stood, of all there ever were. */
    List<SessionEvent> starts() {
        return all().stream().map(known -> known.start).filter(Objects::nonNull).toList();
    }

    private List<Known> all() {
        List<Known> all = new ArrayList<>(forgottenClosed);
        all.addAll(expired);
        all.addAll(knownById.values());
        return all;
    }

    long watermarkMillis() {
        return watermarkMillis;
    }

    List<Rejection> rejections() {
        return rejections;
    }

    long duplicates() {
        return duplicates;
    }

    long waiting() {
        return knownById.values().stream().filter(known -> known.start == null).count();
    }

    long expired() {
        return expired.size();
    }

    /** The events that sessions are made of, remembered or not. */
    long counted() {
        long counted = expired.size() + 2L * forgottenClosed.size();
        for (Known known : knownById.values()) {
            if (known.start != null) {
                counted += known.end == null ? 1 : 2;
            }
        }
        return counted;
    }

    private boolean isOver(long millis) {
        return watermarkMillis > millis + allowedLatenessMillis;
    }

    private boolean makeSession(SessionEvent start, SessionEvent end) {
        return start.timeMillis() <= end.timeMillis()
                && end.timeMillis() <= start.timeMillis() + maxSessionMillis;
    }

    private void reject(SessionEvent event, RejectionReason reason) {
        rejections.add(new Rejection(event, reason));
    }

    private static NaiveSession closed(Known known) {
        long end = known.end.timeMillis();
        return new NaiveSession(known.start, end, end, true, known.end.quality());
    }

    private NaiveSession open(SessionEvent start, NaiveCalendar calendar) {
        long startMillis = start.timeMillis();
        if (watermarkMillis < startMillis) {
            return new NaiveSession(start, startMillis, startMillis, false, null);
        }
        long maximum = startMillis + maxSessionMillis;
        long lastHourEdge = calendar.bucket(Period.HOUR, watermarkMillis).startMillis();
        return new NaiveSession(
                start,
                // An hour that begins at the watermark has begun.
                Math.min(watermarkMillis + 1, maximum),
                Math.max(startMillis, Math.min(lastHourEdge, maximum)),
                false,
                null);
    }
}
