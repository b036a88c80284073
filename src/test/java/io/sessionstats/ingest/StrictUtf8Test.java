package io.sessionstats.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictUtf8Test {

    private static final long SEED = 20_260_303;

    @Test
    void takesEveryCharacterButU0000() throws RejectedException {
        for (int c = 1; c <= Character.MAX_CODE_POINT; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                byte[] bytes = ("0123456" + Character.toString(c)).getBytes(StandardCharsets.UTF_8);

                assertThat(StrictUtf8.requireUtf8(bytes, "value")).isEqualTo(c == '\\');
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    EFBBBF7B7D       | a byte order mark
                    FEFF007B         | 0xFE at byte 0
                    FFFE7B00         | 0xFF at byte 0
                    7B007D00         | U+0000 at byte 1
                    000000007B       | U+0000 at byte 0
                    6161616161616100 | U+0000 at byte 7
                    C080             | 0xC0 at byte 0
                    61C1BF           | 0xC1 at byte 1
                    E09FBF           | 0xE0 at byte 0
                    F08FBFBF         | 0xF0 at byte 0
                    EDA080           | 0xED at byte 0
                    EDBFBF           | 0xED at byte 0
                    EDA081EDB080     | 0xED at byte 0
                    F4908080         | 0xF4 at byte 0
                    F5808080         | 0xF5 at byte 0
                    61C3             | 0xC3 at byte 1
                    E282             | 0xE2 at byte 0
                    F09F98           | 0xF0 at byte 0
                    C328             | 0xC3 at byte 0
                    80               | 0x80 at byte 0
                    6161616161616161BF | 0xBF at byte 8
                    """)
    void refusesWhatIsNotUtf8(String hex, String message) {
        assertThatThrownBy(() -> StrictUtf8.requireUtf8(HexFormat.of().parseHex(hex), "value"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContainingAll("value: " + message, "expected JSON in UTF-8");
    }

    @Test
    void agreesWithJavaOnAnyBytes() {
        Random random = new Random(SEED);
        byte[] alphabet = HexFormat.of().parseHex("6162415C7F8090A0BFC0C2DFE0EDEFF0F4F5");
        int valid = 0;
        for (int i = 0; i < 300_000; i++) {
            byte[] bytes = new byte[random.nextInt(1, 20)];
            for (int at = 0; at < bytes.length; at++) {
                // Mostly ASCII at first, so that errors are met at every place of eight bytes.
                bytes[at] = at < i % 12 ? (byte) 'a' : alphabet[random.nextInt(alphabet.length)];
            }
            boolean expected = isUtf8ByJava(bytes);
            valid += expected ? 1 : 0;

            assertThat(isUtf8(bytes))
                    .as("seed %d: %s", SEED, HexFormat.of().formatHex(bytes))
                    .isEqualTo(expected);
        }
        assertThat(valid).isBetween(10_000, 290_000);
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StrictUtf8.requireUtf8(bytes, "value");
            return true;
        } catch (RejectedException e) {
            return false;
        }
    }

    private static boolean isUtf8ByJava(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
