package io.sessionstats.job;

/**
 * How far event time has come. It follows the watermark, never goes back (not even over a restart),
 * never runs ahead of the wall clock, and while no partition has anything new it moves on at the
 * speed of the wall clock from where it stands, so that the last hour closes without a next event.
 */
final class EventTimeClock {

    private final boolean movesOnWhenQuiet;

    private long watermarkMillis;
    private long quietSinceMillis = Long.MAX_VALUE;
    private long quietWatermarkMillis;

    /**
     * @param watermarkMillis where an earlier run of the job had come to; {@code Long.MIN_VALUE} if
     *     there was none
     * @param movesOnWhenQuiet whether time passes while nothing comes
     */
    EventTimeClock(long watermarkMillis, boolean movesOnWhenQuiet) {
        this.watermarkMillis = watermarkMillis;
        this.movesOnWhenQuiet = movesOnWhenQuiet;
    }

    long watermarkMillis() {
        return watermarkMillis;
    }

    /** Whether {@link #tick} will move event time on as the wall clock does. */
    boolean isTicking() {
        return quietSinceMillis != Long.MAX_VALUE;
    }

    /** The watermark of the partitions that are not idle has come to here. */
    void onWatermark(long millis, long wallClockMillis) {
        watermarkMillis = Math.max(watermarkMillis, Math.min(millis, wallClockMillis));
    }

    /** All partitions have fallen idle. Before the first event there is no time to move on from. */
    void onQuiet(long wallClockMillis) {
        if (movesOnWhenQuiet && !isTicking() && watermarkMillis != Long.MIN_VALUE) {
            quietSinceMillis = wallClockMillis;
            quietWatermarkMillis = watermarkMillis;
        }
    }

    /** A partition has something new. */
    void onActive() {
        quietSinceMillis = Long.MAX_VALUE;
    }

    /** Some of the wall clock's time has passed. */
    void tick(long wallClockMillis) {
        if (isTicking()) {
            long passedMillis = Math.max(0, wallClockMillis - quietSinceMillis);
            onWatermark(quietWatermarkMillis + passedMillis, wallClockMillis);
        }
    }
}
