package io.sessionstats.pairing;

import static io.sessionstats.session.SessionFixtures.NASA;
import static io.sessionstats.session.SessionFixtures.STUDIO;
import static io.sessionstats.session.SessionFixtures.at;
import static io.sessionstats.session.SessionFixtures.devices;
import static io.sessionstats.session.SessionFixtures.end;
import static io.sessionstats.session.SessionFixtures.start;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.ingest.RejectionReason;
import io.sessionstats.ledger.Extent;
import io.sessionstats.session.Quality;
import io.sessionstats.session.SessionDetails;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.session.UsageType;
import io.sessionstats.statistics.Tally;
import io.sessionstats.usage.JobName;
import io.sessionstats.usage.RateCard;
import io.sessionstats.usage.UsageKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairingRulesTest {

    private static final long MINUTE = 60_000;

    private static final RateCard CARD =
            new RateCard(Map.of("c5.large", 800_000L), Map.of("maya", 350_000L));

    @Test
    void sessionOverAnHourEdgeGivesEachHourItsShare() {
        PairingStory story =
                PairingStory.inUtc()
                        .event(start("s", "10:45"))
                        .event(end("s", "11:20", Quality.GOOD));

        assertThat(story.tally(Period.HOUR, "10:00")).isEqualTo(tally(1, 1, 0, 15, 0, 0));
        assertThat(story.tally(Period.HOUR, "11:00")).isEqualTo(tally(1, 0, 1, 20, 1, 1));
        assertThat(story.tally(Period.DAY, "11:00")).isEqualTo(tally(1, 1, 1, 35, 1, 1));
        assertThat(story.tally(Period.MONTH, "11:00")).isEqualTo(tally(1, 1, 1, 35, 1, 1));
    }

    @Test
    void endBeforeStartStillPairs() {
        PairingStory story =
                PairingStory.inUtc()
                        .event(end("s", "11:20", Quality.BAD))
                        .event(start("s", "10:45"));

        assertThat(story.tally(Period.HOUR, "11:00")).isEqualTo(tally(1, 0, 1, 20, 1, 0));
        assertThat(story.tally(Period.DAY, "11:00")).isEqualTo(tally(1, 1, 1, 35, 1, 0));
    }

    @Test
    void sessionThatEndsOnAnEdgeDoesNotTouchWhatBeginsThere() {
        PairingStory story =
                PairingStory.inUtc().event(start("s", "10:00")).event(end("s", "11:00"));

        assertThat(story.tally(Period.HOUR, "10:00")).isEqualTo(tally(1, 1, 1, 60, 0, 0));
        assertThat(story.tally(Period.HOUR, "11:00")).isEqualTo(Tally.ZERO);
    }

    @Test
    void sessionOfNoLengthTouchesTheBucketOfItsInstant() {
        PairingStory story =
                PairingStory.inUtc().event(start("s", "11:00")).event(end("s", "11:00"));

        assertThat(story.tally(Period.HOUR, "11:00")).isEqualTo(tally(1, 1, 1, 0, 0, 0));
        assertThat(story.tally(Period.HOUR, "10:00")).isEqualTo(Tally.ZERO);
    }

    @Test
    void openSessionIsCreditedAsEventTimePassesEachHour() {
        PairingStory story = PairingStory.inUtc().event(start("s", "22:45"));

        assertThat(story.tally(Period.HOUR, "22:00")).isEqualTo(tally(1, 1, 0, 0, 0, 0));

        story.watermark("22:59:59.999");
        assertThat(story.tally(Period.HOUR, "22:00")).isEqualTo(tally(1, 1, 0, 0, 0, 0));

        story.watermark("23:00");
        assertThat(story.tally(Period.HOUR, "22:00")).isEqualTo(tally(1, 1, 0, 15, 0, 0));
        assertThat(story.tally(Period.HOUR, "23:00")).isEqualTo(tally(1, 0, 0, 0, 0, 0));
        assertThat(story.tally(Period.DAY, "23:00")).isEqualTo(tally(1, 1, 0, 15, 0, 0));

        story.watermark("2026-03-11T01:10:00Z");
        assertThat(story.tally(Period.HOUR, "23:00")).isEqualTo(tally(1, 0, 0, 60, 0, 0));
        assertThat(story.tally(Period.DAY, "23:00")).isEqualTo(tally(1, 1, 0, 75, 0, 0));
        assertThat(story.tally(Period.DAY, "2026-03-11T00:00:00Z"))
                .isEqualTo(tally(1, 0, 0, 60, 0, 0));
        assertThat(story.tally(Period.MONTH, "23:00")).isEqualTo(tally(1, 1, 0, 135, 0, 0));
    }

    @Test
    void startBehindTheWatermarkIsCreditedAtOnce() {
        PairingStory story = PairingStory.inUtc().watermark("13:20").event(start("s", "10:45"));

        assertThat(story.tally(Period.HOUR, "10:00")).isEqualTo(tally(1, 1, 0, 15, 0, 0));
        assertThat(story.tally(Period.HOUR, "12:00")).isEqualTo(tally(1, 0, 0, 60, 0, 0));
        assertThat(story.tally(Period.HOUR, "13:00")).isEqualTo(tally(1, 0, 0, 0, 0, 0));
    }

    @Test
    void lateEndTakesBackWhatWasCountedTooMuch() {
        PairingStory story =
                PairingStory.inUtc()
                        .event(start("s", "21:45"))
                        .watermark("2026-03-11T03:10:00Z")
                        .event(end("s", "22:00", Quality.NORMAL));

        assertThat(story.tallies())
                .isEqualTo(
                        PairingStory.inUtc()
                                .event(start("s", "21:45"))
                                .event(end("s", "22:00", Quality.NORMAL))
                                .tallies());
        assertThat(story.tally(Period.DAY, "2026-03-11T00:00:00Z")).isEqualTo(Tally.ZERO);
    }

    @Test
    void repetitionsAreDuplicatesAndCountOnce() {
        PairingStory story =
                PairingStory.inUtc()
                        .event(end("s", "11:20"))
                        .event(end("s", "11:20"))
                        .event(start("s", "10:45"))
                        .event(start("s", "10:45"))
                        .event(end("s", "11:20"));

        assertThat(story.duplicates).isEqualTo(3);
        assertThat(story.rejected).isEmpty();
        assertThat(story.tally(Period.DAY, "10:00")).isEqualTo(tally(1, 1, 1, 35, 0, 0));
    }

    @Test
    void anotherStartOrEndOfTheSameSessionConflictsAndTheFirstStands() {
        PairingStory story =
                PairingStory.inUtc()
                        .event(start("s", "10:45"))
                        .event(start("s", "10:46"))
                        .event(
                                SessionEvent.started(
                                        NASA, "s", at("10:45"), devices("rover", "other")))
                        .event(end("s", "11:20", Quality.GOOD))
                        .event(end("s", "11:20", Quality.BAD))
                        .event(end("s", "11:21", Quality.GOOD))
                        .event(
                                SessionEvent.started(
                                        NASA, "s", at("10:45"), devices("rover", "other")));

        assertThat(story.rejected)
                .extracting(RejectedEvent::reason)
                .containsOnly(RejectionReason.CONFLICTING)
                .hasSize(5);
        assertThat(story.tally(Period.DAY, "10:00")).isEqualTo(tally(1, 1, 1, 35, 1, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-10T10:44:59.999Z, is before the session's start",
        "2026-03-17T10:45:00.001Z, expected at most PT168H"
    })
    void endThatDoesNotFitItsStartConflictsWhicheverCameFirst(String time, String message) {
        PairingStory startFirst =
                PairingStory.inUtc().event(start("s", "10:45")).event(end("s", time));
        PairingStory endFirst =
                PairingStory.inUtc().event(end("s", time)).event(start("s", "10:45"));

        for (PairingStory story : List.of(startFirst, endFirst)) {
            assertThat(story.rejected).hasSize(1);
            assertThat(story.rejected.get(0).reason()).isEqualTo(RejectionReason.CONFLICTING);
            assertThat(story.rejected.get(0).message()).startsWith("time:").contains(message);
            assertThat(new String(story.rejected.get(0).source().value(), UTF_8)).contains("ENDED");
            assertThat(story.stage("s")).isEqualTo(SessionTable.OPEN);
        }
        assertThat(startFirst.tallies()).isEqualTo(endFirst.tallies());
    }

    @Test
    void sessionMayLastExactlyTheMaximum() {
        PairingStory story =
                PairingStory.inUtc()
                        .event(start("s", "10:45"))
                        .event(end("s", "2026-03-17T10:45:00Z"));

        assertThat(story.rejected).isEmpty();
    }

    @Test
    void eventAtTheEdgeOfTheAllowedLatenessCountsAndOneBeforeIsTooLate() {
        PairingStory story =
                PairingStory.inUtc()
                        .watermark("2026-03-11T10:45:00Z")
                        .event(start("s", "10:45"))
                        .event(end("s", "10:44:59.999"));

        assertThat(story.tally(Period.HOUR, "10:00").sessions()).isEqualTo(1);
        assertThat(story.rejected).hasSize(1);
        assertThat(story.rejected.get(0).reason()).isEqualTo(RejectionReason.TOO_LATE);
        assertThat(story.rejected.get(0).message())
                .contains("expected 2026-03-10T10:45:00Z or later");
    }

    @Test
    void repetitionThatComesTooLateIsTooLate() {
        PairingStory story =
                PairingStory.inUtc()
                        .event(start("s", "10:45"))
                        .watermark("2026-03-11T10:45:00.001Z")
                        .event(start("s", "10:45"));

        assertThat(story.duplicates).isZero();
        assertThat(story.rejected)
                .extracting(RejectedEvent::reason)
                .containsExactly(RejectionReason.TOO_LATE);
    }

    @Test
    void endWaitsAsLongAsItsStartMayComeAndIsUnmatchedThen() {
        PairingStory story = PairingStory.inUtc().event(end("s", "10:45"));

        story.watermark("2026-03-11T10:45:00Z");
        assertThat(story.rejected).isEmpty();

        story.watermark("2026-03-11T10:45:00.001Z");
        assertThat(story.rejected)
                .extracting(RejectedEvent::reason)
                .containsExactly(RejectionReason.UNMATCHED);
        assertThat(story.remembered()).isZero();
    }

    @Test
    void closedSessionIsForgottenWhenNothingOfItCanComeAnyMoreAndSweptOutByTheHour() {
        PairingStory story =
                PairingStory.inUtc().event(start("s", "10:45")).event(end("s", "11:00"));

        story.watermark("2026-03-11T11:00:00Z")
                .event(end("s", "11:00"))
                .event(start("s", "11:00:00.001"));
        assertThat(story.duplicates).isEqualTo(1);
        assertThat(story.rejected)
                .extracting(RejectedEvent::reason)
                .containsExactly(RejectionReason.CONFLICTING);

        story.watermark("2026-03-11T11:00:00.001Z").event(start("s", "11:00:00.001"));
        assertThat(story.rejected).as("it is a session of its own").hasSize(1);
        assertThat(story.stage("s")).isEqualTo(SessionTable.OPEN);
        assertThat(story.tally(Period.DAY, "11:00").sessions()).isEqualTo(2);

        PairingStory swept =
                PairingStory.inUtc()
                        .event(start("s", "10:45"))
                        .event(end("s", "11:00"))
                        .watermark("2026-03-11T11:59:59.999Z");
        assertThat(swept.remembered()).isEqualTo(1);
        assertThat(swept.watermark("2026-03-11T12:00:00Z").remembered()).isZero();
    }

    @Test
    void sessionWithoutEndExpiresAndKeepsItsCredits() {
        PairingStory story = PairingStory.inUtc().event(start("s", "10:45"));

        story.watermark("2026-03-18T10:45:00Z");
        assertThat(story.expired).isZero();
        assertThat(story.tally(Period.MONTH, "10:00")).isEqualTo(tally(1, 1, 0, 7 * 24 * 60, 0, 0));

        story.watermark("2026-03-18T10:45:00.001Z");
        assertThat(story.expired).isEqualTo(1);
        assertThat(story.remembered()).isZero();
        assertThat(story.tally(Period.HOUR, "2026-03-17T10:00:00Z"))
                .isEqualTo(tally(1, 0, 1, 45, 0, 0));
        assertThat(story.tally(Period.HOUR, "2026-03-17T11:00:00Z")).isEqualTo(Tally.ZERO);
        assertThat(story.tally(Period.MONTH, "10:00")).isEqualTo(tally(1, 1, 1, 7 * 24 * 60, 0, 0));
    }

    @Test
    void expiredSessionThatSawNoTimePassIsCreditedAsAnyOther() {
        PairingStory inSteps = PairingStory.inUtc().event(start("s", "10:45"));
        for (int hour = 0; hour <= 8 * 24 + 1; hour++) {
            inSteps.watermark(at("10:50") + Duration.ofHours(hour).toMillis());
        }
        PairingStory atOnce =
                PairingStory.inUtc().event(start("s", "10:45")).watermark("2026-04-18T10:45:00Z");

        assertThat(atOnce.expired).isEqualTo(1);
        assertThat(atOnce.tallies()).isEqualTo(inSteps.tallies());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "Australia/Lord_Howe",
                "America/Sao_Paulo",
                "America/St_Johns",
                "Asia/Kathmandu",
                "Europe/Berlin"
            })
    void everyArrivalOrderWithEveryEventDoubledGivesTheSameBuckets(String zoneId) {
        ZoneId zone = ZoneId.of(zoneId);
        for (long seed = 1; seed <= 150; seed++) {
            Random random = new Random(seed);
            List<SessionEvent> events = randomSessions(random, zone);
            long latest = events.stream().mapToLong(SessionEvent::timeMillis).max().orElseThrow();
            Map<Bucket, Tally> expected = play(events, zone, random, false).tallies();

            List<SessionEvent> doubled = new ArrayList<>(events);
            doubled.addAll(events);
            Collections.shuffle(doubled, random);
            PairingStory story = play(doubled, zone, random, true);

            assertThat(story.tallies()).as("seed %d", seed).isEqualTo(expected);
            assertThat(story.rejected).as("seed %d", seed).isEmpty();
            assertThat(story.duplicates).as("seed %d", seed).isEqualTo(events.size());

            story.watermark(latest + Duration.ofDays(30).toMillis());
            assertThat(story.remembered()).as("nothing is left, seed %d", seed).isZero();
            assertLaws(story, zone, "seed " + seed);
        }
    }

    @Test
    void usageOfAFarmIsToldOnceInEitherArrivalOrder() {
        SessionEvent start = start(STUDIO, "s", "10:45");
        SessionEvent end = farmEnd("s", "11:20");
        PairingStory.Usage expected =
                new PairingStory.Usage(
                        new UsageKey(
                                "studio",
                                "queue",
                                "fleet",
                                "job",
                                "user",
                                UsageType.COMPUTE,
                                "c5.large",
                                null,
                                1_250_000),
                        at("10:45"),
                        at("11:20"));

        for (List<SessionEvent> order : List.of(List.of(start, end), List.of(end, start))) {
            PairingStory story = PairingStory.inUtc().event(order.get(0));
            assertThat(story.usages).isEmpty();

            story.event(order.get(1)).event(start).event(end).watermark("2026-04-01T00:00:00Z");
            assertThat(story.usages).containsExactly(expected);
            assertThat(story.duplicates).isEqualTo(2);
        }
    }

    @Test
    void jobNameIsToldOnceWithTheStartInEitherArrivalOrder() {
        SessionEvent start = start(STUDIO, "s", "10:45");
        SessionEvent end = farmEnd("s", "11:20");
        PairingStory.NamedJob expected =
                new PairingStory.NamedJob(at("10:45"), new JobName("studio", "job", "shot 12"));

        assertThat(PairingStory.inUtc().event(start).event(start).event(end).jobNames)
                .containsExactly(expected);
        PairingStory endFirst = PairingStory.inUtc().event(end);
        assertThat(endFirst.jobNames).isEmpty();
        assertThat(endFirst.event(start).event(start).jobNames).containsExactly(expected);
    }

    @Test
    void jobIsNotNamedByAStartThatIsNotCountedOrLacksOneOfTheTwo() {
        PairingStory story =
                PairingStory.inUtc()
                        .event(start(STUDIO, "s", "10:45"))
                        .event(start(STUDIO, "s", "10:46"))
                        .event(farmStart("no name", withJob(null, "job")))
                        .event(farmStart("no job", withJob("shot", null)))
                        .event(start(NASA, "project", "10:45"))
                        .watermark("2026-03-11T10:45:00.001Z")
                        .event(start(STUDIO, "late", "10:45"));

        assertThat(story.jobNames).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"10:44:59.999", "2026-03-17T10:45:00.001Z"})
    void endThatDoesNotFitItsStartIsNoUsage(String time) {
        PairingStory startFirst =
                PairingStory.inUtc().event(start(STUDIO, "s", "10:45")).event(farmEnd("s", time));
        PairingStory endFirst =
                PairingStory.inUtc().event(farmEnd("s", time)).event(start(STUDIO, "s", "10:45"));

        for (PairingStory story : List.of(startFirst, endFirst)) {
            assertThat(story.rejected).hasSize(1);
            assertThat(story.usages).isEmpty();
            assertThat(story.jobNames).as("the start stands").hasSize(1);

            story.event(farmEnd("s", "11:00")).event(farmEnd("s", "11:01"));
            assertThat(story.usages)
                    .extracting(PairingStory.Usage::endMillis)
                    .containsExactly(at("11:00"));
        }
    }

    @Test
    void sessionOfNoLengthIsUsage() {
        PairingStory story =
                PairingStory.inUtc()
                        .event(start(STUDIO, "s", "11:00"))
                        .event(farmEnd("s", "11:00"));

        assertThat(story.usages)
                .extracting(PairingStory.Usage::startMillis, PairingStory.Usage::endMillis)
                .containsExactly(tuple(at("11:00"), at("11:00")));
    }

    @Test
    void projectsAndExpiredSessionsAreNoUsage() {
        PairingStory story =
                PairingStory.inUtc()
                        .event(start("project", "10:45"))
                        .event(end("project", "11:00"))
                        .event(start(STUDIO, "expired", "10:45"))
                        .watermark("2026-03-18T10:45:00.001Z");

        assertThat(story.expired).isEqualTo(1);
        assertThat(story.usages).isEmpty();
    }

    @Test
    void rateThatAppliesIsTheOneOfTheCardWhenTheStartIsCounted() {
        SessionEvent start = farmStart("s", priced(UsageType.COMPUTE, null));
        SessionEvent waiting = farmStart("end first", priced(UsageType.COMPUTE, null));

        PairingStory story =
                PairingStory.inUtc()
                        .rateCard(CARD)
                        .event(start)
                        .event(farmEnd("end first", "11:00"))
                        .watermark("13:00") // the open session is kept anew
                        .rateCard(new RateCard(Map.of("c5.large", 900_000L), Map.of()))
                        .event(start)
                        .event(waiting)
                        .event(farmEnd("s", "11:00"));

        assertThat(story.duplicates).as("a start equals itself whatever the card").isEqualTo(1);
        assertThat(story.rejected).isEmpty();
        assertThat(story.usages)
                .extracting(usage -> usage.key().hourlyRateMicroUsd())
                .containsExactly(900_000L, 800_000L);
    }

    @Test
    void rateOfTheCardIsNotTheSameAsThatRateSent() {
        PairingStory story =
                PairingStory.inUtc()
                        .rateCard(CARD)
                        .event(farmStart("s", priced(UsageType.COMPUTE, null)))
                        .event(farmStart("s", priced(UsageType.COMPUTE, 800_000L)));

        assertThat(story.rejected)
                .extracting(RejectedEvent::reason)
                .containsExactly(RejectionReason.CONFLICTING);
    }

    /** Each row is one batch, told when it is over; then the same events one by one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "start, end",
                "end, start",
                "start, start, end, end",
                "end, end, start, start",
                "start, end, start, end",
                "start, another start, end",
                "start, start of other devices, end",
                "start, end, another end",
                "end, another end, start",
                "start, too early end, end",
                "too early end, start, end",
                "start, too late end, end",
                "too late end, start, end",
                "start",
                "start, too early end",
                "too early end, start",
                "end",
                "end, another end"
            })
    void batchCountsAsItsEventsOneByOne(String words) {
        List<SessionEvent> events = Arrays.stream(words.split(", ")).map(this::event).toList();
        PairingStory inOneBatch = PairingStory.inUtc().inBatches();
        PairingStory oneByOne = PairingStory.inUtc();
        events.forEach(inOneBatch::event);
        events.forEach(oneByOne::event);
        inOneBatch.endOfBatch();

        assertSame(inOneBatch, oneByOne);
        assertThat(inOneBatch.changes)
                .as("told once, as it is when the batch is over")
                .hasSizeLessThanOrEqualTo(1)
                .allMatch(change -> change.before() == null);
        for (PairingStory story : List.of(inOneBatch, oneByOne)) {
            story.watermark("13:00").event(event("end")).event(event("start"));
        }
        assertSame(inOneBatch, oneByOne);
        for (PairingStory story : List.of(inOneBatch, oneByOne)) {
            story.watermark("2026-05-01T00:00:00Z");
            assertThat(story.remembered()).isZero();
        }
        assertSame(inOneBatch, oneByOne);
    }

    private SessionEvent event(String words) {
        return switch (words) {
            case "start" -> start("s", "10:45");
            case "another start" -> start("s", "10:46");
            case "start of other devices" ->
                    SessionEvent.started(NASA, "s", at("10:45"), devices("rover", "other"));
            case "end" -> end("s", "12:20", Quality.GOOD);
            case "another end" -> end("s", "12:20", Quality.BAD);
            case "too early end" -> end("s", "10:44", Quality.GOOD);
            case "too late end" -> end("s", "2026-03-17T10:45:00.001Z");
            default -> throw new IllegalArgumentException(words);
        };
    }

    private static void assertSame(PairingStory inOneBatch, PairingStory oneByOne) {
        assertThat(inOneBatch.tallies()).isEqualTo(oneByOne.tallies());
        assertThat(inOneBatch.duplicates).isEqualTo(oneByOne.duplicates);
        assertThat(inOneBatch.expired).isEqualTo(oneByOne.expired);
        assertThat(inOneBatch.rejected)
                .extracting(RejectedEvent::reason, RejectedEvent::message)
                .containsExactlyElementsOf(
                        oneByOne.rejected.stream()
                                .map(event -> tuple(event.reason(), event.message()))
                                .toList());
    }

    /** The watermark passes an edge, and then the batch is over that was begun before it. */
    @Test
    void batchThatIsBegunBeforeAnHourEdgeIsToldBeforeIt() {
        PairingStory story =
                PairingStory.inUtc()
                        .inBatches()
                        .watermark("10:50")
                        .event(start("open", "10:55"))
                        .event(start("s", "10:58"))
                        .event(end("s", "11:02"));
        assertThat(story.changes).as("what is over is told at once").hasSize(1);

        story.watermark("11:00");

        assertThat(story.tally(Period.HOUR, "10:00")).isEqualTo(tally(2, 2, 0, 7, 0, 0));
        assertThat(story.tally(Period.HOUR, "11:00")).isEqualTo(tally(2, 0, 1, 2, 0, 0));
        assertThat(story.changes)
                .extracting(PairingStory.Change::sessionId)
                .containsExactly("s", "open");
    }

    @Test
    void sessionThatEndsInALaterBatchTakesBackWhatWasTold() {
        PairingStory story =
                PairingStory.inUtc()
                        .inBatches()
                        .event(start("s", "10:55"))
                        .endOfBatch()
                        .event(end("s", "10:57"))
                        .endOfBatch();

        assertThat(story.changes)
                .extracting(PairingStory.Change::before, PairingStory.Change::after)
                .containsExactly(
                        tuple(null, Extent.open(at("10:55"))),
                        tuple(
                                Extent.open(at("10:55")),
                                Extent.ended(at("10:55"), at("10:57"), null)));
    }

    /** Its events are far behind the watermark: it expires before anybody was told of it. */
    @Test
    void sessionThatExpiresWithItsBatchIsToldAllTheSame() {
        PairingLimits limits =
                new PairingLimits(Duration.ofHours(24).toMillis(), Duration.ofHours(1).toMillis());
        PairingStory story =
                new PairingStory(limits, ScopeZones.all(ZoneId.of("UTC")))
                        .inBatches()
                        .watermark("2026-03-11T10:45:00Z")
                        .event(start("s", "10:45"))
                        .watermark("2026-03-11T11:45:00.001Z");

        assertThat(story.expired).isEqualTo(1);
        assertThat(story.remembered()).isZero();
        assertThat(story.tally(Period.DAY, "10:00")).isEqualTo(tally(1, 1, 1, 60, 0, 0));
    }

    @Test
    void correctionInTheSameBatchIsToldOnceAndWithItsUsage() {
        PairingStory story =
                PairingStory.inUtc()
                        .inBatches()
                        .event(start(STUDIO, "s", "10:45"))
                        .event(farmEnd("s", "10:44"))
                        .event(farmEnd("s", "11:00"))
                        .endOfBatch();

        assertThat(story.rejected).hasSize(1);
        assertThat(story.usages).hasSize(1);
        assertThat(story.changes)
                .extracting(PairingStory.Change::before, PairingStory.Change::after)
                .containsExactly(tuple(null, Extent.ended(at("10:45"), at("11:00"), null)));
    }

    /** A session that began at 10:15, with a maximum of 90 minutes, where limits change. */
    @ParameterizedTest(name = "at {0} to {1}: {2}, {3} minutes")
    @CsvSource({
        // Has not stopped, and may last longer or as long: nothing changes.
        "11:30, PT4H,   OPEN,    45,  false",
        // Has stopped at 11:45, and may last longer: goes on as if it had not.
        "14:00, PT4H,   OPEN,    225, true",
        // Would have been over before the hour that runs: keeps what was credited.
        "11:30, PT30M,  STOPPED, 45,  false",
        // Is over in the hour that runs: stops there when that is over.
        "11:30, PT75M,  OPEN,    45,  false",
        // Had stopped at 11:45, and may last less long: keeps what was credited.
        "14:00, PT30M,  STOPPED, 90,  false",
        "14:00, PT90M,  STOPPED, 90,  false",
    })
    void openSessionGoesOnByTheLimitsOfThisRun(
            String watermark, Duration max, Extent.Stage stage, long minutes, boolean goesOn) {
        long lateness = Duration.ofHours(24).toMillis();
        PairingStory story =
                new PairingStory(
                                new PairingLimits(lateness, Duration.ofMinutes(90).toMillis()),
                                ScopeZones.all(ZoneId.of("UTC")))
                        .event(start("s", "10:15"))
                        .watermark(watermark);

        Map<Bucket, Tally> credited = story.tallies();

        story.limits(new PairingLimits(lateness, max.toMillis()));

        if (!goesOn) {
            assertThat(story.tallies()).as("in every bucket").isEqualTo(credited);
        }
        PairingStory.Change last = story.changes.get(story.changes.size() - 1);
        assertThat(last.after().stage()).isEqualTo(stage);
        assertThat(story.tally(Period.DAY, "10:00")).isEqualTo(tally(1, 1, 0, minutes, 0, 0));
        story.event(end("s", "10:20"));
        assertThat(story.tallies())
                .as("a late end takes back whatever that was")
                .isEqualTo(
                        PairingStory.inUtc()
                                .event(start("s", "10:15"))
                                .event(end("s", "10:20"))
                                .tallies());
    }

    @Test
    void whatThisRunHasLetGoOfIsLetGoOfAtOnce() {
        PairingStory story =
                PairingStory.inUtc()
                        .event(end("waits", "10:15"))
                        .event(start("closed", "10:15"))
                        .event(end("closed", "10:15"))
                        .event(start("open", "10:15"))
                        .watermark("14:00");
        assertThat(story.remembered()).isEqualTo(3);

        story.limits(
                new PairingLimits(Duration.ofHours(1).toMillis(), Duration.ofHours(1).toMillis()));

        assertThat(story.remembered()).isZero();
        assertThat(story.expired).isEqualTo(1);
        assertThat(story.rejected)
                .extracting(RejectedEvent::reason)
                .containsExactly(RejectionReason.UNMATCHED);
    }

    /**
     * Sums of neighbours: for started, ended and duration, and sessions - ended = next - started.
     */
    private static void assertLaws(PairingStory story, ZoneId zone, String seed) {
        ZoneCalendar calendar = new ZoneCalendar(zone);
        Map<Bucket, Tally> tallies = story.tallies();
        for (Map.Entry<Bucket, Tally> entry : tallies.entrySet()) {
            Bucket bucket = entry.getKey();
            Tally tally = entry.getValue();
            Bucket next = calendar.bucket(bucket.period(), bucket.endMillis());
            Tally nextTally = tallies.getOrDefault(next, Tally.ZERO);
            assertThat(tally.sessions() - tally.ended())
                    .as("%s %s", seed, bucket)
                    .isEqualTo(nextTally.sessions() - nextTally.started());
            if (bucket.period() == Period.DAY) {
                Tally hours =
                        tallies.entrySet().stream()
                                .filter(hour -> hour.getKey().period() == Period.HOUR)
                                .filter(hour -> bucket.contains(hour.getKey().startMillis()))
                                .map(Map.Entry::getValue)
                                .reduce(Tally.ZERO, Tally::plus);
                assertThat(hours.started()).as(seed).isEqualTo(tally.started());
                assertThat(hours.ended()).as(seed).isEqualTo(tally.ended());
                assertThat(hours.durationMillis()).as(seed).isEqualTo(tally.durationMillis());
                assertThat(hours.rated()).as(seed).isEqualTo(tally.rated());
                assertThat(hours.notBad()).as(seed).isEqualTo(tally.notBad());
            }
        }
    }

    private static PairingStory play(
            List<SessionEvent> events, ZoneId zone, Random random, boolean timePasses) {
        PairingStory story = new PairingStory(PairingStory.LIMITS, ScopeZones.all(zone));
        if (timePasses) {
            story.inBatches();
        }
        long earliest = events.stream().mapToLong(SessionEvent::timeMillis).min().orElseThrow();
        long watermark = earliest;
        for (SessionEvent event : events) {
            if (timePasses && random.nextInt(3) == 0) {
                // Never so far that an event would be too late.
                watermark += random.nextLong(Duration.ofHours(2).toMillis());
                story.watermark(Math.min(watermark, earliest + Duration.ofHours(24).toMillis()));
            }
            story.event(event);
        }
        return story.endOfBatch();
    }

    /** Sessions within 24 hours around a change of the clocks, or the end of a month. */
    private static List<SessionEvent> randomSessions(Random random, ZoneId zone) {
        var transition = zone.getRules().nextTransition(Instant.parse("2006-06-01T00:00:00Z"));
        long around =
                transition == null || random.nextInt(3) == 0
                        ? at("2026-02-28T20:00:00Z")
                        : transition.getInstant().toEpochMilli();
        long from = around - Duration.ofHours(12).toMillis();
        List<SessionEvent> events = new ArrayList<>();
        for (int session = 0; session < 4; session++) {
            long start = from + random.nextInt(24 * 60) * MINUTE;
            long end =
                    start + random.nextInt((int) ((from - start) / MINUTE) + 24 * 60 + 1) * MINUTE;
            if (random.nextInt(6) == 0) {
                end = start;
            }
            Quality[] qualities = {null, Quality.GOOD, Quality.NORMAL, Quality.BAD};
            String id = "s" + session;
            events.add(SessionEvent.started(NASA, id, start, devices("rover", "console")));
            events.add(SessionEvent.ended(NASA, id, end, qualities[random.nextInt(4)]));
        }
        return events;
    }

    private static SessionEvent farmEnd(String sessionId, String time) {
        return SessionEvent.ended(STUDIO, sessionId, at(time), null);
    }

    private static SessionEvent farmStart(String sessionId, SessionDetails details) {
        return SessionEvent.started(STUDIO, sessionId, at("10:45"), details);
    }

    private static SessionDetails priced(UsageType usageType, Long hourlyRateMicroUsd) {
        return details("job", "shot", usageType, hourlyRateMicroUsd);
    }

    private static SessionDetails withJob(String jobName, String jobId) {
        return details(jobId, jobName, UsageType.COMPUTE, null);
    }

    private static SessionDetails details(
            String jobId, String jobName, UsageType usageType, Long hourlyRateMicroUsd) {
        return new SessionDetails(
                "queue",
                "fleet",
                jobId,
                jobName,
                "user",
                "worker",
                "c5.large",
                usageType,
                "maya",
                hourlyRateMicroUsd,
                null,
                List.of());
    }

    private static Tally tally(
            long sessions, long started, long ended, long minutes, long rated, long notBad) {
        return new Tally(sessions, started, ended, minutes * MINUTE, 0, 0, rated, notBad);
    }
}
