package io.sessionstats.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiOptionsTest {

    @Test
    void defaultsArePinned() {
        assertThat(read("--credentials-file=keys.json"))
                .isEqualTo(
                        new ApiOptions(
                                "127.0.0.1",
                                8080,
                                Path.of("keys.json"),
                                1000,
                                20,
                                2,
                                Duration.ofMinutes(5),
                                10,
                                Duration.ofMinutes(5),
                                JobOptions.read(new String[0], Map.of()).store()));
    }

    @Test
    void everyOptionCanBeGiven() {
        assertThat(
                        read(
                                "--api-host=::",
                                "--api-port=81",
                                "--credentials-file=k",
                                "--api-request-rate=3",
                                "--trro-request-rate=4",
                                "--aggregation-threads=5",
                                "--aggregation-timeout=PT6S",
                                "--store-connections=7",
                                "--api-clock-window=PT8S",
                                "--store-url=jdbc:postgresql://h:1/d",
                                "--store-user=u",
                                "--store-password-file=p",
                                "--store-schema=s"))
                .isEqualTo(
                        new ApiOptions(
                                "::",
                                81,
                                Path.of("k"),
                                3,
                                4,
                                5,
                                Duration.ofSeconds(6),
                                7,
                                Duration.ofSeconds(8),
                                new StoreOptions(
                                        "jdbc:postgresql://h:1/d", "u", Path.of("p"), "s")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        --api-host=a b               | option api-host = "a b" (from argument --api-host): expected a host name or an IP address
        --api-port=0                 | option api-port = "0" (from argument --api-port): expected a port from 1 to 65535
        --api-request-rate=0         | option api-request-rate = "0" (from argument --api-request-rate): expected a number from 1 to 1000000
        --aggregation-threads=65     | option aggregation-threads = "65" (from argument --aggregation-threads): expected a number from 1 to 64
        --aggregation-timeout=PT61M  | option aggregation-timeout = "PT61M" (from argument --aggregation-timeout): expected an ISO-8601 duration from PT1S to PT1H
        --credential-file=k          | unknown option "credential-file" (from the arguments); did you mean credentials-file?
        --topic=t                    | option topic (from argument --topic): belongs to another command
        --store-password=hunter2     | option store-password (from argument --store-password): a password is not accepted here
        """)
    void badArgumentIsRefused(String argument, String message) {
        assertThatThrownBy(() -> read(argument))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void serverWithoutCredentialsFileIsRefusedAndToldWhatThatIs() {
        assertThatThrownBy(() -> read())
                .hasMessageStartingWith("option credentials-file is missing: expected a JSON file")
                .hasMessageContaining("accessKeyId");
    }

    @Test
    void jobAndServerShareOneFileAndEnvironment(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("both.properties");
        Files.writeString(
                file, "topic = t\napi-port = 81\nstore-user = u\ncredentials-file = keys\n");
        String[] arguments = {"--config=" + file};
        Map<String, String> environment =
                Map.of(
                        "SESSION_STATISTICS_API_REQUEST_RATE", "7",
                        "SESSION_STATISTICS_PARALLELISM", "3");

        ApiOptions api = ApiOptions.read(arguments, environment);
        JobOptions job = JobOptions.read(arguments, environment);

        assertThat(api.port()).isEqualTo(81);
        assertThat(api.requestRatePerSecond()).isEqualTo(7);
        assertThat(api.store()).isEqualTo(job.store());
        assertThat(job.kafka().topic()).isEqualTo("t");
        assertThat(job.parallelism()).isEqualTo(3);
    }

    @Test
    void valueOfTheOthersOptionIsCheckedInTheSharedFile(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("both.properties");
        Files.writeString(file, "api-port = many\ntopic = /\ncredentials-file = keys\n");
        String[] arguments = {"--config=" + file};

        assertThatThrownBy(() -> JobOptions.read(arguments, Map.of()))
                .hasMessage(
                        "option api-port = \"many\" (from %s): expected a port from 1 to 65535"
                                .formatted(file));
        Files.writeString(file, "topic = /\ncredentials-file = keys\n");
        assertThatThrownBy(() -> ApiOptions.read(arguments, Map.of()))
                .hasMessageStartingWith("option topic = \"/\" (from " + file + "): expected");
    }

    @Test
    void passwordInTwoPlacesIsRefused() {
        assertThatThrownBy(
                        () ->
                                ApiOptions.read(
                                        new String[] {
                                            "--credentials-file=k", "--store-password-file=p"
                                        },
                                        Map.of("SESSION_STATISTICS_STORE_PASSWORD", "hunter2")))
                .hasMessageContaining("are both given")
                .hasMessageNotContaining("hunter2");
    }

    private static ApiOptions read(String... arguments) {
        return ApiOptions.read(arguments, Map.of());
    }
}
