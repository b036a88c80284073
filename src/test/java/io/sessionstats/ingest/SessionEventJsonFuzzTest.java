package io.sessionstats.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.session.Quality;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionDetails;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.session.UsageType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SessionEventJsonFuzzTest {

    private static final long SEED = 20_260_305;
    private static final List<Quality> QUALITIES = List.of(Quality.values());
    private static final RecordHeaders BINARY =
            Map.of(
                            "ce_specversion", "1.0",
                            "ce_id", "1",
                            "ce_source", "/",
                            "ce_type", "t")
                    ::get;

    private final Random random = new Random(SEED);
    private final Records records = new Records();

    @Test
    void anyEventIsReadBackHoweverItIsWritten() {
        for (int i = 0; i < 10_000; i++) {
            SessionEvent event = randomEvent();
            List<String> members = members(event);
            String json = object(members);
            int form = random.nextInt(4);
            String text =
                    switch (form) {
                        case 2 -> envelope("\"data\":" + json);
                        case 3 -> envelope("\"data_base64\":\"" + base64(json) + '"');
                        default -> json;
                    };
            byte[] value = text.getBytes(StandardCharsets.UTF_8);

            ParsedRecord record = records.read(value, form == 1 ? BINARY : RecordHeaders.NONE);

            assertThat(record.rejection()).as("seed %d, event %d: %s", SEED, i, text).isNull();
            assertThat(record.event().unpacked())
                    .as("seed %d, event %d: %s", SEED, i, text)
                    .isEqualTo(event);
        }
    }

    @Test
    void anyBytesAreAnEventOrARejection() {
        int events = 0;
        int rounds = 30_000;
        for (int i = 0; i < rounds; i++) {
            String json = object(members(randomEvent()));
            String text = random.nextInt(4) == 0 ? envelope("\"data\":" + json) : json;
            byte[] value = mutated(text.getBytes(StandardCharsets.UTF_8));

            ParsedRecord record = records.read(value);

            assertThat(record.event() == null).isNotEqualTo(record.rejection() == null);
            if (record.event() != null) {
                events++;
            } else {
                assertThat(record.rejection().message())
                        .as("seed %d, round %d", SEED, i)
                        .doesNotContain("could not be read")
                        .contains("; expected ")
                        .hasSizeLessThan(400);
            }
        }
        assertThat(events).as("seed %d", SEED).isBetween(rounds / 100, rounds / 2);
    }

    private byte[] mutated(byte[] value) {
        byte[] bytes = value;
        for (int change = random.nextInt(1, 4); change > 0; change--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = (byte) "{}[]\",:\\0-e.".charAt(random.nextInt(12));
                case 2 -> bytes = Arrays.copyOf(bytes, at + 1);
                case 3 -> {
                    byte[] other = bytes.clone();
                    int from = random.nextInt(bytes.length);
                    int length = Math.min(random.nextInt(40), bytes.length - Math.max(from, at));
                    System.arraycopy(other, from, bytes, at, length);
                }
                default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return bytes;
    }

    private SessionEvent randomEvent() {
        boolean farm = random.nextBoolean();
        Scope scope = farm ? Scope.farm(randomName()) : Scope.project(randomName());
        long time =
                random.nextLong(
                        Instant.parse("1973-01-01T00:00:00Z").toEpochMilli(),
                        Records.NOW_MILLIS + 600_001);
        if (random.nextInt(3) == 0) {
            Quality quality = maybe(QUALITIES.get(random.nextInt(3)));
            return SessionEvent.ended(scope, randomName(), time, quality);
        }
        return SessionEvent.started(
                scope, randomName(), time, farm ? farmDetails() : projectDetails());
    }

    private SessionDetails farmDetails() {
        Long rate = random.nextInt(3) == 0 ? null : random.nextLong(1_000_000_000_001L);
        return new SessionDetails(
                maybe(randomName()),
                maybe(randomName()),
                maybe(randomName()),
                maybe(randomName()),
                maybe(randomName()),
                maybe(randomName()),
                maybe(randomName()),
                random.nextBoolean() ? UsageType.COMPUTE : UsageType.LICENSE,
                maybe(randomName()),
                rate,
                null,
                List.of());
    }

    private SessionDetails projectDetails() {
        TreeSet<String> remoteDeviceIds = new TreeSet<>();
        for (int i = random.nextInt(4) == 0 ? 32 : random.nextInt(4); i > 0; i--) {
            remoteDeviceIds.add(randomName());
        }
        return new SessionDetails(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                maybe(randomName()),
                List.copyOf(remoteDeviceIds));
    }

    private <T> T maybe(T value) {
        return random.nextInt(3) == 0 ? null : value;
    }

    private String randomName() {
        StringBuilder name = new StringBuilder();
        int length = random.nextInt(20) == 0 ? 128 : random.nextInt(1, 12);
        for (int i = 0; i < length; i++) {
            int c =
                    switch (random.nextInt(8)) {
                        case 0 -> random.nextInt(1, 0x80);
                        case 1 -> random.nextInt(0xE000, Character.MAX_CODE_POINT + 1);
                        case 2 -> random.nextInt(0x80, 0xD800);
                        default -> 'a' + random.nextInt(26);
                    };
            name.appendCodePoint(c);
        }
        return name.toString();
    }

    private List<String> members(SessionEvent event) {
        List<String> members = new ArrayList<>();
        boolean started = event.kind() == SessionEvent.Kind.STARTED;
        boolean farm = event.scope().kind() == Scope.Kind.FARM;
        add(members, "type", quoted(started ? "SESSION_STARTED" : "SESSION_ENDED"));
        add(members, "sessionId", quoted(event.sessionId()));
        add(members, farm ? "farmId" : "projectId", quoted(event.scope().id()));
        add(members, "time", timeText(event.timeMillis()));
        if (event.quality() != null) {
            add(members, "quality", quoted(event.quality().name()));
        }
        if (!started) {
            add(members, "hourlyRateUsd", "{\"ignored\":[1,2]}");
            return members;
        }
        SessionDetails details = event.details();
        add(members, "queueId", quoted(details.queueId()));
        add(members, "fleetId", quoted(details.fleetId()));
        add(members, "jobId", quoted(details.jobId()));
        add(members, "jobName", quoted(details.jobName()));
        add(members, "userId", quoted(details.userId()));
        add(members, "workerId", quoted(details.workerId()));
        add(members, "instanceType", quoted(details.instanceType()));
        add(members, "licenseProduct", quoted(details.licenseProduct()));
        add(members, "fieldDeviceId", quoted(details.fieldDeviceId()));
        if (details.usageType() == UsageType.LICENSE || (farm && random.nextBoolean())) {
            add(members, "usageType", quoted(details.usageType().name()));
        }
        if (details.hourlyRateMicroUsd() != null) {
            add(members, "hourlyRateUsd", rateText(details.hourlyRateMicroUsd()));
        }
        if (!details.remoteDeviceIds().isEmpty() || random.nextBoolean()) {
            List<String> ids = new ArrayList<>(details.remoteDeviceIds());
            ids.addAll(details.remoteDeviceIds());
            Collections.shuffle(ids, random);
            add(members, "remoteDeviceIds", ids.stream().map(this::quoted).toList().toString());
        }
        return members;
    }

    /** Leaves out what is null, or writes it as null. */
    private void add(List<String> members, String name, String json) {
        if (json != null || random.nextBoolean()) {
            members.add(quoted(name) + space() + ':' + space() + json);
        }
    }

    private String timeText(long millis) {
        ZoneOffset offset = ZoneOffset.ofTotalSeconds(60 * random.nextInt(-1080, 1081));
        Instant instant = Instant.ofEpochMilli(millis).plusNanos(random.nextInt(1_000_000));
        return random.nextInt(3) == 0
                ? Long.toString(millis)
                : '"'
                        + DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant.atOffset(offset))
                        + '"';
    }

    private String rateText(long microUsd) {
        BigDecimal usd = BigDecimal.valueOf(microUsd, 6);
        String text =
                switch (random.nextInt(4)) {
                    case 0 -> usd.stripTrailingZeros().toString();
                    case 1 -> usd.stripTrailingZeros().toPlainString();
                    case 2 -> usd.setScale(12).toPlainString();
                    default -> microUsd + "e-6";
                };
        return random.nextBoolean() ? text : '"' + text + '"';
    }

    private String object(List<String> members) {
        List<String> shuffled = new ArrayList<>(members);
        if (random.nextBoolean()) {
            shuffled.add("\"unknown\":{\"type\":[null,1e400,\"\\ud800\"]}");
        }
        Collections.shuffle(shuffled, random);
        return '{' + space() + String.join(',' + space(), shuffled) + space() + '}';
    }

    private String envelope(String data) {
        return object(
                List.of(
                        data,
                        "\"specversion\":\"1.0\"",
                        "\"id\":\"1\"",
                        "\"source\":\"/\"",
                        "\"type\":\"t\"",
                        "\"time\":\"2026-03-01T10:05:00Z\""));
    }

    private String space() {
        return random.nextInt(4) == 0 ? " \n".substring(random.nextInt(2)) : "";
    }

    private String quoted(String text) {
        if (text == null) {
            return null;
        }
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // A surrogate pair is escaped as a whole or not at all, lest half of it is lost.
            boolean escape = !Character.isSurrogate(c) && random.nextInt(20) == 0;
            if (c < ' ' || escape) {
                json.append(String.format("\\u%04X", (int) c));
            } else if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
