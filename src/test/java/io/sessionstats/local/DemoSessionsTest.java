package io.sessionstats.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DemoSessionsTest {

    private static final long FROM = Instant.parse("2026-03-28T22:00:00Z").toEpochMilli();
    private static final long TWO_HOURS = 2 * 3_600_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DemoSessions sessions = new DemoSessions(7);
    private final List<DemoRecord> records = sessions.due(FROM, FROM + TWO_HOURS, start -> true);

    @Test
    void sameSeedGivesTheSameRecordsInWhateverPieces() {
        List<DemoRecord> pieces = new ArrayList<>();
        for (long at = FROM; at < FROM + TWO_HOURS; at += 60_000) {
            pieces.addAll(new DemoSessions(7).due(at, at + 60_000, start -> true));
        }

        assertThat(pieces).isEqualTo(records);
    }

    @Test
    void otherSeedGivesOtherSessions() {
        Set<DemoRecord> others =
                new HashSet<>(new DemoSessions(8).due(FROM, FROM + TWO_HOURS, start -> true));

        assertThat(records).noneMatch(others::contains);
    }

    @Test
    void everyRecordIsAnEventOfTheContract() throws IOException {
        Set<String> farmFields =
                Set.of(
                        "type",
                        "sessionId",
                        "time",
                        "farmId",
                        "queueId",
                        "fleetId",
                        "jobId",
                        "jobName",
                        "userId",
                        "workerId",
                        "instanceType",
                        "usageType",
                        "licenseProduct",
                        "hourlyRateUsd");
        Set<String> projectFields =
                Set.of(
                        "type",
                        "sessionId",
                        "time",
                        "projectId",
                        "fieldDeviceId",
                        "remoteDeviceIds");
        Set<String> seen = new HashSet<>();
        for (DemoRecord record : records) {
            JsonNode event = JSON.readTree(record.json());
            Set<String> names = new HashSet<>();
            event.fieldNames().forEachRemaining(names::add);
            seen.addAll(names);
            boolean start = event.get("type").asText().equals("SESSION_STARTED");
            if (start) {
                assertThat(event.has("farmId") ? farmFields : projectFields).containsAll(names);
            } else {
                assertThat(event.get("type").asText()).isEqualTo("SESSION_ENDED");
                names.removeAll(Set.of("type", "sessionId", "time", "quality"));
                assertThat(names).isSubsetOf("farmId", "projectId").hasSize(1);
            }
            assertThat(event.get("sessionId").asText()).isEqualTo(record.sessionId());
            assertThat(event.has("farmId")).isNotEqualTo(event.has("projectId"));
            long timeMillis = Instant.parse(event.get("time").asText()).toEpochMilli();
            assertThat(record.dueMillis())
                    .isBetween(timeMillis, timeMillis + DemoSessions.LONGEST_DELAY_MILLIS);
            for (JsonNode value : event) {
                assertThat(value.asText().length()).isLessThanOrEqualTo(128);
            }
        }
        assertThat(seen).containsAll(farmFields).containsAll(projectFields).contains("quality");
    }

    @Test
    void everySessionStartsAndEndsOnceWithinItsSlot() throws IOException {
        Map<String, Set<String>> events = new HashMap<>();
        Map<String, Long> startMillis = new HashMap<>();
        Map<String, Long> endMillis = new HashMap<>();
        for (DemoRecord record : records) {
            JsonNode event = JSON.readTree(record.json());
            events.computeIfAbsent(record.sessionId(), id -> new HashSet<>()).add(record.json());
            boolean start = event.get("type").asText().equals("SESSION_STARTED");
            (start ? startMillis : endMillis)
                    .put(
                            record.sessionId(),
                            Instant.parse(event.get("time").asText()).toEpochMilli());
        }

        assertThat(events.values()).allMatch(ofSession -> ofSession.size() <= 2);
        assertThat(startMillis).hasSizeGreaterThan(1_000);
        endMillis.forEach(
                (session, end) -> {
                    if (startMillis.containsKey(session)) {
                        assertThat(end - startMillis.get(session))
                                .isBetween(1L, DemoLane.LONGEST_SLOT_MILLIS);
                    }
                });
    }

    @Test
    void someRecordsAreOutOfOrderSomeLateSomeTwiceAndTheRestSoon() throws IOException {
        int disordered = 0;
        int late = 0;
        int repeated = 0;
        Set<String> seen = new HashSet<>();
        for (DemoRecord record : records) {
            long timeMillis =
                    Instant.parse(JSON.readTree(record.json()).get("time").asText()).toEpochMilli();
            long delayMillis = record.dueMillis() - timeMillis;
            if (!seen.add(record.json())) {
                repeated++;
            } else if (delayMillis > 10_000) {
                late++;
            } else if (delayMillis > 1_000) {
                disordered++;
            }
        }

        int count = records.size();
        assertThat(disordered).isBetween(count / 50, count / 8);
        assertThat(late).isBetween(count / 50, count / 8);
        assertThat(repeated).isBetween(count / 200, count / 20);
    }

    @Test
    void livelyInEveryScope() throws IOException {
        Map<String, Integer> ofScope = new HashMap<>();
        for (DemoRecord record : sessions.due(FROM, FROM + 60_000, start -> true)) {
            JsonNode event = JSON.readTree(record.json());
            ofScope.merge(
                    event.path("farmId").asText(event.path("projectId").asText()), 1, Integer::sum);
        }

        assertThat(ofScope)
                .hasSize(4)
                .allSatisfy((scope, events) -> assertThat(events).isGreaterThan(5));
    }
}
