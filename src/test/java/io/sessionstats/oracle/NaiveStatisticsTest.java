package io.sessionstats.oracle;

import static io.sessionstats.calendar.Period.DAY;
import static io.sessionstats.calendar.Period.HOUR;
import static io.sessionstats.calendar.Period.MONTH;
import static io.sessionstats.session.Quality.BAD;
import static io.sessionstats.session.Quality.GOOD;
import static io.sessionstats.session.Quality.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.ingest.RejectionReason;
import org.junit.jupiter.api.Test;

/** Small stories whose numbers were worked out by hand. See {@link Story} for the columns. */
class NaiveStatisticsTest {

    @Test
    void sessionWithinAnHourCountsInItsHourDayAndMonth() {
        Story story =
                Story.ofProject("UTC")
                        .start("s", "2024-05-01T10:05", "robot", "desk")
                        .end("s", "2024-05-01T10:35", GOOD);

        assertThat(story.rows(HOUR)).isEqualTo("2024-05-01T10:00+00:00  1 1 1 PT30M 1 1 1 1\n");
        assertThat(story.rows(DAY)).isEqualTo("2024-05-01T00:00+00:00  1 1 1 PT30M 1 1 1 1\n");
        assertThat(story.rows(MONTH)).isEqualTo("2024-05-01T00:00+00:00  1 1 1 PT30M 1 1 1 1\n");
    }

    @Test
    void endBeforeItsStartInArrivalIsTheSameSession() {
        Story story =
                Story.ofProject("UTC")
                        .end("s", "2024-05-01T11:10", BAD)
                        .start("s", "2024-05-01T10:50", "robot");

        assertThat(story.rows(HOUR))
                .isEqualTo(
                        """
                        2024-05-01T10:00+00:00  1 1 0 PT10M 1 0 0 0
                        2024-05-01T11:00+00:00  1 0 1 PT10M 1 0 1 0
                        """);
        assertThat(story.result().waiting()).isZero();
        assertThat(story.result().counted()).isEqualTo(2);
    }

    @Test
    void sessionOverMidnightInShanghaiGivesEachDayItsShare() {
        Story story =
                Story.ofProject("Asia/Shanghai")
                        .start("s", "2024-04-30T23:40", "robot", "desk", "wall")
                        .end("s", "2024-05-01T01:15", NORMAL);

        assertThat(story.rows(HOUR))
                .isEqualTo(
                        """
                        2024-04-30T23:00+08:00  1 1 0 PT20M 1 2 0 0
                        2024-05-01T00:00+08:00  1 0 0 PT1H 1 2 0 0
                        2024-05-01T01:00+08:00  1 0 1 PT15M 1 2 1 1
                        """);
        assertThat(story.rows(DAY))
                .isEqualTo(
                        """
                        2024-04-30T00:00+08:00  1 1 0 PT20M 1 2 0 0
                        2024-05-01T00:00+08:00  1 0 1 PT1H15M 1 2 1 1
                        """);
        assertThat(story.rows(MONTH))
                .isEqualTo(
                        """
                        2024-04-01T00:00+08:00  1 1 0 PT20M 1 2 0 0
                        2024-05-01T00:00+08:00  1 0 1 PT1H15M 1 2 1 1
                        """);
    }

    @Test
    void sessionThatEndsOnAnEdgeDoesNotTouchWhatBeginsThere() {
        Story story =
                Story.ofProject("UTC")
                        .start("s", "2024-01-31T23:00", "robot")
                        .end("s", "2024-02-01T00:00");

        assertThat(story.rows(HOUR)).isEqualTo("2024-01-31T23:00+00:00  1 1 1 PT1H 1 0 0 0\n");
        assertThat(story.rows(DAY)).isEqualTo("2024-01-31T00:00+00:00  1 1 1 PT1H 1 0 0 0\n");
        assertThat(story.rows(MONTH)).isEqualTo("2024-01-01T00:00+00:00  1 1 1 PT1H 1 0 0 0\n");
    }

    @Test
    void sessionOfZeroLengthOnAnEdgeTouchesWhatBeginsThere() {
        Story story =
                Story.ofProject("UTC")
                        .start("s", "2024-02-01T00:00", "robot")
                        .end("s", "2024-02-01T00:00", GOOD);

        assertThat(story.rows(HOUR)).isEqualTo("2024-02-01T00:00+00:00  1 1 1 PT0S 1 0 1 1\n");
        assertThat(story.rows(MONTH)).isEqualTo("2024-02-01T00:00+00:00  1 1 1 PT0S 1 0 1 1\n");
    }

    @Test
    void sessionOverAMonthsEndCountsInBothMonths() {
        Story story =
                Story.ofFarm("UTC")
                        .start("s", "2024-02-28T12:00", "worker")
                        .end("s", "2024-03-01T00:00:00.001");

        assertThat(story.rows(DAY))
                .isEqualTo(
                        """
                        2024-02-28T00:00+00:00  1 1 0 PT12H 1 0 0 0
                        2024-02-29T00:00+00:00  1 0 0 PT24H 1 0 0 0
                        2024-03-01T00:00+00:00  1 0 1 PT0.001S 1 0 0 0
                        """);
        assertThat(story.rows(MONTH))
                .isEqualTo(
                        """
                        2024-02-01T00:00+00:00  1 1 0 PT36H 1 0 0 0
                        2024-03-01T00:00+00:00  1 0 1 PT0.001S 1 0 0 0
                        """);
    }

    @Test
    void midnightInKathmanduIsAtAQuarterPastTheHourOfUtc() {
        Story story =
                Story.ofProject("Asia/Kathmandu")
                        .start("s", "2024-01-01T18:10+00:00", "robot")
                        .end("s", "2024-01-01T18:20+00:00");

        assertThat(story.rows(DAY))
                .isEqualTo(
                        """
                        2024-01-01T00:00+05:45  1 1 0 PT5M 1 0 0 0
                        2024-01-02T00:00+05:45  1 0 1 PT5M 1 0 0 0
                        """);
        assertThat(story.rows(HOUR))
                .isEqualTo(
                        """
                        2024-01-01T23:00+05:45  1 1 0 PT5M 1 0 0 0
                        2024-01-02T00:00+05:45  1 0 1 PT5M 1 0 0 0
                        """);
    }

    @Test
    void halfHourOfLordHoweIsABucketOfItsOwn() {
        Story story =
                Story.ofProject("Australia/Lord_Howe")
                        .start("s", "2024-04-07T01:20+11:00", "robot")
                        .end("s", "2024-04-07T02:05+10:30");

        // 01:20 to 02:00 is 40 minutes, then the clock shows 01:30 to 02:00 again.
        assertThat(story.rows(HOUR))
                .isEqualTo(
                        """
                        2024-04-07T01:00+11:00  1 1 0 PT40M 1 0 0 0
                        2024-04-07T01:30+10:30  1 0 0 PT30M 1 0 0 0
                        2024-04-07T02:00+10:30  1 0 1 PT5M 1 0 0 0
                        """);
        assertThat(story.rows(DAY)).isEqualTo("2024-04-07T00:00+11:00  1 1 1 PT1H15M 1 0 0 0\n");
    }

    @Test
    void dayOfSaoPauloThatHasNoMidnightBeginsAtOne() {
        Story story =
                Story.ofProject("America/Sao_Paulo")
                        .start("s", "2017-10-14T23:30-03:00", "robot")
                        .end("s", "2017-10-15T01:30-02:00");

        assertThat(story.rows(DAY))
                .isEqualTo(
                        """
                        2017-10-14T00:00-03:00  1 1 0 PT30M 1 0 0 0
                        2017-10-15T01:00-02:00  1 0 1 PT30M 1 0 0 0
                        """);
    }

    @Test
    void repeatedMidnightOfStJohnsBeginsTheDayOnce() {
        Story story =
                Story.ofProject("America/St_Johns")
                        .start("s", "2006-10-28T23:50-02:30", "robot")
                        .end("s", "2006-10-29T00:10-03:30");

        // Ten minutes to midnight, one minute of the new day, 59 of the hour that comes again, ten.
        assertThat(story.rows(HOUR))
                .isEqualTo(
                        """
                        2006-10-28T23:00-02:30  1 1 0 PT10M 1 0 0 0
                        2006-10-29T00:00-02:30  1 0 0 PT1M 1 0 0 0
                        2006-10-28T23:01-03:30  1 0 0 PT59M 1 0 0 0
                        2006-10-29T00:00-03:30  1 0 1 PT10M 1 0 0 0
                        """);
        assertThat(story.rows(DAY))
                .isEqualTo(
                        """
                        2006-10-28T00:00-02:30  1 1 0 PT10M 1 0 0 0
                        2006-10-29T00:00-02:30  1 0 1 PT1H10M 1 0 0 0
                        """);
    }

    @Test
    void openSessionCountsFromItsStartWithoutTime() {
        Story story =
                Story.ofProject("UTC")
                        .start("s", "2024-05-01T10:05", "robot", "desk")
                        .watermark("2024-05-01T10:59:59.999");

        assertThat(story.rows(HOUR)).isEqualTo("2024-05-01T10:00+00:00  1 1 0 PT0S 1 1 0 0\n");
        assertThat(story.rows(DAY)).isEqualTo("2024-05-01T00:00+00:00  1 1 0 PT0S 1 1 0 0\n");
    }

    @Test
    void startAheadOfTheWatermarkCountsAtOnce() {
        Story story =
                Story.ofProject("UTC")
                        .watermark("2024-05-01T07:30")
                        .start("s", "2024-05-01T10:05", "robot");

        assertThat(story.rows(HOUR)).isEqualTo("2024-05-01T10:00+00:00  1 1 0 PT0S 1 0 0 0\n");
    }

    @Test
    void openSessionRollsIntoAnHourWhenTheWatermarkIsAtItsEdge() {
        Story story =
                Story.ofProject("Asia/Kolkata")
                        .start("s", "2024-04-30T22:40", "robot", "desk")
                        .watermark("2024-05-01T00:00");

        assertThat(story.rows(HOUR))
                .isEqualTo(
                        """
                        2024-04-30T22:00+05:30  1 1 0 PT20M 1 1 0 0
                        2024-04-30T23:00+05:30  1 0 0 PT1H 1 1 0 0
                        2024-05-01T00:00+05:30  1 0 0 PT0S 1 1 0 0
                        """);
        assertThat(story.rows(MONTH))
                .isEqualTo(
                        """
                        2024-04-01T00:00+05:30  1 1 0 PT1H20M 1 1 0 0
                        2024-05-01T00:00+05:30  1 0 0 PT0S 1 1 0 0
                        """);
    }

    @Test
    void openSessionIsCreditedToTheMaximumAtMostOnceThatHourIsOver() {
        Story story =
                Story.ofProject("UTC").maximum("PT2H").start("s", "2024-05-01T10:15", "robot");

        String beforeThatHourIsOver =
                """
                2024-05-01T10:00+00:00  1 1 0 PT45M 1 0 0 0
                2024-05-01T11:00+00:00  1 0 0 PT1H 1 0 0 0
                2024-05-01T12:00+00:00  1 0 0 PT0S 1 0 0 0
                """;
        assertThat(story.watermark("2024-05-01T12:59:59.999").rows(HOUR))
                .isEqualTo(beforeThatHourIsOver);
        assertThat(story.watermark("2024-05-01T13:00").rows(HOUR))
                .isEqualTo(beforeThatHourIsOver.replace("PT0S", "PT15M"));
        // Allowed lateness of 24 hours after the maximum, it is still open.
        assertThat(story.watermark("2024-05-02T12:15").rows(HOUR))
                .isEqualTo(beforeThatHourIsOver.replace("PT0S", "PT15M"));
        assertThat(story.result().expired()).isZero();
    }

    @Test
    void sessionWhoseMaximumIsOnAnEdgeDoesNotTouchWhatBeginsThere() {
        Story story =
                Story.ofProject("UTC")
                        .maximum("PT2H")
                        .start("s", "2024-05-01T10:00", "robot")
                        .watermark("2024-05-01T12:00");

        assertThat(story.rows(HOUR))
                .isEqualTo(
                        """
                        2024-05-01T10:00+00:00  1 1 0 PT1H 1 0 0 0
                        2024-05-01T11:00+00:00  1 0 0 PT1H 1 0 0 0
                        """);
    }

    @Test
    void expiredSessionKeepsItsCreditsAndEndsUnratedInItsLastBucket() {
        Story story =
                Story.ofProject("UTC")
                        .maximum("PT2H")
                        .start("s", "2024-04-30T22:15", "robot")
                        .watermark("2024-05-02T00:15:00.001")
                        .end("s", "2024-05-01T00:10", GOOD);

        assertThat(story.rows(HOUR))
                .isEqualTo(
                        """
                        2024-04-30T22:00+00:00  1 1 0 PT45M 1 0 0 0
                        2024-04-30T23:00+00:00  1 0 0 PT1H 1 0 0 0
                        2024-05-01T00:00+00:00  1 0 1 PT15M 1 0 0 0
                        """);
        assertThat(story.rows(DAY))
                .isEqualTo(
                        """
                        2024-04-30T00:00+00:00  1 1 0 PT1H45M 1 0 0 0
                        2024-05-01T00:00+00:00  1 0 1 PT15M 1 0 0 0
                        """);
        assertThat(story.result().expired()).isEqualTo(1);
        assertThat(story.rejections()).isEqualTo("too-late s 2024-05-01T00:10+00:00\n");
    }

    @Test
    void lateEndTakesBackWhatTheSessionNeverTouched() {
        Story story =
                Story.ofProject("UTC")
                        .start("s", "2024-05-31T21:30", "robot", "desk")
                        .watermark("2024-06-01T20:00")
                        .end("s", "2024-05-31T22:10", BAD);

        assertThat(story.rows(HOUR))
                .isEqualTo(
                        """
                        2024-05-31T21:00+00:00  1 1 0 PT30M 1 1 0 0
                        2024-05-31T22:00+00:00  1 0 1 PT10M 1 1 1 0
                        """);
        assertThat(story.rows(MONTH)).isEqualTo("2024-05-01T00:00+00:00  1 1 1 PT40M 1 1 1 0\n");
        assertThat(story.rows(HOUR, "robot"))
                .isEqualTo(
                        """
                        2024-05-31T21:00+00:00  1 1 0 PT30M 1 1 0 0 [robot] [desk]
                        2024-05-31T22:00+00:00  1 0 1 PT10M 1 1 1 0 [robot] [desk]
                        """);
    }

    @Test
    void devicesAreDistinctInEachRoleAndSessionsOfADeviceCountOnce() {
        Story story =
                Story.ofProject("UTC")
                        .start("s", "2024-05-01T10:00", "arm", "arm", "desk")
                        .end("s", "2024-05-01T10:10", GOOD)
                        .start("t", "2024-05-01T10:20", "robot", "arm")
                        .end("t", "2024-05-01T10:50")
                        .start("u", "2024-05-01T10:30", "robot", "desk")
                        .end("u", "2024-05-01T11:30", BAD);

        assertThat(story.rows(HOUR))
                .isEqualTo(
                        """
                        2024-05-01T10:00+00:00  3 3 2 PT1H10M 2 2 1 1
                        2024-05-01T11:00+00:00  1 0 1 PT30M 1 1 1 0
                        """);
        assertThat(story.rows(HOUR, "arm"))
                .isEqualTo(
                        "2024-05-01T10:00+00:00  2 2 2 PT40M 2 2 1 1 [arm, robot] [arm, desk]\n");
        assertThat(story.rows(HOUR, "desk"))
                .isEqualTo(
                        """
                        2024-05-01T10:00+00:00  2 2 1 PT40M 2 2 1 1 [arm, robot] [arm, desk]
                        2024-05-01T11:00+00:00  1 0 1 PT30M 1 1 1 0 [robot] [desk]
                        """);
    }

    @Test
    void daysAndMonthsOfDevicesAreListedOnceTheyHaveEnded() {
        Story story =
                Story.ofProject("Asia/Shanghai")
                        .start("s", "2024-05-31T23:30", "robot")
                        .end("s", "2024-06-01T00:30");

        assertThat(story.devices(HOUR)).isEqualTo("robot");
        assertThat(story.watermark("2024-05-31T23:59:59.999").devices(DAY)).isEmpty();
        story.watermark("2024-06-01T00:00");
        assertThat(story.rows(DAY, "robot"))
                .isEqualTo("2024-05-31T00:00+08:00  1 1 0 PT30M 1 0 0 0 [robot] []\n");
        assertThat(story.rows(MONTH, "robot"))
                .isEqualTo("2024-05-01T00:00+08:00  1 1 0 PT30M 1 0 0 0 [robot] []\n");
        assertThat(story.watermark("2024-06-02T00:00").rows(DAY, "robot"))
                .isEqualTo(
                        """
                        2024-05-31T00:00+08:00  1 1 0 PT30M 1 0 0 0 [robot] []
                        2024-06-01T00:00+08:00  1 0 1 PT30M 1 0 0 0 [robot] []
                        """);
    }

    @Test
    void workersOfAFarmAreCountedAndNotListed() {
        Story story =
                Story.ofFarm("UTC")
                        .start("s", "2024-05-01T10:00", "worker")
                        .start("t", "2024-05-01T10:00", "worker")
                        .start("u", "2024-05-01T10:00", null)
                        .watermark("2024-05-03T00:00");

        assertThat(story.rows(HOUR)).startsWith("2024-05-01T10:00+00:00  3 3 0 PT3H 1 0 0 0\n");
        assertThat(story.devices(HOUR)).isEmpty();
        assertThat(story.devices(DAY)).isEmpty();
    }

    @Test
    void repetitionsAreDuplicatesAndTheFirstToArriveStands() {
        Story story =
                Story.ofProject("UTC")
                        .start("s", "2024-05-01T10:00", "robot", "desk", "wall")
                        .start("s", "2024-05-01T10:00", "robot", "wall", "desk")
                        .start("s", "2024-05-01T10:00", "other")
                        .start("s", "2024-05-01T10:01", "robot", "desk", "wall")
                        .end("s", "2024-05-01T10:30", GOOD)
                        .end("s", "2024-05-01T10:30", GOOD)
                        .end("s", "2024-05-01T10:30", BAD)
                        .start("s", "2024-05-01T10:00", "robot", "desk", "wall")
                        .end("s", "2024-05-01T10:31", GOOD);

        assertThat(story.rows(HOUR)).isEqualTo("2024-05-01T10:00+00:00  1 1 1 PT30M 1 2 1 1\n");
        assertThat(story.result().duplicates()).isEqualTo(3);
        assertThat(story.result().counted()).isEqualTo(2);
        assertThat(story.rejections())
                .isEqualTo(
                        """
                        conflicting s 2024-05-01T10:00+00:00
                        conflicting s 2024-05-01T10:01+00:00
                        conflicting s 2024-05-01T10:30+00:00
                        conflicting s 2024-05-01T10:31+00:00
                        """);
    }

    @Test
    void endThatCannotBelongToItsStartIsConflictingInEitherOrder() {
        Story story =
                Story.ofProject("UTC")
                        .maximum("PT1H")
                        .start("early", "2024-05-01T10:00", "robot")
                        .end("early", "2024-05-01T09:59")
                        .end("early", "2024-05-01T10:10")
                        .end("waits", "2024-05-01T09:59")
                        .start("waits", "2024-05-01T10:00", "robot")
                        .end("waits", "2024-05-01T11:00")
                        .start("long", "2024-05-01T10:00", "robot")
                        .end("long", "2024-05-01T11:00:00.001")
                        .end("longer", "2024-05-01T11:30")
                        .start("longer", "2024-05-01T10:00", "robot");

        assertThat(story.rejections())
                .isEqualTo(
                        """
                        conflicting early 2024-05-01T09:59+00:00
                        conflicting waits 2024-05-01T09:59+00:00
                        conflicting long 2024-05-01T11:00+00:00
                        conflicting longer 2024-05-01T11:30+00:00
                        """);
        assertThat(story.rows(HOUR)).isEqualTo("2024-05-01T10:00+00:00  4 4 2 PT1H10M 1 0 0 0\n");
    }

    @Test
    void gateComesBeforeAnythingElse() {
        Story story =
                Story.ofProject("UTC")
                        .start("s", "2024-05-01T10:00", "robot")
                        .watermark("2024-05-02T10:00")
                        .watermark("2024-05-02T09:00")
                        .start("s", "2024-05-01T10:00", "robot")
                        .start("s", "2024-05-01T09:59:59.999", "robot")
                        .watermark("2024-05-02T10:00:00.001")
                        .start("s", "2024-05-01T10:00", "robot");

        assertThat(story.result().duplicates()).isEqualTo(1);
        assertThat(story.result().rejections())
                .extracting(Recomputation.Rejection::reason)
                .containsExactly(RejectionReason.TOO_LATE, RejectionReason.TOO_LATE);
    }

    @Test
    void waitingEndIsUnmatchedWhenItsStartCanNoLongerCome() {
        Story story =
                Story.ofProject("UTC")
                        .end("s", "2024-05-01T10:00", GOOD)
                        .end("s", "2024-05-01T10:00", GOOD)
                        .watermark("2024-05-02T10:00");

        assertThat(story.result().waiting()).isEqualTo(1);
        assertThat(story.result().duplicates()).isEqualTo(1);
        assertThat(story.rejections()).isEmpty();
        story.watermark("2024-05-02T10:00:00.001").start("s", "2024-05-01T10:00", "robot");
        assertThat(story.result().waiting()).isZero();
        assertThat(story.rejections())
                .isEqualTo(
                        """
                        unmatched s 2024-05-01T10:00+00:00
                        too-late s 2024-05-01T10:00+00:00
                        """);
        assertThat(story.result().scopeRows()).isEmpty();
    }

    @Test
    void forgottenSessionsIdMayBeUsedAgain() {
        Story story =
                Story.ofProject("UTC")
                        .start("s", "2024-05-01T10:00", "robot")
                        .end("s", "2024-05-01T10:30")
                        .watermark("2024-05-02T10:30")
                        .start("s", "2024-05-02T10:30", "robot")
                        .watermark("2024-05-02T10:30:00.001")
                        .start("s", "2024-05-02T10:31", "robot")
                        .end("s", "2024-05-02T10:41");

        assertThat(story.rejections()).isEqualTo("conflicting s 2024-05-02T10:30+00:00\n");
        assertThat(story.rows(DAY))
                .isEqualTo(
                        """
                        2024-05-01T00:00+00:00  1 1 1 PT30M 1 0 0 0
                        2024-05-02T00:00+00:00  1 1 1 PT10M 1 0 0 0
                        """);
    }
}
