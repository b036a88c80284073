package io.sessionstats.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.ingest.RejectionReason;
import io.sessionstats.oracle.Recomputation.Rejection;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RandomSessionsTest {

    private static final Duration LATENESS = Duration.ofHours(24);
    private static final Duration MAXIMUM = Duration.ofDays(7);
    private static final Scope FARM = Scope.farm("farm");
    private static final Scope PROJECT = Scope.project("project");

    /** Over a month's end and a clock change of both zones. */
    private static RandomStream stream(long seed) {
        ScopeZones zones =
                new ScopeZones(
                        ZoneId.of("America/New_York"),
                        Map.of(PROJECT, ZoneId.of("Australia/Lord_Howe")));
        return RandomSessions.stream(
                seed,
                StreamShape.of(
                        600,
                        List.of(FARM, PROJECT),
                        zones,
                        Instant.parse("2024-10-01T00:00:00Z"),
                        Instant.parse("2024-11-05T00:00:00Z")));
    }

    private static Recomputation compute(RandomStream stream, List<Step> steps) {
        return NaiveStatistics.compute(steps, stream.shape().zones(), LATENESS, MAXIMUM);
    }

    @Test
    void sameSeedGivesTheSameStream() {
        RandomStream one = stream(7);
        RandomStream other = stream(7);

        assertThat(other.records()).hasSameSizeAs(one.records());
        for (int i = 0; i < one.records().size(); i++) {
            assertThat(other.records().get(i).value()).isEqualTo(one.records().get(i).value());
            assertThat(other.records().get(i).key()).isEqualTo(one.records().get(i).key());
        }
        assertThat(stream(8).records().stream().map(ObservedRecord::event).toList())
                .isNotEqualTo(one.records().stream().map(ObservedRecord::event).toList());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyFateOccurs(long seed) {
        RandomStream stream = stream(seed);
        Recomputation result = compute(stream, stream.stepsUpTo(stream.finalWatermarkMillis()));

        assertThat(result.duplicates()).isGreaterThan(50);
        assertThat(result.expired()).isGreaterThan(5);
        assertThat(result.cells().values()).anyMatch(cell -> cell.sessions() > 1);
        assertThat(result.jobNames()).isNotEmpty();
        assertThat(result.rejections())
                .extracting(Rejection::reason)
                .contains(RejectionReason.CONFLICTING, RejectionReason.UNMATCHED)
                .doesNotContain(RejectionReason.TOO_LATE);
        assertThat(stream.records())
                .extracting(ObservedRecord::garbage)
                .contains(RejectionReason.MALFORMED, RejectionReason.FUTURE);
        assertThat(latenessesMillis(stream))
                .anyMatch(millis -> millis > Duration.ofHours(20).toMillis())
                .allMatch(millis -> millis < LATENESS.toMillis());
        assertThat(result.scopeRows().values())
                .anyMatch(tally -> tally.sessions() > 0 && tally.durationMillis() == 0);
        assertThat(result.deviceRows().values())
                .anyMatch(
                        row ->
                                row.fieldDevices().contains(row.deviceId())
                                        && row.remoteDevices().contains(row.deviceId()));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void rowsDoNotDependOnWatermarksOnTheWay(long seed) {
        RandomStream stream = stream(seed);

        Recomputation atTheEnd = compute(stream, stream.stepsUpTo(stream.finalWatermarkMillis()));
        Recomputation onTheWay = compute(stream, stream.stepsWithWatermarks());

        assertSame(onTheWay, atTheEnd);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void rowsDoNotDependOnHowKeysInterleave(long seed) {
        RandomStream stream = stream(seed);
        long watermark = stream.finalWatermarkMillis();
        RandomStream shuffled =
                new RandomStream(
                        seed, stream.shape(), interleaved(stream.records(), seed), List.of());

        assertThat(shuffled.records()).isNotEqualTo(stream.records());
        assertSame(
                compute(stream, shuffled.stepsUpTo(watermark)),
                compute(stream, stream.stepsUpTo(watermark)));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void tooLateEventsAreAllRejected(long seed) {
        RandomStream stream = stream(seed);
        List<Step> steps = new ArrayList<>(stream.stepsWithWatermarks());
        Recomputation before = compute(stream, steps);
        steps.addAll(stream.tooLateSteps());
        Recomputation after = compute(stream, steps);

        assertThat(stream.tooLate()).hasSizeGreaterThan(10);
        assertThat(after.rejections().stream().map(Rejection::reason))
                .filteredOn(reason -> reason == RejectionReason.TOO_LATE)
                .hasSameSizeAs(stream.tooLate());
        assertThat(after.scopeRows()).isEqualTo(before.scopeRows());
    }

    @ParameterizedTest(name = "seed {0} in {1}")
    @CsvSource({"1, UTC", "2, Asia/Kathmandu", "3, America/St_Johns", "4, Pacific/Apia"})
    void streamsTouchTheEdgesOfTheirZones(long seed, String zone) {
        RandomStream stream =
                RandomSessions.stream(
                        seed,
                        StreamShape.of(
                                300,
                                List.of(PROJECT),
                                ScopeZones.all(ZoneId.of(zone)),
                                Instant.parse("2006-10-20T00:00:00Z"),
                                Instant.parse("2006-11-10T00:00:00Z")));
        NaiveCalendar calendar = new NaiveCalendar(ZoneId.of(zone));
        Set<String> edges = new HashSet<>();
        for (ObservedRecord record : stream.records()) {
            if (record.event() != null) {
                for (Period period : Period.values()) {
                    long millis = record.event().timeMillis();
                    if (calendar.bucket(period, millis).startMillis() == millis) {
                        edges.add(record.event().kind() + " " + period);
                    }
                }
            }
        }

        assertThat(edges)
                .contains(
                        "STARTED HOUR",
                        "STARTED DAY",
                        "STARTED MONTH",
                        "ENDED HOUR",
                        "ENDED DAY",
                        "ENDED MONTH");
    }

    /** Read back with another's parser. */
    @Test
    void recordsSayWhatTheirEventsSay() throws IOException {
        for (ObservedRecord record : stream(3).records()) {
            if (record.event() != null) {
                Map<String, Object> members = parse(record.value());
                if (members.get("specversion") != null) {
                    members = asObject(members.get("data"));
                }
                assertThat(members).containsAllEntriesOf(expectedMembers(record.event()));
                assertThat(timeMillis(members.get("time"))).isEqualTo(record.event().timeMillis());
                if (record.event().details() != null
                        && record.event().details().hourlyRateMicroUsd() != null) {
                    assertThat(new BigDecimal(members.get("hourlyRateUsd").toString()))
                            .isEqualByComparingTo(
                                    BigDecimal.valueOf(
                                            record.event().details().hourlyRateMicroUsd(), 6));
                }
                if (record.event().scope().kind() == Scope.Kind.PROJECT
                        && record.event().details() != null) {
                    Object consoles = members.getOrDefault("remoteDeviceIds", List.of());
                    assertThat(new HashSet<>((List<?>) consoles))
                            .isEqualTo(new HashSet<>(record.event().details().remoteDeviceIds()));
                }
            }
        }
    }

    private static void assertSame(Recomputation actual, Recomputation expected) {
        assertThat(actual.scopeRows()).isEqualTo(expected.scopeRows());
        assertThat(actual.deviceRows()).isEqualTo(expected.deviceRows());
        assertThat(actual.cells()).isEqualTo(expected.cells());
        assertThat(actual.jobNames()).isEqualTo(expected.jobNames());
        assertThat(actual.rejections()).containsExactlyInAnyOrderElementsOf(expected.rejections());
        assertThat(actual.counted()).isEqualTo(expected.counted());
        assertThat(actual.duplicates()).isEqualTo(expected.duplicates());
        assertThat(actual.waiting()).isEqualTo(expected.waiting());
        assertThat(actual.expired()).isEqualTo(expected.expired());
    }

    private static List<Long> latenessesMillis(RandomStream stream) {
        List<Long> latenesses = new ArrayList<>();
        long latest = Long.MIN_VALUE;
        for (ObservedRecord record : stream.records()) {
            if (record.event() != null) {
                latest = Math.max(latest, record.event().timeMillis());
                latenesses.add(latest - record.event().timeMillis());
            }
        }
        return latenesses;
    }

    /** In any order but that of the records of one key. */
    private static List<ObservedRecord> interleaved(List<ObservedRecord> records, long seed) {
        Map<String, Deque<ObservedRecord>> queueByKey = new LinkedHashMap<>();
        for (int i = 0; i < records.size(); i++) {
            String key = Objects.requireNonNullElse(records.get(i).key(), "no key " + i);
            queueByKey.computeIfAbsent(key, unseen -> new ArrayDeque<>()).add(records.get(i));
        }
        Random random = new Random(seed);
        List<Deque<ObservedRecord>> queues = new ArrayList<>(queueByKey.values());
        List<ObservedRecord> interleaved = new ArrayList<>();
        while (!queues.isEmpty()) {
            int next = random.nextInt(queues.size());
            interleaved.add(queues.get(next).remove());
            if (queues.get(next).isEmpty()) {
                queues.remove(next);
            }
        }
        return interleaved;
    }

    private static Map<String, Object> expectedMembers(SessionEvent event) {
        boolean farm = event.scope().kind() == Scope.Kind.FARM;
        Map<String, Object> members = new HashMap<>();
        members.put("type", "SESSION_" + event.kind());
        members.put("sessionId", event.sessionId());
        members.put(farm ? "farmId" : "projectId", event.scope().id());
        if (event.quality() != null) {
            members.put("quality", event.quality().name());
        }
        if (event.details() != null && farm) {
            members.put("queueId", event.details().queueId());
            members.put("fleetId", event.details().fleetId());
            members.put("jobId", event.details().jobId());
            members.put("jobName", event.details().jobName());
            members.put("userId", event.details().userId());
            members.put("workerId", event.details().workerId());
            members.put("instanceType", event.details().instanceType());
            members.put("licenseProduct", event.details().licenseProduct());
        } else if (event.details() != null) {
            members.put("fieldDeviceId", event.details().fieldDeviceId());
        }
        members.values().removeIf(Objects::isNull);
        return members;
    }

    private static long timeMillis(Object time) {
        return time instanceof String text
                ? OffsetDateTime.parse(text).toInstant().toEpochMilli()
                : ((Number) time).longValue();
    }

    private static Map<String, Object> parse(byte[] json) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            Object value = value(parser);
            assertThat(parser.nextToken()).isNull();
            return asObject(value);
        }
    }

    @SuppressWarnings("unchecked") // An object's members are put under strings, below
    private static Map<String, Object> asObject(Object value) {
        return (Map<String, Object>) value;
    }

    private static Object value(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> members = new HashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    assertThat(members).doesNotContainKey(name);
                    members.put(name, value(parser));
                }
                return members;
            }
            case START_ARRAY -> {
                List<Object> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(parser));
                }
                return elements;
            }
            case VALUE_NULL -> {
                return null;
            }
            case VALUE_STRING -> {
                return parser.getText();
            }
            default -> {
                return parser.getDecimalValue();
            }
        }
    }
}
