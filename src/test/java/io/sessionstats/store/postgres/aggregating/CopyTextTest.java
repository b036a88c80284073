package io.sessionstats.store.postgres.aggregating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopyTextTest {

    private final CopyText text = new CopyText();

    @Test
    void columnsAndRowsAreSeparated() {
        text.number(-1).string("a").endRow();
        text.string("").number(2).endRow();

        assertThat(taken()).isEqualTo("-1\ta\n\t2\n");
        assertThat(taken()).isEmpty();
    }

    @Test
    void controlCharactersAreEscaped() {
        assertThat(taken(text.string("\\N\t\r\n\\."))).isEqualTo("\\\\N\\t\\r\\n\\\\.");
    }

    @Test
    void arrayElementsAreQuotedAndThenEscaped() {
        assertThat(taken(text.strings(List.of("a\"b\\c\td", "", "NULL"))))
                .isEqualTo("{\"a\\\\\"b\\\\\\\\c\\td\",\"\",\"NULL\"}");
        assertThat(taken(new CopyText().strings(List.of()))).isEqualTo("{}");
    }

    @Test
    void nulCharacterIsRefused() {
        assertThatThrownBy(() -> text.string("a\0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("U+0000");
    }

    @ParameterizedTest
    @CsvSource({
        "1973-01-01T00:00:00Z, 1973-01-01 00:00:00.000+00",
        "2026-02-28T23:59:59.999Z, 2026-02-28 23:59:59.999+00",
        "+12345-01-01T00:00:00Z, 12345-01-01 00:00:00.000+00"
    })
    void timestampsAreInUtc(Instant instant, String expected) {
        assertThat(taken(text.timestamp(instant.toEpochMilli()))).isEqualTo(expected);
    }

    private String taken() {
        return taken(text);
    }

    private static String taken(CopyText copyText) {
        return new String(copyText.takeBytes(), StandardCharsets.UTF_8);
    }
}
