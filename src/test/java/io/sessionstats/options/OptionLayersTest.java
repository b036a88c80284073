package io.sessionstats.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionLayersTest {

    private static final Option<Integer> SIZE =
            new Option<>(
                    "group-size", "N", "1", "How many.", ValueParser.integer(1, 99, "a number"));
    private static final Option<Boolean> QUIET = Option.ofSwitch("quiet", "Says nothing.");
    private static final OptionTable TABLE =
            OptionTable.of(SIZE, QUIET).refusing("fixed", "is set by the command itself");

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({
        ",   ,  ,  1",
        "2,  ,  ,  2",
        "2,  3, ,  3",
        "2,  3, 4, 4",
        ",   3, ,  3",
        "2,  ,  4, 4",
    })
    void laterLayerWins(String file, String variable, String argument, int expected)
            throws IOException {
        Path config = directory.resolve("some.properties");
        Files.writeString(config, file == null ? "" : "group-size = " + file + "  \n");
        Map<String, String> environment =
                variable == null ? Map.of() : Map.of("SESSION_STATISTICS_GROUP_SIZE", variable);
        String[] arguments =
                argument == null
                        ? new String[] {"--config", config.toString()}
                        : new String[] {"--group-size", argument, "--config=" + config};

        assertThat(OptionLayers.read(TABLE, arguments, environment).get(SIZE)).isEqualTo(expected);
    }

    @Test
    void switchIsGivenWithoutValueAsArgumentAndWithOneElsewhere() {
        assertThat(OptionLayers.read(TABLE, new String[] {"--quiet"}, Map.of()).get(QUIET))
                .isTrue();
        assertThat(
                        OptionLayers.read(
                                        TABLE,
                                        new String[0],
                                        Map.of("SESSION_STATISTICS_QUIET", "true"))
                                .get(QUIET))
                .isTrue();
        assertThat(OptionLayers.read(TABLE, new String[0], Map.of()).get(QUIET)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        --group-siz 3               | unknown option "group-siz" (from the arguments); did you mean group-size?
        --nothing-of-the-kind=3     | unknown option "nothing-of-the-kind" (from the arguments)
        --group-size                | option group-size (from argument --group-size): the value is missing; expected --group-size N
        --group-size --quiet        | option group-size (from argument --group-size): the value is missing; expected --group-size N
        --config                    | option config (from argument --config): the value is missing; expected --config FILE
        --group-size=               | option group-size = "" (from argument --group-size): expected a number from 1 to 99
        --group-size x              | option group-size = "x" (from argument --group-size): expected a number from 1 to 99
        --group-size 2 --group-size 2 | option group-size (from argument --group-size): given twice
        --config a --config b       | option config (from argument --config): given twice
        --quiet=true                | option quiet (from argument --quiet): takes no value
        --fixed 7                   | option fixed (from argument --fixed): is set by the command itself
        --config /no/such           | option config = "/no/such" (from argument --config): no such file
        more                        | unexpected argument "more": expected --option value or --option=value
        -x                          | unexpected argument "-x": expected --option value or --option=value
        """)
    void badArgumentIsRefused(String arguments, String message) {
        assertThatThrownBy(() -> OptionLayers.read(TABLE, arguments.split(" "), Map.of()))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        SESSION_STATISTICS_GROUP_SIZ  | 3 | unknown environment variable SESSION_STATISTICS_GROUP_SIZ; did you mean SESSION_STATISTICS_GROUP_SIZE?
        SESSION_STATISTICS_GROUP_SIZE | 0 | option group-size = "0" (from environment variable SESSION_STATISTICS_GROUP_SIZE): expected a number from 1 to 99
        SESSION_STATISTICS_QUIET      | 1 | option quiet = "1" (from environment variable SESSION_STATISTICS_QUIET): expected true or false
        SESSION_STATISTICS_FIXED      | 1 | option fixed (from environment variable SESSION_STATISTICS_FIXED): is set by the command itself
        """)
    void badVariableIsRefused(String variable, String value, String message) {
        assertThatThrownBy(() -> OptionLayers.read(TABLE, new String[0], Map.of(variable, value)))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        group-siz = 3                  | unknown option "group-siz" (from FILE); did you mean group-size?
        group-size = many              | option group-size = "many" (from FILE): expected a number from 1 to 99
        group-size = 2;group-size = 3  | option group-size (from FILE): given twice
        fixed = 3                      | option fixed (from FILE): is set by the command itself
        config = other.properties      | unknown option "config" (from FILE)
        """)
    void badKeyOfTheFileIsRefused(String lines, String message) throws IOException {
        Path config = directory.resolve("some.properties");
        Files.writeString(config, lines.replace(';', '\n'));

        assertThatThrownBy(
                        () ->
                                OptionLayers.read(
                                        TABLE, new String[] {"--config=" + config}, Map.of()))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage(message.replace("FILE", config.toString()));
    }

    @Test
    void badValueIsRefusedAlsoWhereALaterLayerReplacesIt() {
        assertThatThrownBy(
                        () ->
                                OptionLayers.read(
                                        TABLE,
                                        new String[] {"--group-size=2"},
                                        Map.of("SESSION_STATISTICS_GROUP_SIZE", "x")))
                .isInstanceOf(InvalidOptionException.class);
    }

    @Test
    void messageStaysOnOneLineAndIsNotEndless() {
        String value = "a\nb\t" + "c".repeat(10_000);

        assertThatThrownBy(
                        () ->
                                OptionLayers.read(
                                        TABLE, new String[] {"--group-size", value}, Map.of()))
                .message()
                .startsWith("option group-size = \"a\\u000ab\\u0009ccc")
                .doesNotContain("\n")
                .hasSizeLessThan(400);
    }

    @Test
    void operandsAreKeptForACommandThatTakesThem() {
        OptionValues values =
                OptionLayers.readArguments(TABLE, new String[] {"-", "--group-size", "2", "b"});

        assertThat(values.operands()).isEqualTo(List.of("-", "b"));
        assertThat(values.get(SIZE)).isEqualTo(2);
    }

    @Test
    void foreignVariablesAreLeftAlone() {
        assertThat(
                        OptionLayers.read(TABLE, new String[0], Map.of("PATH", "/bin", "TZ", "x"))
                                .get(SIZE))
                .isEqualTo(1);
    }
}
