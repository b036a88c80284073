package io.sessionstats.bench.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.ingest.RecordHeaders;
import io.sessionstats.ingest.SessionEventJson;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionEvent;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GeneratedEventsTest {

    private static final int SESSIONS = 2000;
    private static final Instant FIRST = Instant.parse("2026-03-02T00:00:00Z");

    private final SessionEventJson json = new SessionEventJson();

    @Test
    void isTheSameForTheSameSeedAndAnotherForAnother() throws Exception {
        assertThat(texts(shape(Skew.EVEN, 42))).isEqualTo(texts(shape(Skew.EVEN, 42)));
        assertThat(texts(shape(Skew.EVEN, 43)))
                .doesNotContainAnyElementsOf(texts(shape(Skew.EVEN, 42)));
        assertThat(shape(Skew.EVEN, 43).topic()).isNotEqualTo(shape(Skew.EVEN, 42).topic());
    }

    /** Figures can only be compared with earlier ones while the default events stay as they are. */
    @Test
    void isWhatEarlierFiguresWereMeasuredWith() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String text : texts(shape(Skew.EVEN, 42))) {
            digest.update((text + "\n").getBytes(UTF_8));
        }

        assertThat(HexFormat.of().formatHex(digest.digest()))
                .isEqualTo("08799cd85f514742db321bb55c71240cfa8aef65be95db0bf52d3f1189016d07");
    }

    @ParameterizedTest
    @EnumSource
    void givesEverySessionAStartAndAnEndThatTheJobAccepts(Skew skew) throws Exception {
        Map<String, List<SessionEvent>> bySession =
                events(shape(skew, 42)).stream()
                        .collect(
                                Collectors.groupingBy(
                                        event -> event.scope() + " " + event.sessionId()));

        assertThat(bySession).hasSize(SESSIONS);
        assertThat(bySession.values())
                .allSatisfy(
                        pair -> {
                            assertThat(pair)
                                    .extracting(SessionEvent::kind)
                                    .containsExactlyInAnyOrder(SessionEvent.Kind.values());
                            assertThat(end(pair).timeMillis() - start(pair).timeMillis())
                                    .isBetween(1000L, Duration.ofDays(1).toMillis());
                            assertThat(end(pair).quality()).isNotNull();
                            assertThat(start(pair).timeMillis())
                                    .isBetween(
                                            FIRST.toEpochMilli(),
                                            FIRST.plus(Duration.ofDays(3)).toEpochMilli() - 1);
                        });
    }

    @Test
    void isOutOfOrderByNoMoreThanTheDisorder() throws Exception {
        long latest = FIRST.toEpochMilli();
        boolean outOfOrder = false;
        for (SessionEvent event : events(shape(Skew.EVEN, 42))) {
            assertThat(event.timeMillis()).isGreaterThan(latest - 10_000);
            outOfOrder |= event.timeMillis() < latest;
            latest = Math.max(latest, event.timeMillis());
        }

        assertThat(outOfOrder).isTrue();
    }

    @Test
    void putsNineOfTenSessionsIntoOneFarmOrProject() throws Exception {
        assertThat(shareOfLargest(scopes(Skew.FARM90))).isBetween(0.88, 0.92);
        assertThat(shareOfLargest(scopes(Skew.PROJECT90))).isBetween(0.88, 0.92);
        assertThat(shareOfLargest(scopes(Skew.EVEN))).isLessThan(0.3);
    }

    @Test
    void putsAThirdOfAllSessionsOnOneDeviceOrConsole() throws Exception {
        List<String> fieldDevices = new ArrayList<>();
        List<String> consoles = new ArrayList<>();
        for (SessionEvent event : starts(shape(Skew.DEVICE, 42))) {
            fieldDevices.add(event.details().fieldDeviceId());
        }
        for (SessionEvent event : starts(shape(Skew.CONSOLE, 42))) {
            List<String> ofSession = event.details().remoteDeviceIds();
            consoles.add(ofSession.isEmpty() ? null : ofSession.get(0));
        }
        fieldDevices.removeAll(Collections.singleton(null));
        consoles.removeAll(Collections.singleton(null));

        assertThat(shareOfLargest(fieldDevices) * fieldDevices.size() / SESSIONS)
                .isBetween(0.30, 0.37);
        assertThat(shareOfLargest(consoles) * consoles.size() / SESSIONS).isBetween(0.30, 0.37);
    }

    @Test
    void givesASessionAsManyConsolesAsAskedForAndNoneTwice() throws Exception {
        EventShape shape =
                new EventShape(
                        SESSIONS,
                        LocalDate.of(2026, 3, 2),
                        3,
                        1,
                        1,
                        10,
                        100,
                        64,
                        Skew.PROJECT90,
                        Duration.ofMinutes(10),
                        Duration.ZERO,
                        1);

        List<SessionEvent> ofProjects =
                starts(shape).stream()
                        .filter(event -> event.scope().kind() == Scope.Kind.PROJECT)
                        .toList();

        assertThat(ofProjects)
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.details().remoteDeviceIds()).hasSize(64));
    }

    @Test
    void keysTheRecordsOfASessionByItsId() throws Exception {
        Set<String> keys = new HashSet<>();
        Set<String> ids = new HashSet<>();
        new GeneratedEvents(shape(Skew.EVEN, 42))
                .inOrderOfArrival(
                        (key, value) -> {
                            keys.add(new String(key, UTF_8));
                            ids.add(parsed(value).sessionId());
                        });

        assertThat(keys).isEqualTo(ids).hasSize(SESSIONS);
    }

    private static EventShape shape(Skew skew, int seed) {
        return new EventShape(
                SESSIONS,
                LocalDate.of(2026, 3, 2),
                3,
                20,
                50,
                20_000,
                2_000,
                1,
                skew,
                Duration.ofMinutes(10),
                Duration.ofSeconds(10),
                seed);
    }

    private static List<String> texts(EventShape shape) throws Exception {
        List<String> texts = new ArrayList<>();
        new GeneratedEvents(shape)
                .inOrderOfArrival((key, value) -> texts.add(new String(value, UTF_8)));
        return texts;
    }

    private List<SessionEvent> events(EventShape shape) throws Exception {
        List<SessionEvent> events = new ArrayList<>();
        new GeneratedEvents(shape).inOrderOfArrival((key, value) -> events.add(parsed(value)));
        return events;
    }

    private List<SessionEvent> starts(EventShape shape) throws Exception {
        return events(shape).stream()
                .filter(event -> event.kind() == SessionEvent.Kind.STARTED)
                .toList();
    }

    private List<String> scopes(Skew skew) throws Exception {
        return starts(shape(skew, 42)).stream().map(event -> event.scope().toString()).toList();
    }

    private SessionEvent parsed(byte[] value) {
        long now = FIRST.plus(Duration.ofDays(10)).toEpochMilli();
        return json.parse(value, RecordHeaders.NONE, "topic", 0, 0, now).event().event();
    }

    private static SessionEvent start(List<SessionEvent> pair) {
        return pair.get(0).kind() == SessionEvent.Kind.STARTED ? pair.get(0) : pair.get(1);
    }

    private static SessionEvent end(List<SessionEvent> pair) {
        return pair.get(0).kind() == SessionEvent.Kind.ENDED ? pair.get(0) : pair.get(1);
    }

    private static double shareOfLargest(List<String> values) {
        Map<String, Integer> counts = new HashMap<>();
        values.forEach(value -> counts.merge(value, 1, Integer::sum));
        return (double) Collections.max(counts.values()) / values.size();
    }
}
