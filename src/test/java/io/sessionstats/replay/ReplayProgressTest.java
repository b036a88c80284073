package io.sessionstats.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayProgressTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            textBlock =
                    """
        1000|2500000|10|0.25| 25 %, 1,000 events, 2.5 MB, 100 events/s, 0:00:30 left
        7200|0|3600|0.5| 50 %, 7,200 events, 0.0 MB, 2 events/s, 1:00:00 left
        10|10|1|1|100 %, 10 events, 0.0 MB, 10 events/s, 0:00:00 left
        10|10|1|-1|10 events, 0.0 MB, 10 events/s
        0|0|0|0|0 events, 0.0 MB, 0 events/s
        """)
    void saysRateAndTimeLeft(
            long events, long bytes, double seconds, double readPart, String line) {
        assertThat(ReplayProgress.line(events, bytes, seconds, readPart)).isEqualTo(line);
    }
}
