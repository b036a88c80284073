package io.sessionstats.pairing;

import static io.sessionstats.ingest.RejectionReason.CONFLICTING;
import static io.sessionstats.ingest.RejectionReason.TOO_LATE;
import static io.sessionstats.ingest.RejectionReason.UNMATCHED;

import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeCalendars;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.ingest.ReceivedEvent;
import io.sessionstats.session.Quality;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionDetails;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.statistics.CountedExtent;
import io.sessionstats.usage.JobName;
import io.sessionstats.usage.RateCard;
import io.sessionstats.usage.UsageKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The state machine of a session.
 *
 * <pre>
 *   nothing ──start──► open ──end──► closed ──► forgotten
 *      └─────end──► waiting ──start──┘ ▲          when nothing of it can come any more
 *                      └──► unmatched  └ (both at once)
 * </pre>
 *
 * <p>The first start and the first end to arrive stand: a repetition is a duplicate, anything else
 * of the same kind is conflicting, and so is an end that does not fit the start, whichever of the
 * two came first. What a session counts for is told as it unfolds: at its start, as event time
 * passes each hour edge while it is open, and at its end, where a late end takes back what was
 * counted too much. What a farm's session has used is told at its end, at the price that applied
 * when its start was counted; one that expires has no end, and no usage.
 *
 * <p>States are values; the caller keeps them, and asks {@link #dueAt} for the watermark at which
 * time alone changes one. For one thread.
 */
public final class PairingRules {

    private final PairingLimits limits;
    private final ScopeCalendars calendars;
    private final RateCard rateCard;

    /**
     * The rules of a farm's or project's sessions.
     *
     * @param rateCard the prices of farms' sessions that send none
     */
    public PairingRules(PairingLimits limits, ScopeZones zones, RateCard rateCard) {
        this.limits = limits;
        this.calendars = new ScopeCalendars(zones);
        this.rateCard = rateCard;
    }

    /**
     * An event of a session has come.
     *
     * @param state what is remembered of the session; null for nothing
     * @param watermarkMillis the highest watermark ever seen
     * @param gateMillis events from before it are too late: what they would belong to has been
     *     forgotten
     * @return what is to be remembered from now on; null for nothing
     */
    public SessionState onEvent(
            SessionState state,
            ReceivedEvent received,
            long watermarkMillis,
            long gateMillis,
            StoryListener listener) {
        SessionEvent event = received.event();
        if (event.timeMillis() < gateMillis) {
            listener.rejected(
                    received.rejected(
                            TOO_LATE, tooLateMessage(event, watermarkMillis, gateMillis)));
            return state;
        }
        return event.kind() == SessionEvent.Kind.STARTED
                ? onStart(state, received, watermarkMillis, listener)
                : onEnd(state, received, listener);
    }

    /**
     * The watermark has reached what {@link #dueAt} named, or more.
     *
     * @return what is to be remembered from now on; null for nothing
     */
    public SessionState onWatermark(
            SessionState state,
            Scope scope,
            String sessionId,
            long watermarkMillis,
            StoryListener listener) {
        if (watermarkMillis < dueAt(state, scope)) {
            return state;
        }
        if (state.waitingEnd() != null) {
            WaitingEnd end = state.waitingEnd();
            String message =
                    "sessionId: the start of session \"" + sessionId + "\" never came; its end was";
            listener.rejected(
                    new ReceivedEvent(endEvent(scope, sessionId, end), end.source())
                            .rejected(UNMATCHED, message + " at " + time(end.endMillis())));
            return null;
        }
        if (state.open() != null) {
            return passTime(state.open(), scope, watermarkMillis, listener);
        }
        return null;
    }

    /** The watermark at which {@link #onWatermark} is to be called for a state. */
    public long dueAt(SessionState state, Scope scope) {
        if (state.waitingEnd() != null) {
            return limits.forgottenAt(state.waitingEnd().endMillis());
        }
        if (state.closed() != null) {
            return limits.forgottenAt(state.closed().endMillis());
        }
        OpenSession open = state.open();
        long limit = limit(open);
        long expiredAt = limits.forgottenAt(limit);
        if (open.creditedToMillis() >= limit) {
            return expiredAt;
        }
        ZoneCalendar zone = calendars.of(scope);
        return Math.min(expiredAt, zone.bucket(Period.HOUR, open.creditedToMillis()).endMillis());
    }

    private SessionState onStart(
            SessionState state, ReceivedEvent start, long watermarkMillis, StoryListener listener) {
        SessionEvent event = start.event();
        if (state == null) {
            return open(event, watermarkMillis, listener);
        }
        if (state.waitingEnd() != null) {
            return onAwaitedStart(state.waitingEnd(), event, watermarkMillis, listener);
        }
        boolean known =
                state.open() != null
                        ? state.open().startMillis() == event.timeMillis()
                                && state.open().details().equals(event.details())
                        : state.closed().startedAs(event.timeMillis(), event.details());
        if (known) {
            listener.duplicate();
        } else {
            listener.rejected(
                    start.rejected(CONFLICTING, differs(event, "start", startMillis(state))));
        }
        return state;
    }

    private SessionState onAwaitedStart(
            WaitingEnd end, SessionEvent start, long watermarkMillis, StoryListener listener) {
        String misfit = misfit(start.timeMillis(), end.endMillis());
        if (misfit != null) {
            ReceivedEvent received =
                    new ReceivedEvent(
                            endEvent(start.scope(), start.sessionId(), end), end.source());
            listener.rejected(received.rejected(CONFLICTING, misfit));
            return open(start, watermarkMillis, listener);
        }
        CountedExtent whole =
                CountedExtent.ended(start.timeMillis(), end.endMillis(), end.quality());
        listener.counted(
                start.scope(), start.details(), whole.contributions(calendars.of(start.scope())));
        tellJobName(start, listener);
        tellUsage(
                start.scope(),
                start.details(),
                rateCard.hourlyRateMicroUsd(start.details()),
                start.timeMillis(),
                end.endMillis(),
                listener);
        return closed(start.timeMillis(), start.details(), end.endMillis(), end.quality());
    }

    private SessionState onEnd(SessionState state, ReceivedEvent end, StoryListener listener) {
        SessionEvent event = end.event();
        if (state == null) {
            return SessionState.of(
                    new WaitingEnd(event.timeMillis(), event.quality(), end.source()));
        }
        if (state.open() != null) {
            return onEndOfOpen(state, end, listener);
        }
        WaitingEnd waiting = state.waitingEnd();
        ClosedSession closed = state.closed();
        long knownMillis = waiting != null ? waiting.endMillis() : closed.endMillis();
        Quality knownQuality = waiting != null ? waiting.quality() : closed.quality();
        if (knownMillis == event.timeMillis() && Objects.equals(knownQuality, event.quality())) {
            listener.duplicate();
        } else {
            listener.rejected(end.rejected(CONFLICTING, differs(event, "end", knownMillis)));
        }
        return state;
    }

    private SessionState onEndOfOpen(
            SessionState state, ReceivedEvent end, StoryListener listener) {
        OpenSession open = state.open();
        SessionEvent event = end.event();
        String misfit = misfit(open.startMillis(), event.timeMillis());
        if (misfit != null) {
            listener.rejected(end.rejected(CONFLICTING, misfit));
            return state;
        }
        CountedExtent whole =
                CountedExtent.ended(open.startMillis(), event.timeMillis(), event.quality());
        listener.counted(
                event.scope(),
                open.details(),
                whole.contributionsSince(open.extent(), calendars.of(event.scope())));
        tellUsage(
                event.scope(),
                open.details(),
                open.hourlyRateMicroUsd(),
                open.startMillis(),
                event.timeMillis(),
                listener);
        return closed(open.startMillis(), open.details(), event.timeMillis(), event.quality());
    }

    private SessionState open(SessionEvent start, long watermarkMillis, StoryListener listener) {
        ZoneCalendar zone = calendars.of(start.scope());
        CountedExtent extent =
                CountedExtent.started(start.timeMillis())
                        .openAt(watermarkMillis, limits.maxSessionDurationMillis(), zone);
        listener.counted(start.scope(), start.details(), extent.contributions(zone));
        tellJobName(start, listener);
        return SessionState.of(
                OpenSession.of(
                        extent, start.details(), rateCard.hourlyRateMicroUsd(start.details())));
    }

    private static void tellUsage(
            Scope scope,
            SessionDetails details,
            long hourlyRateMicroUsd,
            long startMillis,
            long endMillis,
            StoryListener listener) {
        if (scope.kind() == Scope.Kind.FARM) {
            listener.used(
                    UsageKey.of(scope.id(), details, hourlyRateMicroUsd), startMillis, endMillis);
        }
    }

    private static void tellJobName(SessionEvent start, StoryListener listener) {
        Scope scope = start.scope();
        SessionDetails details = start.details();
        if (scope.kind() == Scope.Kind.FARM
                && details.jobId() != null
                && details.jobName() != null) {
            listener.jobNamed(
                    start.timeMillis(),
                    new JobName(scope.id(), details.jobId(), details.jobName()));
        }
    }

    private SessionState passTime(
            OpenSession open, Scope scope, long watermarkMillis, StoryListener listener) {
        ZoneCalendar zone = calendars.of(scope);
        boolean expired = watermarkMillis >= limits.forgottenAt(limit(open));
        CountedExtent before = open.extent();
        CountedExtent after =
                expired
                        ? before.filledUp(limits.maxSessionDurationMillis()).expired()
                        : before.openAt(watermarkMillis, limits.maxSessionDurationMillis(), zone);
        listener.counted(scope, open.details(), after.contributionsSince(before, zone));
        if (expired) {
            listener.expired();
            return null;
        }
        return SessionState.of(OpenSession.of(after, open.details(), open.hourlyRateMicroUsd()));
    }

    private static SessionState closed(
            long startMillis, SessionDetails details, long endMillis, Quality quality) {
        return SessionState.of(ClosedSession.of(startMillis, details, endMillis, quality));
    }

    private long limit(OpenSession open) {
        return open.startMillis() + limits.maxSessionDurationMillis();
    }

    private static long startMillis(SessionState state) {
        return state.open() != null ? state.open().startMillis() : state.closed().startMillis();
    }

    private static SessionEvent endEvent(Scope scope, String sessionId, WaitingEnd end) {
        return SessionEvent.ended(scope, sessionId, end.endMillis(), end.quality());
    }

    /** Why an end does not fit a start; null when it does. */
    private String misfit(long startMillis, long endMillis) {
        if (endMillis < startMillis) {
            return "time: the end at "
                    + time(endMillis)
                    + " is before the session's start at "
                    + time(startMillis)
                    + "; expected an end at or after the start";
        }
        if (endMillis - startMillis > limits.maxSessionDurationMillis()) {
            return "time: the end at "
                    + time(endMillis)
                    + " is "
                    + Duration.ofMillis(endMillis - startMillis)
                    + " after the session's start at "
                    + time(startMillis)
                    + "; expected at most "
                    + Duration.ofMillis(limits.maxSessionDurationMillis());
        }
        return null;
    }

    private static String differs(SessionEvent event, String kind, long knownMillis) {
        return "sessionId: session \""
                + event.sessionId()
                + "\" has another "
                + kind
                + ", at "
                + time(knownMillis)
                + "; expected a repetition of it, or a session id of its own";
    }

    private static String tooLateMessage(
            SessionEvent event, long watermarkMillis, long gateMillis) {
        return "time: "
                + time(event.timeMillis())
                + " is more than the allowed lateness of "
                + Duration.ofMillis(watermarkMillis - gateMillis)
                + " behind the watermark "
                + time(watermarkMillis)
                + "; expected "
                + time(gateMillis)
                + " or later";
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
