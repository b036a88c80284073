package io.sessionstats.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HourlyRateTest {

    private static final long SEED = 20_260_302;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0                 | 0
                    -0                | 0
                    -0.000e5          | 0
                    0E999999999999999 | 0
                    0.000001          | 1
                    1e-6              | 1
                    10e-7             | 1
                    1.2300000000      | 1230000
                    0.1920            | 192000
                    12.5              | 12500000
                    1E+6              | 1000000000000
                    1000000.000000    | 1000000000000
                    999999.999999     | 999999999999
                    0.00000012e3      | 120
                    """)
    void readsDecimals(String text, long microUsd) {
        assertThat(HourlyRate.microUsd(text)).isEqualTo(microUsd);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1 ",
                " 1",
                "+1",
                "-1",
                "-0.000001",
                "01",
                "00",
                "-01",
                ".5",
                "1.",
                "1.e5",
                "1e",
                "1e+",
                "1e1.5",
                "1e 5",
                "1,5",
                "0x1",
                "NaN",
                "Infinity",
                "-",
                "1d",
                "1_000",
                "１",
                "1.2.3",
                "1e5e5",
                "--1",
                "1-",
                "e5",
                "0.0000001",
                "1e-7",
                "0.1234567",
                "1000000.000001",
                "1000001",
                "1E999999999",
                "1E-999999999",
                "1E99999999999999999999",
                "1E-99999999999999999999",
                "12345678901234567890",
                "0.00000000000000000001"
            })
    void refusesEverythingElse(String text) {
        assertThat(HourlyRate.microUsd(text)).isEqualTo(HourlyRate.INVALID);
    }

    @Test
    void zerosOfAnyNumberChangeNothing() {
        String zeros = "0".repeat(1_000_000);

        assertThat(HourlyRate.microUsd("1.5" + zeros)).isEqualTo(1_500_000);
        assertThat(HourlyRate.microUsd("0." + zeros + "15e1000001")).isEqualTo(1_500_000);
        assertThat(HourlyRate.microUsd("15" + zeros + "e-1000001")).isEqualTo(1_500_000);
        assertThat(HourlyRate.microUsd("9".repeat(1_000_000))).isEqualTo(HourlyRate.INVALID);
    }

    @Test
    void agreesWithBigDecimal() {
        Random random = new Random(SEED);
        for (int i = 0; i < 200_000; i++) {
            String text =
                    digits(random, 1 + random.nextInt(9)).replaceFirst("^0+(?=.)", "")
                            + (random.nextBoolean()
                                    ? "." + digits(random, 1 + random.nextInt(9))
                                    : "")
                            + (random.nextBoolean() ? "e" + random.nextInt(-12, 12) : "");

            assertThat(HourlyRate.microUsd(text))
                    .as("seed %d: %s", SEED, text)
                    .isEqualTo(byBigDecimal(text));
        }
    }

    private static String digits(Random random, int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(random.nextInt(3) == 0 ? random.nextInt(10) : 0);
        }
        return digits.toString();
    }

    private static long byBigDecimal(String text) {
        BigDecimal microUsd = new BigDecimal(text).movePointRight(6).stripTrailingZeros();
        boolean valid =
                microUsd.scale() <= 0 && microUsd.compareTo(new BigDecimal("1000000000000")) <= 0;
        return valid ? microUsd.longValueExact() : HourlyRate.INVALID;
    }
}
