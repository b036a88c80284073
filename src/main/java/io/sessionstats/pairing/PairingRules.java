package io.sessionstats.pairing;

import static io.sessionstats.ingest.RejectionReason.CONFLICTING;
import static io.sessionstats.ingest.RejectionReason.TOO_LATE;
import static io.sessionstats.ingest.RejectionReason.UNMATCHED;

import io.sessionstats.calendar.ScopeCalendars;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.ingest.PackedRecord;
import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.ledger.Extent;
import io.sessionstats.session.KeyHash;
import io.sessionstats.session.PackedEvent;
import io.sessionstats.session.PackedEvent.PackedDetails;
import io.sessionstats.usage.RateCard;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

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
 * two came first. What a session counts for is told when it changes: once at its start, unless its
 * end is there before anybody was told, and once at its end; and where the end does not come, when
 * it has lasted as long as it may and when it expires. What a farm's session has used is told at
 * its end, at the price that applied when its start was counted; one that expires has no end, and
 * no usage.
 *
 * <p>What is remembered is in a {@link SessionTable}, which says at which watermark time alone
 * changes something. For one thread.
 */
public final class PairingRules {

    private static final long HOUR_MILLIS = 3_600_000;

    private final PairingLimits limits;
    private final ScopeCalendars calendars;
    private final RateCard rateCard;
    private final KeyHash hash = new KeyHash();

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
     * @param watermarkMillis the highest watermark ever seen
     * @param gateMillis events from before it are too late: what they would belong to has been
     *     forgotten
     */
    public void onEvent(
            SessionTable sessions,
            PackedRecord received,
            long watermarkMillis,
            long gateMillis,
            PairingListener listener) {
        PackedEvent event = received.event();
        if (event.timeMillis() < gateMillis) {
            listener.rejected(
                    received.rejected(
                            TOO_LATE, tooLateMessage(event, watermarkMillis, gateMillis)));
            return;
        }
        int at = sessions.find(event.keyHigh(), event.keyLow());
        if (at >= 0
                && sessions.stage(at) == SessionTable.CLOSED
                && limits.forgottenAt(sessions.end(at)) <= watermarkMillis) {
            sessions.remove(at);
            at = -1;
        }
        if (event.isStart()) {
            onStart(sessions, at, received, listener);
        } else {
            onEnd(sessions, at, received, listener);
        }
    }

    /** Tells of the sessions that have started and are still open. */
    public void tellUntold(SessionTable sessions, PairingListener listener) {
        while (sessions.hasUntold()) {
            int at = sessions.takeUntold();
            if (at >= 0 && (sessions.flags(at) & SessionTable.UNTOLD) != 0) {
                tellOpen(sessions, at, listener);
            }
        }
    }

    private static void tellOpen(SessionTable sessions, int at, PairingListener listener) {
        sessions.flags(at, sessions.flags(at) & ~SessionTable.UNTOLD);
        listener.counted(
                new PackedDetails(sessions.payload(at)), null, Extent.open(sessions.start(at)));
    }

    /**
     * The watermark has moved on, perhaps as far as the table is due. Nothing may be untold.
     *
     * @param watermarkMillis the highest watermark ever seen
     */
    public void onWatermark(SessionTable sessions, long watermarkMillis, PairingListener listener) {
        if (watermarkMillis < sessions.dueMillis()) {
            return;
        }
        sessions.clearDue();
        for (int at = 0; at < sessions.places(); ) {
            boolean gone =
                    switch (sessions.stage(at)) {
                        case SessionTable.OPEN -> passTime(sessions, at, watermarkMillis, listener);
                        case SessionTable.WAITING ->
                                giveUpWaiting(sessions, at, watermarkMillis, listener);
                        case SessionTable.CLOSED -> forget(sessions, at, watermarkMillis);
                        default -> false;
                    };
            if (!gone) {
                at++; // Else another session may stand here now
            }
        }
        sessions.shrink();
    }

    private boolean passTime(
            SessionTable sessions, int at, long watermarkMillis, PairingListener listener) {
        long limit = sessions.start(at) + limits.maxSessionDurationMillis();
        long expiresAt = limits.forgottenAt(limit);
        boolean stopped = (sessions.flags(at) & SessionTable.STOPPED) != 0;
        if (expiresAt <= watermarkMillis) {
            Extent before = extent(sessions, at);
            Extent last = stopped ? before : Extent.stopped(sessions.start(at), limit, false);
            listener.counted(new PackedDetails(sessions.payload(at)), before, last.expired());
            listener.expired();
            sessions.remove(at);
            return true;
        }
        if (!stopped && watermarkMillis < limit) {
            sessions.dueBy(limit); // Its hour ends then or later: no need to know its calendar yet
        } else if (!stopped) {
            PackedDetails start = new PackedDetails(sessions.payload(at));
            long stopsAt = calendars.of(start.scope()).hourEnd(limit - 1);
            if (stopsAt <= watermarkMillis) {
                stop(sessions, at, limit, false, listener);
            } else {
                sessions.dueBy(stopsAt);
            }
        }
        sessions.dueBy(expiresAt);
        return false;
    }

    private void stop(
            SessionTable sessions,
            int at,
            long endMillis,
            boolean touchesEnd,
            PairingListener listener) {
        Extent before = extent(sessions, at);
        sessions.end(at, endMillis);
        sessions.flags(
                at,
                sessions.flags(at)
                        | SessionTable.STOPPED
                        | (touchesEnd ? SessionTable.TOUCHES_END : 0));
        listener.counted(new PackedDetails(sessions.payload(at)), before, extent(sessions, at));
    }

    /** What an open session counts for. */
    private static Extent extent(SessionTable sessions, int at) {
        int flags = sessions.flags(at);
        return (flags & SessionTable.STOPPED) == 0
                ? Extent.open(sessions.start(at))
                : Extent.stopped(
                        sessions.start(at),
                        sessions.end(at),
                        (flags & SessionTable.TOUCHES_END) != 0);
    }

    private boolean giveUpWaiting(
            SessionTable sessions, int at, long watermarkMillis, PairingListener listener) {
        long dueMillis = limits.forgottenAt(sessions.end(at));
        if (watermarkMillis < dueMillis) {
            sessions.dueBy(dueMillis);
            return false;
        }
        WaitingEnd end = WaitingEnd.of(sessions.payload(at));
        String message =
                "sessionId: the start of session \""
                        + end.details().sessionId()
                        + "\" never came; its end was at "
                        + time(sessions.end(at));
        listener.rejected(new RejectedEvent(UNMATCHED, message, end.source()));
        sessions.remove(at);
        return true;
    }

    private boolean forget(SessionTable sessions, int at, long watermarkMillis) {
        long forgottenMillis = limits.forgottenAt(sessions.end(at));
        if (watermarkMillis < forgottenMillis) {
            sessions.dueBy(nextHour(forgottenMillis));
            return false;
        }
        sessions.remove(at);
        return true;
    }

    /**
     * When closed sessions are swept out. It is not urgent, since those that are forgotten count as
     * such at once.
     */
    private static long nextHour(long millis) {
        return (Math.floorDiv(millis, HOUR_MILLIS) + 1) * HOUR_MILLIS;
    }

    /**
     * These limits differ from those before, by which event time had come to a watermark. What was
     * credited then stays: a session that has lasted longer than it now may stops at the last hour
     * edge; one that had stopped and now may last longer goes on. To be followed by {@link
     * #onWatermark}.
     */
    public void onChangedLimits(
            SessionTable sessions, long watermarkMillis, PairingListener listener) {
        for (int at = 0; at < sessions.places(); at++) {
            if (sessions.stage(at) != SessionTable.OPEN) {
                continue;
            }
            long limit = sessions.start(at) + limits.maxSessionDurationMillis();
            PackedDetails start = new PackedDetails(sessions.payload(at));
            if ((sessions.flags(at) & SessionTable.STOPPED) != 0) {
                if (limit > sessions.end(at)) {
                    Extent before = extent(sessions, at);
                    sessions.flags(
                            at,
                            sessions.flags(at)
                                    & ~(SessionTable.STOPPED | SessionTable.TOUCHES_END));
                    listener.counted(start, before, extent(sessions, at));
                }
            } else if (watermarkMillis != Long.MIN_VALUE) {
                long edge = calendars.of(start.scope()).hourStart(watermarkMillis);
                if (limit <= edge) {
                    stop(sessions, at, edge, true, listener);
                }
            }
        }
        sessions.dueAtOnce();
    }

    private void onStart(
            SessionTable sessions, int at, PackedRecord received, PairingListener listener) {
        PackedEvent start = received.event();
        PackedDetails details = start.details();
        hash.hash(details.bytes(), details.detailsAt(), details.bytes().length);
        if (at < 0) {
            open(sessions, start, details, listener);
        } else if (sessions.stage(at) == SessionTable.WAITING) {
            onAwaitedStart(sessions, at, start, details, listener);
        } else if (sessions.start(at) == start.timeMillis()
                && sessions.startedWith(at, hash.high(), hash.low())) {
            listener.duplicate();
        } else {
            listener.rejected(
                    received.rejected(CONFLICTING, differs(start, "start", sessions.start(at))));
        }
    }

    private void onAwaitedStart(
            SessionTable sessions,
            int at,
            PackedEvent start,
            PackedDetails details,
            PairingListener listener) {
        long endMillis = sessions.end(at);
        String misfit = misfit(start.timeMillis(), endMillis);
        if (misfit != null) {
            WaitingEnd end = WaitingEnd.of(sessions.payload(at));
            listener.rejected(new RejectedEvent(CONFLICTING, misfit, end.source()));
            sessions.remove(at);
            open(sessions, start, details, listener);
            return;
        }
        byte quality = sessions.qualityCode(at);
        sessions.start(at, start.timeMillis());
        sessions.details(at, hash.high(), hash.low());
        close(sessions, at, endMillis, quality);
        tellJobName(details, start.timeMillis(), listener);
        tellEnded(details, price(details), null, start.timeMillis(), endMillis, quality, listener);
    }

    private void onEnd(
            SessionTable sessions, int at, PackedRecord received, PairingListener listener) {
        PackedEvent end = received.event();
        if (at < 0) {
            int added =
                    sessions.add(
                            end.keyHigh(),
                            end.keyLow(),
                            SessionTable.WAITING | SessionTable.quality(end.qualityCode()));
            sessions.end(added, end.timeMillis());
            sessions.payload(added, WaitingEnd.payload(received));
            sessions.dueBy(limits.forgottenAt(end.timeMillis()));
        } else if (sessions.stage(at) == SessionTable.OPEN) {
            onEndOfOpen(sessions, at, received, listener);
        } else if (sessions.end(at) == end.timeMillis()
                && sessions.qualityCode(at) == end.qualityCode()) {
            listener.duplicate();
        } else {
            listener.rejected(
                    received.rejected(CONFLICTING, differs(end, "end", sessions.end(at))));
        }
    }

    private void onEndOfOpen(
            SessionTable sessions, int at, PackedRecord received, PairingListener listener) {
        PackedEvent end = received.event();
        long startMillis = sessions.start(at);
        String misfit = misfit(startMillis, end.timeMillis());
        if (misfit != null) {
            listener.rejected(received.rejected(CONFLICTING, misfit));
            return;
        }
        boolean untold = (sessions.flags(at) & SessionTable.UNTOLD) != 0;
        Extent before = untold ? null : extent(sessions, at);
        PackedDetails start = new PackedDetails(sessions.payload(at));
        close(sessions, at, end.timeMillis(), end.qualityCode());
        tellEnded(
                start,
                keptPrice(start),
                before,
                startMillis,
                end.timeMillis(),
                end.qualityCode(),
                listener);
    }

    private void open(
            SessionTable sessions,
            PackedEvent start,
            PackedDetails details,
            PairingListener listener) {
        int at =
                sessions.add(
                        start.keyHigh(), start.keyLow(), SessionTable.OPEN | SessionTable.UNTOLD);
        long startMillis = start.timeMillis();
        sessions.start(at, startMillis);
        sessions.end(at, startMillis);
        sessions.details(at, hash.high(), hash.low());
        sessions.payload(at, withPrice(details));
        sessions.addUntold(start.keyHigh(), start.keyLow());
        // The hour of the limit ends at the limit or after it: looked at more closely then.
        long limit = startMillis + limits.maxSessionDurationMillis();
        sessions.dueBy(Math.min(limit, limits.forgottenAt(limit)));
        tellJobName(details, startMillis, listener);
    }

    private void close(SessionTable sessions, int at, long endMillis, byte quality) {
        sessions.flags(at, SessionTable.CLOSED | SessionTable.quality(quality));
        sessions.end(at, endMillis);
        sessions.payload(at, null);
        sessions.dueBy(nextHour(limits.forgottenAt(endMillis)));
    }

    private static void tellEnded(
            PackedDetails start,
            long hourlyRateMicroUsd,
            Extent before,
            long startMillis,
            long endMillis,
            byte quality,
            PairingListener listener) {
        listener.counted(
                start,
                before,
                Extent.ended(startMillis, endMillis, PackedEvent.qualityOf(quality)));
        if (start.isFarm()) {
            listener.used(start, hourlyRateMicroUsd, startMillis, endMillis);
        }
    }

    private static void tellJobName(
            PackedDetails start, long startMillis, PairingListener listener) {
        if (start.isFarm() && start.namesJob()) {
            listener.jobNamed(start, startMillis);
        }
    }

    /** The price that applies to a session whose start has come now. */
    private long price(PackedDetails start) {
        if (!start.isFarm()) {
            return 0;
        }
        long sent = start.sentRateMicroUsd();
        return sent >= 0 ? sent : rateCard.hourlyRateMicroUsd(start.isLicense(), start.priced());
    }

    /**
     * What is kept of an open session: its start, and after that of a farm the price that applied
     * when it was counted. That stays, whatever the rate card of a later run says.
     */
    private byte[] withPrice(PackedDetails start) {
        byte[] bytes = start.bytes();
        if (!start.isFarm()) {
            return bytes;
        }
        byte[] kept = Arrays.copyOf(bytes, bytes.length + Long.BYTES);
        ByteBuffer.wrap(kept).putLong(bytes.length, price(start));
        return kept;
    }

    private static long keptPrice(PackedDetails start) {
        byte[] kept = start.bytes();
        return start.isFarm() ? ByteBuffer.wrap(kept).getLong(kept.length - Long.BYTES) : 0;
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

    private static String differs(PackedEvent event, String kind, long knownMillis) {
        return "sessionId: session \""
                + event.details().sessionId()
                + "\" has another "
                + kind
                + ", at "
                + time(knownMillis)
                + "; expected a repetition of it, or a session id of its own";
    }

    private static String tooLateMessage(PackedEvent event, long watermarkMillis, long gateMillis) {
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
