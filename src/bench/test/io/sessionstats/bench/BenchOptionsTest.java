package io.sessionstats.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.options.InvalidOptionException;
import io.sessionstats.options.JobOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchOptionsTest {

    @Test
    void allRunUnlessSomeAreNamed() {
        assertThat(read("").contenders()).containsExactly(Contender.values());
        assertThat(read("--only sql-discard,limit-pair").contenders())
                .containsExactly(Contender.SQL_DISCARD, Contender.LIMIT_PAIR);
    }

    @Test
    void checkpointsAreAsFarApartAsThoseOfTheJobByDefault() {
        assertThat(read("").checkpointInterval())
                .isEqualTo(JobOptions.read(new String[0], Map.of()).updateInterval());
    }

    @Test
    void commandsHaveOptionsOfTheirOwn() {
        BenchOptions freshness = read("freshness --loads 25,100 --sustained 5000");
        BenchOptions profile = read("profile job-postgres-rocksdb --sessions 10");

        assertThat(freshness.command()).isEqualTo(BenchOptions.Command.FRESHNESS);
        assertThat(freshness.loads()).isEqualTo(List.of(25, 100));
        assertThat(profile.command()).isEqualTo(BenchOptions.Command.PROFILE);
        assertThat(profile.contenders()).containsExactly(Contender.JOB_POSTGRES_ROCKSDB);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --only fast                 | option only = "fast" (from argument --only): expected all, or
            --sessions 0                | option sessions = "0" (from argument --sessions): expected a number from 1 to
            --skew odd                  | option skew = "odd" (from argument --skew): expected one of even, farm90,
            --heap 8                    | option heap = "8" (from argument --heap): expected a size such as
            --gc none                   | option gc = "none" (from argument --gc): expected serial, parallel or g1
            --first-day 9000-01-01      | option first-day = "9000-01-01": expected a date so early that
            --first-day soon            | option first-day = "soon" (from argument --first-day): expected a date
            --loads 10                  | unknown option "loads"
            freshness --loads 10,       | option loads = "10," (from argument --loads): expected percentages
            freshness --only sql-discard | unknown option "only"
            profile                     | expected one contender to profile, of limit-parse
            profile fast                | contender "fast": expected one of limit-parse
            measure                     | unknown command "measure": expected freshness, profile or none
            """)
    void refusesWithAMessageThatNamesWhatIsExpected(String arguments, String message) {
        assertThatThrownBy(() -> read(arguments))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageStartingWith(message);
    }

    private static BenchOptions read(String arguments) {
        return BenchOptions.read(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));
    }
}
