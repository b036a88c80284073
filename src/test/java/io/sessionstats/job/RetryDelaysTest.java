package io.sessionstats.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryDelaysTest {

    @ParameterizedTest
    @CsvSource({
        "1, 200",
        "2, 400",
        "3, 800",
        "6, 6400",
        "7, 10000",
        "8, 10000",
        "2147483647, 10000"
    })
    void delaysDoubleUpToTheLongest(int failures, long delayMillis) {
        assertThat(RetryDelays.standard().millisAfter(failures)).isEqualTo(delayMillis);
    }
}
