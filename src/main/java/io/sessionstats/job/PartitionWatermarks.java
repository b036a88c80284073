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
 * <p>While its reader is busy with other partitions, or has only begun to read, a partition is
 * given ten seconds at least: it may have a backlog whose turn has not come, and the others'
 * watermark could leave that days behind.
 *
 * <p>How long nothing came is measured by the clock of the input's activity, which stands still
 * while the job is held up by back-pressure: a backlog that cannot be read is not a quiet topic.
 */
final class PartitionWatermarks implements WatermarkGenerator<ParsedRecord> {

    private static final long BUSY_READER_IDLE_NANOS = Duration.ofSeconds(10).toNanos();

    private final long outOfOrdernessMillis;
    private final long idleNanos;
    private final Clock wallClock;
    private final RelativeClock activityClock;
    private final ReaderActivity reader;

    private long latestMillis = Long.MIN_VALUE;
    private boolean eventSinceLastEmit;
    private long lastEventNanos;
    private long readerEvents;
    private long readerLastEventNanos;
    private boolean idle;

    PartitionWatermarks(
            Duration outOfOrderness,
            Duration idleTimeout,
            Clock wallClock,
            RelativeClock activityClock,
            ReaderActivity reader) {
        this.outOfOrdernessMillis = outOfOrderness.toMillis();
        this.idleNanos = idleTimeout.toNanos();
        this.wallClock = wallClock;
        this.activityClock = activityClock;
        this.reader = reader;
        this.lastEventNanos = activityClock.relativeTimeNanos();
        this.readerLastEventNanos = lastEventNanos;
    }

    @Override
    public void onEvent(ParsedRecord parsed, long recordMillis, WatermarkOutput output) {
        if (parsed.event() != null) {
            latestMillis = Math.max(latestMillis, parsed.event().event().timeMillis());
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
            output.emitWatermark(new Watermark(notAheadMillis - outOfOrdernessMillis - 1));
        }
        if (nowNanos - lastEventNanos >= patienceNanos(nowNanos)) {
            idle = true;
            output.markIdle();
        }
    }

    private long patienceNanos(long nowNanos) {
        boolean begun = latestMillis != Long.MIN_VALUE;
        boolean readerQuiet = nowNanos - readerLastEventNanos >= idleNanos;
        return begun && readerQuiet ? idleNanos : Math.max(idleNanos, BUSY_READER_IDLE_NANOS);
    }
}
