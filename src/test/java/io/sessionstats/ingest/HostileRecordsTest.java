package io.sessionstats.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.session.SessionEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What could stop or slow all other records; after each, the next event is read as ever. */
class HostileRecordsTest {

    private static final int TEN_MEGABYTES = 10_000_000;
    private static final String EVENT = EventText.farmStart().json();

    private final Records records = new Records();
    private final SessionEvent expected = new Records().event(EVENT);

    @AfterEach
    void theNextEventIsReadAsEver() {
        assertThat(records.event(EVENT)).isEqualTo(expected);
    }

    @Test
    void nullAndEmptyValues() {
        records.assertMalformed((byte[]) null, "value: null");
        records.assertMalformed(new byte[0], "value: empty");
        records.assertMalformed(new byte[TEN_MEGABYTES], "value: U+0000 at byte 0");
        records.assertMalformed(" ".repeat(TEN_MEGABYTES), "value: empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[", "{\"a\":", "[{\"data\":", "{\"data\":", "]", "}", "\"", "\\", "-", "1"})
    void tenMegabytesOfOneThing(String thing) {
        records.assertMalformed(thing.repeat(TEN_MEGABYTES / thing.length()), "value: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"unknown", "quality", "queueId", "data", "remoteDeviceIds", "type", "time"})
    void tenMegabytesOfBracketsInAMember(String name) {
        String brackets = "[".repeat(TEN_MEGABYTES);

        records.assertMalformed(
                "{\"" + name + "\": " + brackets, "value: JSON nested deeper than 1000");
    }

    @Test
    void aThousandLevelsAreReadAndOneMoreIsNot() {
        String most = "[".repeat(999) + "]".repeat(999);

        assertThat(records.event(withUnknown(most))).isEqualTo(expected);
        records.assertMalformed(
                withUnknown("[" + most + "]"), "value: JSON nested deeper than 1000");
    }

    @Test
    void ignoredMembersMayBeOfAnyLength() {
        String digits = "9".repeat(TEN_MEGABYTES);

        assertThat(records.event(withUnknown(digits))).isEqualTo(expected);
        assertThat(records.event(withUnknown("-0." + digits + "e-" + digits))).isEqualTo(expected);
        assertThat(records.event(withUnknown('"' + digits + '"'))).isEqualTo(expected);
        assertThat(records.event(withUnknown("1E999999999"))).isEqualTo(expected);
        assertThat(records.event(EVENT.replace("{", "{\"" + digits + "\": 1, ")))
                .isEqualTo(expected);
        String elements = "{},".repeat(TEN_MEGABYTES / 3) + "1";
        assertThat(records.event(withUnknown("[" + elements + "]"))).isEqualTo(expected);
    }

    @Test
    void usedMembersOfTenMegabytes() {
        String digits = "9".repeat(TEN_MEGABYTES);

        for (String name : new String[] {"sessionId", "type", "farmId", "queueId", "usageType"}) {
            EventText text = EventText.farmStart();
            records.assertMalformed(text.with(name, digits).json(), name + ": 999");
            records.assertMalformed(text.with(name, "'" + digits + "'").json(), name + ": \"999");
        }
        EventText rate = EventText.farmStart();
        records.assertMalformed(rate.with("hourlyRateUsd", digits).json(), "hourlyRateUsd: 999");
        records.assertMalformed(
                rate.with("hourlyRateUsd", "'1e" + digits + "'").json(), "hourlyRateUsd: \"1e9");
        EventText time = EventText.farmStart();
        records.assertMalformed(time.with("time", "'" + digits + "'").json(), "time: \"999");
        records.assertMalformed(time.with("time", "-" + digits).json(), "time: -999");
        Records.assertRejected(
                records.read(time.with("time", digits).json()), RejectionReason.FUTURE, "time: 99");
        String devices = "\"d\",".repeat(TEN_MEGABYTES / 4) + "\"d\"";
        records.assertMalformed(
                EventText.projectStart().with("remoteDeviceIds", "[" + devices + "]").json(),
                "remoteDeviceIds: 2500001 elements; expected at most 64");
    }

    @Test
    void aMillionNamesThatAreNotOurs() {
        String names =
                IntStream.range(0, 1_000_000)
                        .mapToObj(i -> "\"n" + i + "\":0,")
                        .collect(Collectors.joining());

        assertThat(records.event("{" + names + EVENT.substring(1))).isEqualTo(expected);
    }

    @Test
    void brokenUtf8AnywhereInTheRecord() {
        byte[][] broken = {
            {(byte) 0xC0, (byte) 0xAF},
            {(byte) 0xE0, (byte) 0x80, (byte) 0xAF},
            {(byte) 0xED, (byte) 0xA0, (byte) 0xBD, (byte) 0xED, (byte) 0xB8, (byte) 0x80},
            {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
            {(byte) 0xE7, (byte) 0x95},
            {(byte) 0xFF}
        };
        for (byte[] bytes : broken) {
            for (String place : new String[] {"s1", "unknown", "ignored", "quality", " "}) {
                String text = EVENT.replace("}", ", \"unknown\": \"ignored\", \"quality\": 1} ");
                int at = text.lastIndexOf(place) + 1;
                ByteArrayOutputStream value = new ByteArrayOutputStream();
                value.writeBytes(text.substring(0, at).getBytes(StandardCharsets.UTF_8));
                value.writeBytes(bytes);
                value.writeBytes(text.substring(at).getBytes(StandardCharsets.UTF_8));

                records.assertMalformed(
                        value.toByteArray(), "value: 0x", " at byte " + at + ", not UTF-8");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32BE", "UTF-32LE"})
    void otherEncodingsOfUnicode(String charset) {
        records.assertMalformed(
                EVENT.getBytes(Charset.forName(charset)), "expected JSON in UTF-8 without a byte");
        records.assertMalformed(
                ("\ufeff" + EVENT).getBytes(Charset.forName(charset)), "expected JSON in UTF-8");
    }

    @Test
    void byteOrderMark() {
        records.assertMalformed("\ufeff" + EVENT, "value: a byte order mark; expected JSON");
    }

    @Test
    void u0000InANameAndBetweenTokens() {
        records.assertMalformed(EVENT.replace("s1", "s\u0000"), "value: U+0000 at byte ");
        records.assertMalformed(EVENT.replace("s1", "s\\u0000"), "sessionId: \"s\\u0000\"");
        records.assertMalformed(EVENT + '\u0000', "value: U+0000 at byte " + EVENT.length());
        assertThat(records.event(EVENT.replace("{", "{\"\\u0000\": \"\\u0000\", ")))
                .isEqualTo(expected);
    }

    @Test
    void aClockInTheYear2099() {
        for (String time : new String[] {"\"2099-01-01T00:00:00Z\"", "4070908800000"}) {
            Records.assertRejected(
                    records.read(EventText.farmEnd().with("time", time).json()),
                    RejectionReason.FUTURE,
                    "time: " + time + "; expected at most 10 minutes after the wall clock");
        }
    }

    @Test
    void tenMegabytesOfNoise() {
        byte[] noise = new byte[TEN_MEGABYTES];
        new Random(20_260_304).nextBytes(noise);

        records.assertMalformed(noise, "value: ");
    }

    private static String withUnknown(String json) {
        return EVENT.substring(0, EVENT.length() - 1) + ", \"unknown\": " + json + "}";
    }
}
