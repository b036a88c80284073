package io.sessionstats.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Iso8601Test {

    private static final long SEED = 20_260_301;

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
                    2026-03-01T12:34:56Z               | 2026-03-01T12:34:56Z
                    2026-03-01t12:34:56z               | 2026-03-01T12:34:56Z
                    2026-03-01T12:34Z                  | 2026-03-01T12:34:00Z
                    2026-03-01T12:34+01                | 2026-03-01T11:34:00Z
                    2026-03-01T12:34:56.7Z             | 2026-03-01T12:34:56.700Z
                    2026-03-01T12:34:56,78Z            | 2026-03-01T12:34:56.780Z
                    2026-03-01T12:34:56.7899999999999Z | 2026-03-01T12:34:56.789Z
                    1969-12-31T23:59:59.9999Z          | 1969-12-31T23:59:59.999Z
                    2026-03-01T12:34:56+05:45          | 2026-03-01T06:49:56Z
                    2026-03-01T12:34:56-0330           | 2026-03-01T16:04:56Z
                    2026-03-01T12:34:56-09             | 2026-03-01T21:34:56Z
                    2026-03-01T12:34:56-00:00          | 2026-03-01T12:34:56Z
                    2026-03-01T00:00:00+18:00          | 2026-02-28T06:00:00Z
                    2026-03-01T00:00:00-18:00          | 2026-03-01T18:00:00Z
                    2024-02-29T00:00:00Z               | 2024-02-29T00:00:00Z
                    2000-02-29T23:59:59Z               | 2000-02-29T23:59:59Z
                    0000-01-01T00:00:00Z               | 0000-01-01T00:00:00Z
                    9999-12-31T23:59:59.999Z           | 9999-12-31T23:59:59.999Z
                    +12099-01-01T00:00:00Z             | +12099-01-01T00:00:00Z
                    +012099-01-01T00:00:00Z            | +12099-01-01T00:00:00Z
                    +002026-03-01T12:34:56.789Z        | 2026-03-01T12:34:56.789Z
                    -0001-03-01T00:00:00Z              | -0001-03-01T00:00:00Z
                    -12026-03-01T00:00:00Z             | -12026-03-01T00:00:00Z
                    """)
    void readsDateTimesWithOffset(String text, Instant expected) {
        assertThat(Iso8601.epochMillis(text)).isEqualTo(expected.toEpochMilli());
    }

    @Test
    void fractionMayHaveAnyNumberOfDigits() {
        assertThat(Iso8601.epochMillis("1970-01-01T00:00:00.123" + "9".repeat(100_000) + "Z"))
                .isEqualTo(123);
    }

    @Test
    void whatALongCannotHoldIsAsFarAsItGoes() {
        assertThat(Iso8601.epochMillis("+999999999-12-31T23:59:59Z")).isEqualTo(Long.MAX_VALUE);
        assertThat(Iso8601.epochMillis("-999999999-01-01T00:00:00Z")).isEqualTo(-Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2026-03-01",
                "2026-03-01T12:34:56",
                "2026-03-01T12:34:56.789",
                "2026-03-01T12:34",
                "2026-03-01T12:34:56.Z",
                "2026-03-01T12:34:56.",
                "2026-03-01T12:34.5Z",
                "2026-03-01T12:34:5Z",
                "2026-03-01T12:34:Z",
                "2026-03-01T12:34:56ZZ",
                "2026-03-01T12:34:56Z ",
                " 2026-03-01T12:34:56Z",
                "2026-03-01 12:34:56Z",
                "2026-03-01T12Z",
                "20260301T123456Z",
                "2026-3-1T12:34:56Z",
                "2026-060T12:34:56Z",
                "2026-W09-7T12:34:56Z",
                "26-03-01T12:34:56.789Z",
                "2026/03/01T12:34:56Z",
                "2026-03-01T12.34.56Z",
                "2026-02-29T00:00:00Z",
                "2026-02-30T00:00:00Z",
                "1900-02-29T00:00:00Z",
                "2026-04-31T00:00:00Z",
                "2026-00-01T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-01-00T00:00:00Z",
                "2026-01-32T00:00:00Z",
                "2026-03-01T24:00:00Z",
                "2026-03-01T12:60:00Z",
                "2026-12-31T23:59:60Z",
                "2026-03-01T12:34:56+18:01",
                "2026-03-01T12:34:56+19:00",
                "2026-03-01T12:34:56+01:60",
                "2026-03-01T12:34:56+1",
                "2026-03-01T12:34:56+1:00",
                "2026-03-01T12:34:56+010",
                "2026-03-01T12:34:56+01:0",
                "2026-03-01T12:34:56+01:00:00",
                "2026-03-01T12:34:56+",
                "2026-03-01T12:34:56+aa:00",
                "2026-03-01T12:34:56−01:00",
                "2026-03-01T12:34:56[UTC]",
                "2026-03-01T12:34:56Z[UTC]",
                "12026-03-01T12:34:56Z",
                "+2026-03-01T12:34:56Z",
                "+1000000000-03-01T12:34:56Z",
                "-0000-03-01T12:34:56Z",
                "-000-03-01T12:34:56Z",
                "+12026-03-01T12:34",
                "+12026",
                "+20260301T12:34:56Z",
                "+1202x-03-01T12:34:56Z",
                "２０２６-03-01T12:34:56Z",
                "202a-03-01T12:34:56Z",
                "2026-03-01T12:34:56.78aZ",
                "2026-03-01T12:34:56.7,8Z",
            })
    void refusesEverythingElse(String text) {
        assertThat(Iso8601.epochMillis(text)).isEqualTo(Iso8601.INVALID);
    }

    @Test
    void agreesWithJavaTimeOnAnyInstant() {
        Random random = new Random(SEED);
        for (int i = 0; i < 200_000; i++) {
            long range = i % 2 == 0 ? 400_000_000_000L : 8_000_000_000_000_000L;
            Instant instant =
                    Instant.ofEpochSecond(
                            random.nextLong(-range, range), random.nextInt(1_000_000_000));
            OffsetDateTime time =
                    instant.atOffset(
                            ZoneOffset.ofTotalSeconds(60 * random.nextInt(-18 * 60, 18 * 60 + 1)));
            String text = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);

            assertThat(Iso8601.epochMillis(text))
                    .as("seed %d: %s", SEED, text)
                    .isEqualTo(instant.toEpochMilli());
        }
    }

    @Test
    void agreesWithJavaTimeOnWhatIsADate() {
        Random random = new Random(SEED);
        for (int i = 0; i < 200_000; i++) {
            String text =
                    String.format(
                            "%04d-%02d-%02dT%02d:%02d:%02d%s%02d:%02d",
                            random.nextInt(10_000),
                            random.nextInt(14),
                            random.nextInt(26, 33),
                            random.nextInt(26),
                            random.nextInt(62),
                            random.nextInt(62),
                            random.nextBoolean() ? "+" : "-",
                            random.nextInt(20),
                            random.nextInt(62));

            assertThat(Iso8601.epochMillis(text))
                    .as("seed %d: %s", SEED, text)
                    .isEqualTo(byJavaTime(text));
        }
    }

    @Test
    void mutilatedTextIsNeverTakenForWhatJavaTimeRefuses() {
        Random random = new Random(SEED);
        String alphabet = "0123456789-+:.TZ";
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder("2026-03-01T12:34:56.789+05:45");
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                int at = random.nextInt(text.length());
                if (random.nextBoolean()) {
                    text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
                } else {
                    text.deleteCharAt(at);
                }
            }

            long millis = Iso8601.epochMillis(text.toString());

            // java.time refuses offsets without colon, which are fine here.
            String tail = text.substring(Math.max(0, text.length() - 5));
            if (millis != Iso8601.INVALID && !tail.matches(".*[+-](\\d\\d|\\d{4})")) {
                assertThat(millis)
                        .as("seed %d: %s", SEED, text)
                        .isEqualTo(byJavaTime(text.toString()));
            }
        }
    }

    private static long byJavaTime(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeParseException e) {
            return Iso8601.INVALID;
        }
    }
}
