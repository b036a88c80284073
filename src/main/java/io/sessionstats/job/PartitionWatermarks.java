package io.sessionstats.job;

import io.sessionstats.ingest.ParsedRecord;
import java.time.Clock;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.util.clock.RelativeClock;

/**
 * The watermark of one partition: the disorder bound behind its latest event, and never less than
 * that bound behind the wall clock, whatever a device's clock says. A partition without events for
 * a while is idle and does not hold back the others; rejected records are no events here, so they
 * neither move event time nor keep it waiting.
 *
 * <p>An idle partition may have a backlog whose turn to be read has not come, and a watermark that
 * leaps days ahead without it would make that too late. So every partition gets its turn, ten
 * seconds, before it is left behind:
 *
 * <ul>
 *   <li>It is not idle before that while its reader has only begun, or is busy with others.
 *   <li>A watermark that is about to leap, after a quiet time or out of a steady flow, waits that
 *       long, and holds all others back meanwhile. While a backlog is being read, one leap follows
 *       the other and only the first one waits.
 * </ul>
 *
 * <pre>
 * state     comes about                              watermark sent               becomes
 * begun     with the reader                          none                         active by an event;
 *                                                                                 idle after its turn
 * active    by an event                              the bound behind the latest  waiting if it would
 *                                                    event and the wall clock     leap, unless that is
 *                                                                                 part of a backlog;
 *                                                                                 idle without events
 * waiting   by a leap that nothing led up to         none: holds back all others  active after ten
 *                                                                                 seconds
 * idle      without events for the idle time-out,    none: holds back nobody      waiting by an event
 *           or for its turn while its reader is                                   that leaps, active
 *           busy with others                                                      by another
 * </pre>
 *
 * <p>How long nothing came is measured by the clock of the input's activity, which stands still
 * while the job is held up by back-pressure: a backlog that cannot be read is not a quiet topic.
 */
final class PartitionWatermarks implements WatermarkGenerator<ParsedRecord> {

    private static final long TURN_NANOS = Duration.ofSeconds(10).toNanos();

    /** Longer than a busy partition's events are ever apart while a backlog is read. */
    private static final long BACKLOG_NANOS = Duration.ofSeconds(30).toNanos();

    private final long outOfOrdernessMillis;
    private final long idleNanos;
    private final long leapMillis;
    private final Clock wallClock;
    private final RelativeClock activityClock;
    private final ReaderActivity reader;

    private long latestMillis = Long.MIN_VALUE;
    private long emittedMillis = Long.MIN_VALUE;
    private boolean eventSinceLastEmit;
    private long lastEventNanos;
    private long readerEvents;
    private long readerLastEventNanos;
    private boolean idle;
    private boolean waiting;
    private long waitingSinceNanos;
    private long backlogUntilNanos;

    /**
     * @param idleTimeout after how long without events the partition is idle
     * @param leap how far a watermark may advance at once without more ado
     */
    PartitionWatermarks(
            Duration outOfOrderness,
            Duration idleTimeout,
            Duration leap,
            Clock wallClock,
            RelativeClock activityClock,
            ReaderActivity reader) {
        this.outOfOrdernessMillis = outOfOrderness.toMillis();
        this.idleNanos = idleTimeout.toNanos();
        this.leapMillis = leap.toMillis();
        this.wallClock = wallClock;
        this.activityClock = activityClock;
        this.reader = reader;
        this.lastEventNanos = activityClock.relativeTimeNanos();
        this.readerLastEventNanos = lastEventNanos;
        this.backlogUntilNanos = lastEventNanos + BACKLOG_NANOS;
    }

    @Override
    public void onEvent(ParsedRecord parsed, long recordMillis, WatermarkOutput output) {
        if (parsed.event() != null) {
            latestMillis = Math.max(latestMillis, parsed.event().timeMillis());
            eventSinceLastEmit = true;
            reader.onEvent();
        }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        long nowNanos = activityClock.relativeTimeNanos();
        if (readerEvents != reader.events()) {
            readerEvents = reader.events();
            readerLastEventNanos = nowNanos;
        }
        boolean wakes = idle && eventSinceLastEmit;
        if (eventSinceLastEmit) {
            eventSinceLastEmit = false;
            lastEventNanos = nowNanos;
            idle = false;
        }
        if (idle) {
            return;
        }
        if (latestMillis != Long.MIN_VALUE) {
            long notAheadMillis = Math.min(latestMillis, wallClock.millis());
            emit(notAheadMillis - outOfOrdernessMillis - 1, wakes, nowNanos, output);
        }
        if (!waiting && nowNanos - lastEventNanos >= patienceNanos(nowNanos)) {
            idle = true;
            output.markIdle();
        }
    }

    private void emit(long millis, boolean wakes, long nowNanos, WatermarkOutput output) {
        boolean leaps =
                emittedMillis == Long.MIN_VALUE ? wakes : millis - emittedMillis > leapMillis;
        if (leaps && !waiting && (wakes || nowNanos - backlogUntilNanos > 0)) {
            waiting = true;
            waitingSinceNanos = nowNanos;
            output.markActive();
        }
        if (waiting && nowNanos - waitingSinceNanos < TURN_NANOS) {
            return;
        }
        if (leaps) {
            backlogUntilNanos = nowNanos + BACKLOG_NANOS;
        }
        waiting = false;
        emittedMillis = Math.max(emittedMillis, millis);
        output.emitWatermark(new Watermark(emittedMillis));
    }

    private long patienceNanos(long nowNanos) {
        boolean begun = latestMillis != Long.MIN_VALUE;
        boolean readerQuiet = nowNanos - readerLastEventNanos >= idleNanos;
        return begun && readerQuiet ? idleNanos : Math.max(idleNanos, TURN_NANOS);
    }
}
