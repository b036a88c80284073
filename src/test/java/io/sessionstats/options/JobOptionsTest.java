package io.sessionstats.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.session.Scope;
import io.sessionstats.usage.RateCard;
import io.sessionstats.usage.UsageGrain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobOptionsTest {

    private static final Scope SOME_FARM = Scope.farm("some");

    @Test
    void defaultsArePinned() {
        JobOptions options = read();

        assertThat(options.kafka())
                .isEqualTo(
                        new KafkaOptions(
                                "localhost:9092",
                                "session-events",
                                "session-events-rejected",
                                "session-statistics",
                                StartingOffsets.EARLIEST,
                                null));
        assertThat(options.zones().zoneOf(SOME_FARM)).isEqualTo(ZoneId.of("UTC"));
        assertThat(options.allowedLateness()).isEqualTo(Duration.ofHours(24));
        assertThat(options.outOfOrderness()).isEqualTo(Duration.ofSeconds(10));
        assertThat(options.maxSessionDuration()).isEqualTo(Duration.ofDays(7));
        assertThat(options.usageGrain()).isEqualTo(UsageGrain.DEFAULT);
        assertThat(options.rateCard()).isEqualTo(RateCard.EMPTY);
        assertThat(options.updateInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(options.idleAdvance()).isEqualTo(Duration.ofSeconds(60));
        assertThat(options.store())
                .isEqualTo(
                        new StoreOptions(
                                "jdbc:postgresql://localhost:5432/postgres",
                                "postgres",
                                null,
                                "session_statistics"));
        assertThat(options.parallelism()).isNull();
    }

    @Test
    void everyOptionCanBeGiven(@TempDir Path directory) throws IOException {
        Path rateCard = directory.resolve("rates.json");
        Files.writeString(rateCard, "{\"instanceTypes\": {\"m5.xlarge\": \"0.192\"}}");
        JobOptions options =
                read(
                        "--bootstrap-servers=a:1,[::1]:9092",
                        "--topic=t",
                        "--rejected-topic=r",
                        "--group-id=g",
                        "--starting-offsets=2026-03-01T00:00:00+01:00",
                        "--time-zone=Europe/Berlin",
                        "--scope-time-zones=farm:a\\,b=c:d=Asia/Kathmandu,project:p=UTC",
                        "--allowed-lateness=PT0S",
                        "--out-of-orderness=PT1M",
                        "--max-session-duration=P400D",
                        "--usage-grain=PT5M",
                        "--rate-card=" + rateCard,
                        "--update-interval=PT0.1S",
                        "--idle-advance=off",
                        "--store-url=jdbc:postgresql://h:1/d?sslmode=require",
                        "--store-user=u",
                        "--store-password-file=/secret",
                        "--store-schema=rebuild_2",
                        "--parallelism=4");

        assertThat(options.kafka())
                .isEqualTo(
                        new KafkaOptions(
                                "a:1,[::1]:9092",
                                "t",
                                "r",
                                "g",
                                new StartingOffsets(
                                        StartingOffsets.Kind.INSTANT,
                                        Instant.parse("2026-02-28T23:00:00Z").toEpochMilli()),
                                null));
        assertThat(options.zones().zoneOf(SOME_FARM)).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(options.zones().zoneOf(Scope.farm("a,b=c:d")))
                .isEqualTo(ZoneId.of("Asia/Kathmandu"));
        assertThat(options.zones().zoneOf(Scope.project("p"))).isEqualTo(ZoneId.of("UTC"));
        assertThat(options.allowedLateness()).isZero();
        assertThat(options.outOfOrderness()).isEqualTo(Duration.ofMinutes(1));
        assertThat(options.maxSessionDuration()).isEqualTo(Duration.ofDays(400));
        assertThat(options.usageGrain()).isEqualTo(UsageGrain.of(Duration.ofMinutes(5)));
        assertThat(options.rateCard())
                .isEqualTo(new RateCard(Map.of("m5.xlarge", 192_000L), Map.of()));
        assertThat(options.updateInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(options.idleAdvance()).isNull();
        assertThat(options.store())
                .isEqualTo(
                        new StoreOptions(
                                "jdbc:postgresql://h:1/d?sslmode=require",
                                "u",
                                Path.of("/secret"),
                                "rebuild_2"));
        assertThat(options.parallelism()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        time-zone            | Europe/Berln     | expected an IANA time zone such as Europe/Berlin, or UTC; did you mean Europe/Berlin?
        time-zone            | los angeles      | expected an IANA time zone such as Europe/Berlin, or UTC; did you mean America/Los_Angeles?
        time-zone            | +02:00           | expected an IANA time zone such as Europe/Berlin, or UTC
        time-zone            | Z                | expected an IANA time zone such as Europe/Berlin, or UTC
        time-zone            | ``               | expected an IANA time zone such as Europe/Berlin, or UTC
        allowed-lateness     | 24h              | expected an ISO-8601 duration from PT0S to P3660D, in whole milliseconds, such as PT0.5S, PT10S, PT24H or P7D
        allowed-lateness     | PT-1S            | expected an ISO-8601 duration from PT0S to P3660D, in whole milliseconds, such as PT0.5S, PT10S, PT24H or P7D
        allowed-lateness     | PT0.0001S        | expected an ISO-8601 duration from PT0S to P3660D, in whole milliseconds, such as PT0.5S, PT10S, PT24H or P7D
        out-of-orderness     | P367D            | expected an ISO-8601 duration from PT0S to P366D, in whole milliseconds, such as PT0.5S, PT10S, PT24H or P7D
        max-session-duration | PT0S             | expected an ISO-8601 duration from PT0.001S to P3660D, in whole milliseconds, such as PT0.5S, PT10S, PT24H or P7D
        max-session-duration | P999999999999D   | expected an ISO-8601 duration from PT0.001S to P3660D, in whole milliseconds, such as PT0.5S, PT10S, PT24H or P7D
        usage-grain          | PT7M             | expected an ISO-8601 duration of whole minutes that divide an hour, such as PT5M, PT15M or PT1H
        usage-grain          | PT2H             | expected an ISO-8601 duration of whole minutes that divide an hour, such as PT5M, PT15M or PT1H
        usage-grain          | PT0S             | expected an ISO-8601 duration of whole minutes that divide an hour, such as PT5M, PT15M or PT1H
        usage-grain          | PT15M0.0000001S  | expected an ISO-8601 duration of whole minutes that divide an hour, such as PT5M, PT15M or PT1H
        usage-grain          | P999999999999D   | expected an ISO-8601 duration of whole minutes that divide an hour, such as PT5M, PT15M or PT1H
        usage-grain          | 15               | expected an ISO-8601 duration of whole minutes that divide an hour, such as PT5M, PT15M or PT1H
        rate-card            | ``               | expected a path
        update-interval      | PT0.05S          | expected an ISO-8601 duration from PT0.1S to PT1H, in whole milliseconds, such as PT0.5S, PT10S, PT24H or P7D
        idle-advance         | on               | expected an ISO-8601 duration from PT0.1S to P1D, in whole milliseconds, such as PT0.5S, PT10S, PT24H or P7D; or off
        bootstrap-servers    | localhost        | expected host:port, several with commas between them and no blanks, such as broker1:9092,broker2:9092
        bootstrap-servers    | a:1, b:2         | expected host:port, several with commas between them and no blanks, such as broker1:9092,broker2:9092
        bootstrap-servers    | a:70000          | expected host:port, several with commas between them and no blanks, such as broker1:9092,broker2:9092
        topic                | a/b              | expected a topic of 1 to 249 letters, digits, dots, hyphens and underscores
        topic                | ..               | expected a topic of 1 to 249 letters, digits, dots, hyphens and underscores
        rejected-topic       | session-events   | expected another topic than option topic, or rejected records would be read again
        group-id             | ``               | expected 1 to 255 characters without blanks at the ends
        starting-offsets     | yesterday        | expected earliest, latest, or an ISO-8601 instant with an offset, since 1970, such as 2026-03-01T00:00:00Z
        starting-offsets     | 2026-03-01       | expected earliest, latest, or an ISO-8601 instant with an offset, since 1970, such as 2026-03-01T00:00:00Z
        starting-offsets     | 1969-12-31T00:00:00Z | expected earliest, latest, or an ISO-8601 instant with an offset, since 1970, such as 2026-03-01T00:00:00Z
        store-url            | localhost        | expected jdbc:postgresql://HOST:PORT/DATABASE, without user and password
        store-schema         | Robert'; --      | expected 1 to 63 lower-case letters, digits and underscores, no digit first
        parallelism          | 0                | expected a number from 1 to 32767
        parallelism          | 99999999999      | expected a number from 1 to 32767
        scope-time-zones     | farm:a           | expected farm:ID=ZONE or project:ID=ZONE, several with commas between them (a comma within an id as \\,): "farm:a" has no =
        scope-time-zones     | a=UTC            | expected farm:ID=ZONE or project:ID=ZONE, several with commas between them (a comma within an id as \\,): scope "a": expected farm:<farm id> or project:<project id>
        scope-time-zones     | farm:a=Marz      | "Marz" of farm:a: expected an IANA time zone such as Europe/Berlin, or UTC
        scope-time-zones     | farm:a=UTC,farm:a=UTC | "UTC" of farm:a: farm:a stands in the list twice
        scope-time-zones     | farm:a=UTC\\     | expected farm:ID=ZONE or project:ID=ZONE, several with commas between them (a comma within an id as \\,): it ends in a backslash
        """)
    void badValueIsRefused(String option, String value, String expected) {
        String shown = value == null ? "" : value;

        assertThatThrownBy(() -> read("--" + option + "=" + shown))
                .isInstanceOf(InvalidOptionException.class)
                .message()
                .startsWith("option " + option + " = \"" + shown + "\"")
                .contains(": " + expected)
                .doesNotContain("\n");
    }

    @Test
    void passwordIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> read("--store-password", "hunter2"))
                .hasMessage(
                        "option store-password (from argument --store-password): a password is not"
                                + " accepted here, where others could read it; set environment variable"
                                + " SESSION_STATISTICS_STORE_PASSWORD or name a file with"
                                + " store-password-file");
        assertThatThrownBy(() -> read("--store-password=hunter2"))
                .hasMessageContaining("is not accepted here")
                .message()
                .doesNotContain("hunter2");
        for (String url :
                new String[] {
                    "jdbc:postgresql://h/d?user=u&password=hunter2",
                    "jdbc:postgresql://u:hunter2@h/d",
                    "postgres://u:hunter2@h/d",
                }) {
            assertThatThrownBy(() -> read("--store-url", url))
                    .isInstanceOf(InvalidOptionException.class)
                    .message()
                    .doesNotContain("hunter2");
        }
    }

    @ParameterizedTest
    @CsvSource({"EST, Etc/GMT+5", "EST5EDT, EST5EDT", "ROC, Asia/Taipei", "GMT-0, Etc/GMT"})
    void anyNameOfTheIanaDatabaseIsATimeZone(String name, String zone) {
        assertThat(read("--time-zone", name).zones().zoneOf(SOME_FARM)).isEqualTo(ZoneId.of(zone));
        assertThat(read("--scope-time-zones=" + SOME_FARM + "=" + name).zones().zoneOf(SOME_FARM))
                .isEqualTo(ZoneId.of(zone));
    }

    @Test
    void passwordComesFromEnvironmentOrFileAndIsNotHeld(@TempDir Path directory)
            throws IOException {
        Path file = directory.resolve("password");
        Files.writeString(file, "from file\n");
        Map<String, String> environment =
                Map.of("SESSION_STATISTICS_STORE_PASSWORD", "from environment");

        JobOptions ofEnvironment = JobOptions.read(new String[0], environment);
        JobOptions ofFile = read("--store-password-file", file.toString());

        assertThat(ofEnvironment.toString()).doesNotContain("from environment");
        assertThat(ofEnvironment.store().passwordFile()).isNull();
        assertThat(ofFile.store().passwordFile()).isEqualTo(file);
        assertThatThrownBy(
                        () ->
                                JobOptions.read(
                                        new String[] {"--store-password-file=" + file},
                                        environment))
                .hasMessage(
                        "option store-password-file and environment variable"
                                + " SESSION_STATISTICS_STORE_PASSWORD are both given: expected one"
                                + " of them");
    }

    @Test
    void kafkaPropertiesAreReadAndMayNotSetWhatOptionsSet(@TempDir Path directory)
            throws IOException {
        Path file = directory.resolve("kafka.properties");
        Files.writeString(file, "security.protocol = SASL_SSL\n");

        JobOptions options = read("--kafka-properties-file", file.toString());

        assertThat(options.kafka().clientProperties())
                .containsExactly(Map.entry("security.protocol", "SASL_SSL"));
        Files.writeString(file, "bootstrap.servers = a:1\n");
        assertThatThrownBy(() -> read("--kafka-properties-file", file.toString()))
                .hasMessage(
                        "option kafka-properties-file: "
                                + file
                                + " sets bootstrap.servers; give option bootstrap-servers instead");
        Files.delete(file);
        assertThatThrownBy(() -> read("--kafka-properties-file", file.toString()))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageStartingWith("option kafka-properties-file: cannot read " + file);
    }

    @Test
    void rateCardIsReadBeforeTheJobIsSubmitted(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("rates.json");
        Files.writeString(file, "{\"instanceTypes\": {\"m5.xlarge\": -1}}");

        assertThatThrownBy(() -> read("--rate-card", file.toString()))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage(
                        "option rate-card: "
                                + file
                                + ": instanceTypes.\"m5.xlarge\": -1; expected a decimal from 0 to"
                                + " 1000000 with at most 6 decimals, as a number or a string");
        Files.delete(file);
        assertThatThrownBy(() -> read("--rate-card", file.toString()))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageStartingWith("option rate-card: cannot read " + file);
    }

    @Test
    void committedPropertiesFileIsInStepWithTheTables() throws IOException {
        Path file = Path.of("jobs", "session-statistics.properties");

        assertThat(Files.readString(file))
                .isEqualTo(
                        JobOptionTable.TABLE.propertiesFile(JobOptionTable.PROPERTIES_OPENING)
                                + "\n\n"
                                + ApiOptionTable.OWN.propertiesFile(
                                        ApiOptionTable.PROPERTIES_OPENING));
    }

    @Test
    void propertiesFileWithEveryLineUncommentedGivesTheDefaults(@TempDir Path directory)
            throws IOException {
        Path file = directory.resolve("all.properties");
        Files.writeString(
                file,
                Files.readString(Path.of("jobs", "session-statistics.properties"))
                        .replaceAll("(?m)^#[a-z-]+ =$", "")
                        .replaceAll("(?m)^#(?=[a-z])", ""));

        JobOptions options = read("--config", file.toString());

        assertThat(options.kafka()).isEqualTo(read().kafka());
        assertThat(options.store()).isEqualTo(read().store());
        assertThat(options.idleAdvance()).isEqualTo(read().idleAdvance());
    }

    @Test
    void helpNamesEveryOptionAndItsDefault() {
        String help = JobOptions.help();

        for (Option<?> option : JobOptionTable.TABLE.options()) {
            assertThat(help).contains("--" + option.name() + " ");
        }
        assertThat(help)
                .contains("Default: PT24H.")
                .contains("--config FILE")
                .contains("--help")
                .doesNotContain("--store-password ");
        assertThat(help.lines().mapToInt(String::length).max().orElseThrow())
                .isLessThanOrEqualTo(100);
    }

    private static JobOptions read(String... arguments) {
        return JobOptions.read(arguments, Map.of());
    }
}
