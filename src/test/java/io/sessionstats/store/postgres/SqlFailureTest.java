package io.sessionstats.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFailureTest {

    @ParameterizedTest
    @CsvSource({
        ", true",
        "'', true",
        "08006, true",
        "28P01, true",
        "40001, true",
        "42501, true",
        "53100, true",
        "55P03, true",
        "57P01, true",
        "57014, true",
        "3D000, true",
        "23514, true",
        "22P02, false",
        "23505, false",
        "42P01, false",
        "42703, false",
        "XX000, false"
    })
    void failuresThatAnOperatorEndsPass(String sqlState, boolean passes) {
        assertThat(SqlFailure.passes(sqlState)).isEqualTo(passes);
    }
}
