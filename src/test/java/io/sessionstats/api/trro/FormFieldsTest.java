package io.sessionstats.api.trro;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class FormFieldsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            a=b                | b
            a=                 | ''
            a                  | ''
            &&a=b&             | b
            a=b=c              | b=c
            a=+%20+            | '   '
            a=%2B%26%3D%25     | +&=%
            %61=%62            | b
            a=%e9%A1%b9目%F0%9F%99%82 | 项目🙂
            a=🙂               | 🙂
            """)
    void fieldIsDecoded(String text, String value) throws TrroException {
        assertThat(FormFields.parse(text)).isEqualTo(Map.of("a", value));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"&", "&&&"})
    void nothingHasNoFields(String text) throws TrroException {
        assertThat(FormFields.parse(text)).isEmpty();
    }

    @Test
    void fieldsKeepTheirOrder() throws TrroException {
        assertThat(FormFields.parse("b=1&a=2&c=3").keySet()).containsExactly("b", "a", "c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=%",
                "a=%4",
                "a=%4g",
                "a=%g4",
                "a=%%41",
                "%=b",
                "a=%-1",
                "a=%+1",
                "a=%２０",
                "a=%ff",
                "a=%c3",
                "a=%c3&b=%a9",
                "a=%c0%80",
                "a=%ed%a0%80",
                "a=%f5%80%80%80"
            })
    void malformedEncodingIsRefused(String text) {
        assertThatThrownBy(() -> FormFields.parse(text))
                .isInstanceOfSatisfying(
                        TrroException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETER);
                            assertThat(e).hasMessageContaining("percent-encoded UTF-8");
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=1&a=1", "a=1&b=2&a=3", "a&%61", "a=&a="})
    void fieldGivenTwiceIsRefused(String text) {
        assertThatThrownBy(() -> FormFields.parse(text))
                .isInstanceOfSatisfying(
                        TrroException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETER);
                            assertThat(e.localized().english()).isEqualTo("a: given twice");
                            assertThat(e.localized().chinese()).isEqualTo("a：重复出现");
                        });
    }

    @Test
    void namesAreShownShortAndVisible() {
        assertThat(FormFields.shown("a b\n<é>")).isEqualTo("a?b?<?>");
        assertThat(FormFields.shown("x".repeat(65))).isEqualTo("x".repeat(64) + "...");
    }

    @Test
    void whatIsEncodedIsDecodedAgain() throws TrroException {
        long seed = 20_220_325;
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Map<String, String> fields = new LinkedHashMap<>();
            StringBuilder form = new StringBuilder();
            for (int j = random.nextInt(5); j > 0; j--) {
                String name = j + anyText(random);
                fields.put(name, anyText(random));
                form.append('&')
                        .append(URLEncoder.encode(name, UTF_8))
                        .append('=')
                        .append(URLEncoder.encode(fields.get(name), UTF_8));
            }

            assertThat(FormFields.parse(form.toString())).as("seed " + seed).isEqualTo(fields);
        }
    }

    @Test
    void anyTextIsParsedOrRefused() {
        long seed = 20_220_326;
        Random random = new Random(seed);
        String parts = "%%%&=+aF09 é项\ud83d\udc4d\ud800\udc00\u0000";
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(20); j > 0; j--) {
                text.append(parts.charAt(random.nextInt(parts.length())));
            }
            try {
                assertThat(FormFields.parse(text.toString())).as("seed " + seed).isNotNull();
            } catch (TrroException e) {
                assertThat(e.code()).as("seed " + seed).isEqualTo(ErrorCode.INVALID_PARAMETER);
                refused++;
            }
        }

        assertThat(refused).as("seed " + seed).isBetween(10_000, 45_000);
    }

    private static String anyText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            int codePoint = random.nextInt(Character.MAX_CODE_POINT + 1);
            text.appendCodePoint(
                    codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE
                            ? '&'
                            : random.nextBoolean() ? codePoint % 128 : codePoint);
        }
        return text.toString();
    }
}
