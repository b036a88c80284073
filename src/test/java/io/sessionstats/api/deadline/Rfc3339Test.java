package io.sessionstats.api.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {

    @ParameterizedTest
    @CsvSource({
        "2025-11-24T10:00:00Z, 2025-11-24T10:00:00Z",
        "2025-11-24t10:00:00z, 2025-11-24T10:00:00Z",
        "2025-11-24T10:00:00.1Z, 2025-11-24T10:00:00.1Z",
        "2025-11-24T10:00:00.125000Z, 2025-11-24T10:00:00.125Z",
        "2025-11-24T10:00:00.123456789Z, 2025-11-24T10:00:00.123456789Z",
        "2025-11-24T10:00:00+05:30, 2025-11-24T04:30:00Z",
        "2025-11-24T10:00:00-00:00, 2025-11-24T10:00:00Z",
        "2025-11-24T23:00:00-23:59, 2025-11-25T22:59:00Z",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z",
    })
    void anyFractionAndOffsetIsRead(String text, Instant expected) {
        assertThat(Rfc3339.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1764000000",
                "2025-11-24",
                "2025-11-24T10:00:00",
                "2025-11-24T10:00Z",
                "2025-11-24 10:00:00Z",
                " 2025-11-24T10:00:00Z",
                "2025-11-24T10:00:00Z\n",
                "2025-11-24T10:00:00.Z",
                "2025-11-24T10:00:00,5Z",
                "2025-11-24T10:00:00.1234567890Z",
                "2025-11-24T10:00:00+0530",
                "2025-11-24T10:00:00+05",
                "2025-11-24T10:00:00+24:00",
                "2025-11-24T10:00:00+05:60",
                "2025-11-24T24:00:00Z",
                "2025-11-24T23:59:60Z",
                "2025-02-29T00:00:00Z",
                "2025-13-01T00:00:00Z",
                "0000-12-31T00:00:00Z",
                "0001-01-01T00:00:00+00:01",
                "9999-12-31T23:59:59-00:01",
                "+12025-11-24T10:00:00Z",
                "٢٠٢٥-11-24T10:00:00Z",
                "Mon, 24 Nov 2025 10:00:00 GMT",
            })
    void whatIsNoSuchTimeIsRefused(String text) {
        assertThat(Rfc3339.parse(text)).isEmpty();
    }
}
