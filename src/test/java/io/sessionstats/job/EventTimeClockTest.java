package io.sessionstats.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventTimeClockTest {

    private static final long NEVER = Long.MIN_VALUE;

    @Test
    void followsTheWatermarkAndNeverGoesBack() {
        EventTimeClock clock = new EventTimeClock(NEVER, true);

        clock.onWatermark(1_000, 9_000);
        clock.onWatermark(900, 9_000);

        assertThat(clock.watermarkMillis()).isEqualTo(1_000);
    }

    @Test
    void neverRunsAheadOfTheWallClock() {
        EventTimeClock clock = new EventTimeClock(NEVER, true);

        clock.onWatermark(Long.MAX_VALUE, 9_000);

        assertThat(clock.watermarkMillis()).isEqualTo(9_000);
    }

    @Test
    void movesOnFromWhereItStandsWhileQuiet() {
        EventTimeClock clock = new EventTimeClock(NEVER, true);
        clock.onWatermark(1_000, 90_000);

        clock.onQuiet(100_000);
        clock.tick(100_000);
        assertThat(clock.watermarkMillis()).as("does not jump").isEqualTo(1_000);

        clock.tick(103_000);
        assertThat(clock.watermarkMillis()).isEqualTo(4_000);

        clock.onActive();
        clock.tick(110_000);
        assertThat(clock.watermarkMillis()).as("not while active").isEqualTo(4_000);
    }

    @Test
    void repeatedWordOfQuietDoesNotBeginAnew() {
        EventTimeClock clock = new EventTimeClock(1_000, true);

        clock.onQuiet(100_000);
        clock.tick(101_000);
        clock.onQuiet(101_500);
        clock.tick(103_000);

        assertThat(clock.watermarkMillis()).isEqualTo(4_000);
    }

    @Test
    void standsStillWhenToldNotToMoveOn() {
        EventTimeClock clock = new EventTimeClock(1_000, false);

        clock.onQuiet(100_000);
        clock.tick(200_000);

        assertThat(clock.isTicking()).isFalse();
        assertThat(clock.watermarkMillis()).isEqualTo(1_000);
    }

    @Test
    void hasNoTimeToMoveOnFromBeforeTheFirstEvent() {
        EventTimeClock clock = new EventTimeClock(NEVER, true);

        clock.onQuiet(100_000);
        clock.tick(200_000);

        assertThat(clock.watermarkMillis()).isEqualTo(NEVER);
    }

    @Test
    void wallClockThatIsSetBackDoesNotTurnTimeBack() {
        EventTimeClock clock = new EventTimeClock(1_000, true);

        clock.onQuiet(100_000);
        clock.tick(50_000);

        assertThat(clock.watermarkMillis()).isEqualTo(1_000);
    }
}
