package io.sessionstats.oracle;

import io.sessionstats.ingest.RejectionReason;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Records that are no events: bytes that are not JSON, events with one thing wrong, and clocks that
 * are ahead of the world's.
 */
final class Garbage {

    private final Random random;
    private final EventJson json;

    Garbage(Random random) {
        this.random = random;
        this.json = new EventJson(random);
    }

    /** One of each kind, made of an event that by itself would be a good one. */
    List<ObservedRecord> oneOfEach(SessionEvent event) {
        String good = json.plain(event);
        List<ObservedRecord> records = new ArrayList<>();
        records.add(malformed((byte[]) null));
        records.add(malformed(new byte[0]));
        records.add(malformed(randomBytes()));
        records.add(malformed(brokenUtf8(event)));
        records.add(malformed("\0"));
        records.add(malformed("null"));
        records.add(malformed("17"));
        records.add(malformed("\"" + "SESSION_STARTED" + "\""));
        records.add(malformed("[" + good + "]"));
        records.add(malformed("[".repeat(20_000)));
        records.add(malformed("{\"a\":".repeat(20_000)));
        records.add(malformed(good.strip().substring(0, good.strip().length() - 1)));
        records.add(malformed(good + "x"));
        records.add(malformed(good + good));
        records.add(malformed(good.replace('"', '\'')));

        for (String name : List.of("type", "sessionId", "time")) {
            records.add(malformed(without(event, name)));
            records.add(malformed(with(event, name, "null")));
            records.add(malformed(with(event, name, "true")));
            records.add(malformed(with(event, name, "[]")));
            records.add(malformed(with(event, name, "\"\"")));
        }
        String scope = event.scope().kind() == Scope.Kind.FARM ? "farmId" : "projectId";
        String otherScope = event.scope().kind() == Scope.Kind.FARM ? "projectId" : "farmId";
        records.add(malformed(without(event, scope)));
        records.add(malformed(with(event, scope, "16")));
        records.add(malformed(with(event, otherScope, "\"both\"")));
        records.add(malformed(with(event, "type", "\"SESSION_PAUSED\"")));
        records.add(malformed(with(event, "type", "\"session_started\"")));
        records.add(malformed(with(event, "sessionId", "16")));
        records.add(malformed(with(event, "sessionId", "\"" + "x".repeat(129) + "\"")));
        records.add(malformed(with(event, "sessionId", "\"a\\u0000b\"")));
        records.add(malformed(with(event, "sessionId", "\"a\\ud83d\"")));
        records.add(malformed(with(event, "sessionId", "\"\\ude00a\"")));
        records.add(malformed(with(event, "time", "\"yesterday\"")));
        records.add(malformed(with(event, "time", "\"2024-05-01T10:00:00\"")));
        records.add(malformed(with(event, "time", "\"2024-02-30T10:00:00Z\"")));
        records.add(malformed(with(event, "time", "1714557600000.5")));
        records.add(malformed(with(event, "time", "\"1714557600000\"")));
        records.add(malformed(with(event, "time", "94694399999")));
        records.add(malformed(with(event, "time", "\"1972-12-31T23:59:59.999Z\"")));
        records.add(future(with(event, "time", "4070908800000")));
        records.add(future(with(event, "time", "\"2099-01-01T00:00:00Z\"")));
        // Map.of has another order in every JVM; the same seed is to give the same stream.
        new TreeMap<>(wrongMembersOfItsOwn(event))
                .forEach(
                        (name, values) -> {
                            for (String value : values) {
                                records.add(malformed(with(event, name, value)));
                            }
                        });
        return records;
    }

    private static Map<String, List<String>> wrongMembersOfItsOwn(SessionEvent event) {
        if (event.kind() == SessionEvent.Kind.ENDED) {
            return Map.of("quality", List.of("\"GREAT\"", "1", "\"\""));
        }
        if (event.scope().kind() == Scope.Kind.FARM) {
            return Map.of(
                    "hourlyRateUsd",
                    List.of("-1", "1000000.000001", "0.1234567", "\"much\"", "\"\"", "[1]"),
                    "usageType",
                    List.of("\"GPU\"", "0"),
                    "workerId",
                    List.of("7", "\"\"", "[\"w\"]"));
        }
        return Map.of(
                "fieldDeviceId",
                List.of("7", "\"\"", "[\"robot\"]"),
                "remoteDeviceIds",
                List.of("\"desk\"", "[7]", "[\"\"]", "[[\"desk\"]]", sixtyFiveConsoles()));
    }

    private static String sixtyFiveConsoles() {
        return IntStream.range(0, 65)
                .mapToObj(i -> "\"desk-" + i + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** Any one of them. */
    ObservedRecord any(SessionEvent event) {
        List<ObservedRecord> all = oneOfEach(event);
        return all.get(random.nextInt(all.size()));
    }

    private String without(SessionEvent event, String name) {
        List<String> members = json.members(event);
        members.removeIf(member -> isCalled(member, name));
        return json.object(members);
    }

    private String with(SessionEvent event, String name, String value) {
        List<String> members = json.members(event);
        members.removeIf(member -> isCalled(member, name));
        members.add(json.member(name, value));
        return json.object(members);
    }

    private static boolean isCalled(String member, String name) {
        return member.startsWith("\"" + name + "\"");
    }

    /** A good event but for a byte in its session id that no UTF-8 text holds. */
    private byte[] brokenUtf8(SessionEvent event) {
        byte[] bytes = with(event, "sessionId", "\"session ?\"").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '?') {
                bytes[i] = (byte) 0xC3;
            }
        }
        return bytes;
    }

    private byte[] randomBytes() {
        byte[] bytes = new byte[1 + random.nextInt(200)];
        random.nextBytes(bytes);
        // No JSON text begins so, whatever follows.
        bytes[0] = (byte) 0xFF;
        return bytes;
    }

    private static ObservedRecord malformed(String text) {
        return malformed(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ObservedRecord malformed(byte[] value) {
        return new ObservedRecord(null, Map.of(), value, null, RejectionReason.MALFORMED);
    }

    private static ObservedRecord future(String text) {
        return new ObservedRecord(
                null,
                Map.of(),
                text.getBytes(StandardCharsets.UTF_8),
                null,
                RejectionReason.FUTURE);
    }
}
