package io.sessionstats.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.session.PackedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the plain reader reads, the JSON parser reads the same; whatever is odd it leaves alone. */
class PlainEventsTest {

    private static final int ROUNDS = 60_000;

    /** Headers that say nothing keep {@link SessionEventJson} from reading plainly. */
    private static final RecordHeaders SLOWLY = header -> null;

    private final PlainEvents plain = new PlainEvents(new PackedEvent.Packer());
    private final Records records = new Records();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            farm start    |
            farm end      |
            project start |
            project end   |
            farm end      | 'quality': 'GOOD'
            farm end      | 'quality': 'NORMAL'
            project end   | 'quality': 'BAD'
            farm start    | 'usageType': 'COMPUTE'
            farm start    | 'usageType': 'LICENSE', 'licenseProduct': 'maya'
            farm start    | 'queueId': 'q', 'fleetId': 'f', 'jobId': 'j', 'jobName': 'n', 'userId': 'u', 'workerId': 'w', 'instanceType': 'i'
            farm start    | 'hourlyRateUsd': 1.25
            farm start    | 'hourlyRateUsd': 0
            farm start    | 'hourlyRateUsd': 0.000001
            farm start    | 'hourlyRateUsd': 999999.999999
            farm start    | 'hourlyRateUsd': '1.25'
            project start | 'fieldDeviceId': 'rover'
            project start | 'remoteDeviceIds': []
            project start | 'remoteDeviceIds': ['b', 'a', 'b']
            farm end      | 'workerId': 'ignored', 'hourlyRateUsd': 7, 'remoteDeviceIds': ['ignored']
            """)
    void plainSpellingIsReadPlainly(String kind, String members) {
        assertReadPlainly(with(EventText.named(kind).json(), members));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'2026-03-01T10:05:00Z'",
                "'2026-03-01T10:05:00.123Z'",
                "'2024-02-29T23:59:59.999Z'",
                "'1973-01-01T00:00:00Z'",
                "1772359500000",
                "94694400000",
            })
    void plainTimeIsReadPlainly(String time) {
        assertReadPlainly(EventText.farmStart().with("time", time).json());
    }

    private void assertReadPlainly(String json) {
        byte[] value = json.getBytes(UTF_8);

        PackedEvent event = read(value);

        assertThat(event).as(json).isNotNull();
        assertSame(event, value, json);
    }

    /** Right or wrong: it is for the JSON parser to say. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            farm start    | 'unknown': 1
            farm start    | 'specversion': '1.0'
            farm start    | 'queueId': null
            farm start    | 'queueId': ''
            farm start    | 'queueId': 'ü'
            farm start    | 'queueId': '\\u0061'
            farm start    | 'queueId': 7
            farm start    | 'sessionId': 's1'
            farm start    | 'projectId': 'p'
            farm start    | 'usageType': 'GPU'
            farm start    | 'hourlyRateUsd': 1e3
            farm start    | 'hourlyRateUsd': -1
            farm start    | 'hourlyRateUsd': 1000000.5
            farm start    | 'hourlyRateUsd': 1.1234567
            farm start    | 'hourlyRateUsd': '1.'
            farm start    | 'hourlyRateUsd': '.5'
            farm start    | 'hourlyRateUsd': '007'
            farm start    | 'hourlyRateUsd': '1 '
            farm end      | 'quality': 'GREAT'
            farm end      | 'hourlyRateUsd': 1..5
            farm end      | 'hourlyRateUsd': 007
            farm end      | 'hourlyRateUsd': .
            farm end      | 'hourlyRateUsd': 1.
            project start | 'hourlyRateUsd': 1.2.3
            project start | 'remoteDeviceIds': ['']
            project start | 'remoteDeviceIds': [7]
            project start | 'remoteDeviceIds': 'a'
            project start | 'remoteDeviceIds': ['a',]
            """)
    void anythingElseIsLeftToTheParser(String kind, String members) {
        String json = with(EventText.named(kind).json(), members);

        assertThat(read(json.getBytes(UTF_8))).as(json).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'2026-03-01T10:05:00+00:00'",
                "'2026-03-01 10:05:00Z'",
                "'2026-03-01T10:05:60Z'",
                "'2026-03-01T24:00:00Z'",
                "'2026-02-29T10:05:00Z'",
                "'2026-13-01T10:05:00Z'",
                "'2026-03-00T10:05:00Z'",
                "'2026-03-01T10:05:00.12Z'",
                "'1772359500000'",
                "1772359500000.0",
                "1.7723595e12",
                "1772359500",
                "01772359500000",
                "9772359500000",
                "-1",
                "1000000000000000000",
            })
    void oddTimeIsLeftToTheParser(String time) {
        String json = EventText.farmStart().with("time", time).json();

        assertThat(read(json.getBytes(UTF_8))).as(json).isNull();
    }

    @Test
    void anotherEventLeavesNothingBehind() {
        assertReadPlainly(
                with(
                        EventText.farmStart().json(),
                        "'usageType': 'LICENSE', 'licenseProduct': 'maya', 'hourlyRateUsd': 1,"
                                + " 'queueId': 'a queue', 'remoteDeviceIds': ['a', 'b']"));
        assertReadPlainly(EventText.farmStart().json());
        assertReadPlainly(EventText.projectStart().json());
        assertReadPlainly(with(EventText.projectEnd().json(), "'quality': 'GOOD'"));
        assertReadPlainly(EventText.projectEnd().json());
        // As long as a word that it is compared with, and no longer there
        assertReadPlainly(with(EventText.farmStart().json(), "'usageType': 'COMPUTE'"));
        assertReadPlainly(EventText.farmStart().json());
    }

    /** One event after the other through one reader, as in the job. */
    @Test
    void whateverIsReadPlainlyTheParserReadsTheSame() {
        for (long seed = 1; seed <= 3; seed++) {
            Mutations mutations = new Mutations(new Random(seed));
            int readPlainly = 0;
            for (int round = 0; round < ROUNDS; round++) {
                byte[] value = mutations.next();
                PackedEvent event = read(value);
                if (event != null) {
                    readPlainly++;
                    String text = new String(value, StandardCharsets.ISO_8859_1);
                    assertSame(event, value, "seed " + seed + ", round " + round + ": " + text);
                }
            }
            assertThat(readPlainly).as("seed " + seed).isBetween(ROUNDS / 6, ROUNDS / 2);
        }
    }

    private PackedEvent read(byte[] value) {
        return plain.read(
                value,
                SessionEventRules.EARLIEST_MILLIS,
                Records.NOW_MILLIS + SessionEventRules.MAX_AHEAD_MILLIS);
    }

    private void assertSame(PackedEvent event, byte[] value, String description) {
        ParsedRecord parsed = records.read(value, SLOWLY);
        assertThat(parsed.rejection()).as(description).isNull();
        PackedEvent expected = parsed.event();
        assertThat(event.unpacked()).as(description).isEqualTo(expected.unpacked());
        assertThat(Arrays.equals(event.bytes(), expected.bytes())).as(description).isTrue();
        assertThat(event.keyHigh()).as(description).isEqualTo(expected.keyHigh());
        assertThat(event.keyLow()).as(description).isEqualTo(expected.keyLow());
        assertThat(event.timeMillis()).as(description).isEqualTo(expected.timeMillis());
        assertThat(event.qualityCode()).as(description).isEqualTo(expected.qualityCode());
    }

    private static String with(String json, String members) {
        return members == null
                ? json
                : json.substring(0, json.length() - 1) + ", " + members.replace('\'', '"') + "}";
    }

    /** Events that are plain, nearly so, or were so before a few bytes were changed. */
    private record Mutations(Random random) {

        private static final List<String> NAMES =
                List.of(
                        "queueId",
                        "fleetId",
                        "jobId",
                        "jobName",
                        "userId",
                        "workerId",
                        "instanceType",
                        "licenseProduct",
                        "fieldDeviceId");

        private static final List<String> ODD_TEXTS =
                List.of("\"\"", "null", "7", "\"\\u0061\"", "\"ü\"", "\"🤖\"", "true", "[]", "{}");

        byte[] next() {
            byte[] value = object().getBytes(UTF_8);
            if (random.nextInt(3) != 0) {
                return value;
            }
            for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
                value = changed(value);
            }
            return value;
        }

        private byte[] changed(byte[] value) {
            int at = random.nextInt(value.length);
            return switch (random.nextInt(5)) {
                case 0 -> with(value, at, (byte) random.nextInt(256));
                case 1 ->
                        with(
                                value,
                                at,
                                (byte) "{}[]\",:\\0123456789.-e \n\t".charAt(random.nextInt(24)));
                case 2 -> with(value, at, (byte) (value[at] ^ (1 << random.nextInt(8))));
                case 3 -> Arrays.copyOf(value, at + 1);
                default -> without(value, at);
            };
        }

        private static byte[] with(byte[] value, int at, byte b) {
            value[at] = b;
            return value;
        }

        private static byte[] without(byte[] value, int at) {
            if (value.length == 1) {
                return value;
            }
            byte[] shorter = new byte[value.length - 1];
            System.arraycopy(value, 0, shorter, 0, at);
            System.arraycopy(value, at + 1, shorter, at, shorter.length - at);
            return shorter;
        }

        private String object() {
            boolean farm = random.nextBoolean();
            List<String> members = new ArrayList<>();
            members.add(
                    member(
                            "type",
                            random.nextBoolean() ? "\"SESSION_STARTED\"" : "\"SESSION_ENDED\""));
            members.add(member("sessionId", name()));
            members.add(member(farm ? "farmId" : "projectId", name()));
            members.add(member("time", time()));
            for (String name : NAMES) {
                if (random.nextInt(4) == 0) {
                    members.add(member(name, text()));
                }
            }
            if (random.nextInt(3) == 0) {
                members.add(member("usageType", word("COMPUTE", "LICENSE")));
            }
            if (random.nextInt(3) == 0) {
                members.add(member("quality", word("GOOD", "NORMAL", "BAD")));
            }
            if (random.nextInt(3) == 0) {
                members.add(member("hourlyRateUsd", rate()));
            }
            if (random.nextInt(3) == 0) {
                members.add(member("remoteDeviceIds", devices()));
            }
            if (random.nextInt(20) == 0) {
                members.add(members.get(random.nextInt(members.size()))); // Twice
            }
            if (random.nextInt(30) == 0) {
                members.add(member("unknown", "{\"type\":[1,null]}"));
            }
            if (random.nextInt(30) == 0) {
                members.remove(random.nextInt(members.size()));
            }
            Collections.shuffle(members, random);
            return space() + "{" + String.join(",", members) + "}" + space();
        }

        private String member(String name, String value) {
            return space() + '"' + name + '"' + space() + ":" + space() + value + space();
        }

        private String space() {
            return random.nextInt(20) == 0 ? " \n\r\t".substring(random.nextInt(4)) : "";
        }

        private String text() {
            return random.nextInt(12) == 0
                    ? ODD_TEXTS.get(random.nextInt(ODD_TEXTS.size()))
                    : name();
        }

        private String name() {
            int length =
                    switch (random.nextInt(40)) {
                        case 0 -> 128;
                        case 1 -> 129;
                        default -> 1 + random.nextInt(8);
                    };
            return IntStream.range(0, length)
                    .mapToObj(
                            i -> String.valueOf("abcXYZ019-_. ~/{}[]:,".charAt(random.nextInt(21))))
                    .collect(Collectors.joining("", "\"", "\""));
        }

        private String word(String... words) {
            return random.nextInt(12) == 0
                    ? text()
                    : '"' + words[random.nextInt(words.length)] + '"';
        }

        private String time() {
            long millis =
                    random.nextInt(20) == 0
                            ? Records.NOW_MILLIS + 600_000 + random.nextInt(3) - 1
                            : random.nextLong(Records.NOW_MILLIS);
            return switch (random.nextInt(8)) {
                case 0 -> Long.toString(millis);
                case 1 -> "\"" + millis + "\"";
                case 2 -> millis + ".0";
                case 3 -> "\"" + text(millis).replace("Z", "+00:00") + "\"";
                case 4 ->
                        "\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\""
                                .formatted(
                                        1970 + random.nextInt(60),
                                        random.nextInt(14),
                                        random.nextInt(33),
                                        random.nextInt(26),
                                        random.nextInt(62),
                                        random.nextInt(62),
                                        random.nextInt(1000));
                default -> "\"" + text(millis) + "\"";
            };
        }

        private static String text(long millis) {
            return Instant.ofEpochMilli(millis).toString();
        }

        private String rate() {
            String rate =
                    switch (random.nextInt(9)) {
                        case 0 -> "" + random.nextInt(3_000_000);
                        case 1 -> "0." + "0".repeat(random.nextInt(7)) + random.nextInt(10);
                        case 2 -> random.nextInt(10) + "e" + random.nextInt(3);
                        case 3 -> "1000000." + "0".repeat(random.nextInt(3));
                        case 4 -> "0" + random.nextInt(100) + ".5";
                        case 5 -> "." + random.nextInt(10);
                        case 6 -> random.nextInt(10) + ".";
                        case 7 -> "1." + random.nextInt(10) + "." + random.nextInt(10);
                        default -> random.nextInt(1_000_000) + "." + random.nextInt(1_000_000);
                    };
            return random.nextInt(3) == 0 ? '"' + rate + '"' : rate;
        }

        /** From none to one too many, in any order, some of them twice. */
        private String devices() {
            int count =
                    switch (random.nextInt(10)) {
                        case 0 -> 64;
                        case 1 -> 65;
                        default -> random.nextInt(9);
                    };
            List<String> devices = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                boolean again = i > 0 && random.nextInt(3) == 0;
                devices.add(
                        again
                                ? devices.get(random.nextInt(i))
                                : random.nextInt(60) == 0 ? text() : name());
            }
            return devices.stream()
                    .map(device -> space() + device + space())
                    .collect(Collectors.joining(",", "[" + space(), space() + "]"));
        }
    }
}
