package io.sessionstats.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeStatisticsTest {

    @ParameterizedTest
    @CsvSource({
        "0,             0",
        "1,             0",
        "29_999,        0",
        "30_000,        1",
        "89_999,        1",
        "90_000,        2",
        "3_599_999,     60",
        "31536000000000, 525600000",
    })
    void minutesAreTheNearestHalfUp(String durationMillis, long minutes) {
        long duration = Long.parseLong(durationMillis.replace("_", ""));

        assertThat(new RangeStatistics(1, duration, 0, 0, 0, 0).durationMinutes())
                .isEqualTo(minutes);
    }

    @ParameterizedTest
    @CsvSource({
        "0,   0,   100", // none is rated
        "1,   0,   0",
        "1,   1,   100",
        "3,   1,   33",
        "3,   2,   67",
        "8,   1,   13", // 12.5
        "200, 1,   1", // 0.5
        "201, 1,   0",
        "200, 199, 100", // 99.5
        "201, 200, 100",
        "300, 298, 99",
        "1000000000000, 999999999999, 100",
    })
    void percentIsTheNearestHalfUp(long rated, long notBad, long percent) {
        assertThat(new RangeStatistics(rated, 0, 0, 0, rated, notBad).notBadPercent())
                .isEqualTo(percent);
    }

    @Test
    void numbersOfABucketAreThoseOfItsTally() {
        assertThat(RangeStatistics.of(new Tally(1, 2, 3, 4, 5, 6, 7, 8)))
                .isEqualTo(new RangeStatistics(1, 4, 5, 6, 7, 8));
    }
}
