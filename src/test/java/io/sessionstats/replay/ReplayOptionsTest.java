package io.sessionstats.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.options.InvalidOptionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayOptionsTest {

    @Test
    void defaultsArePinned() {
        assertThat(ReplayOptions.read(new String[] {"-"}))
                .isEqualTo(new ReplayOptions("-", "localhost:9092", "session-events", null));
    }

    @Test
    void optionsMayStandAroundTheFile() {
        String[] arguments = {"--rate", "0.5", "events.json.gz", "--topic=t"};

        assertThat(ReplayOptions.read(arguments))
                .isEqualTo(new ReplayOptions("events.json.gz", "localhost:9092", "t", 0.5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        --rate 1     | expected one file (or - for the standard input), not none
        a b          | expected one file (or - for the standard input), not a b
        a --rate 0   | option rate = "0" (from argument --rate): expected a number of events above 0, such as 500
        a --rate -1  | option rate = "-1" (from argument --rate): expected a number of events above 0, such as 500
        a --rat 1    | unknown option "rat" (from the arguments); did you mean rate?
        """)
    void badArgumentIsRefused(String arguments, String message) {
        assertThatThrownBy(() -> ReplayOptions.read(arguments.split(" ")))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage(message);
    }
}
