package io.sessionstats.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.options.InvalidOptionException;
import io.sessionstats.session.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalOptionsTest {

    @Test
    void defaultsArePinned() {
        LocalOptions options = LocalOptions.read(new String[0], Map.of());

        assertThat(options.kafkaPort()).isEqualTo(9092);
        assertThat(options.postgresPort()).isEqualTo(15432);
        assertThat(options.flinkPort()).isEqualTo(8081);
        assertThat(options.dataDirectory()).isNull();
        assertThat(options.demo()).isTrue();
        assertThat(options.job().parallelism()).isEqualTo(2);
        assertThat(options.api().host()).isEqualTo("127.0.0.1");
        assertThat(options.api().port()).isEqualTo(8080);
        assertThat(options.api().credentialsFile()).isNull();
        assertThat(options.api().store()).isEqualTo(options.job().store());
    }

    @Test
    void jobIsGivenTheAddressesOfThePartsStartedHere() {
        LocalOptions options =
                LocalOptions.read(
                        new String[] {
                            "--kafka-port=1092",
                            "--postgres-port=1432",
                            "--flink-port=1081",
                            "--data-dir=kept",
                            "--no-demo",
                            "--max-session-duration=P400D",
                            "--idle-advance=off",
                            "--parallelism=1",
                            "--time-zone=Asia/Tokyo"
                        },
                        Map.of());

        assertThat(options.job().kafka().bootstrapServers()).isEqualTo("127.0.0.1:1092");
        assertThat(options.job().store().url())
                .isEqualTo("jdbc:postgresql://localhost:1432/postgres");
        assertThat(options.job().store().user()).isEqualTo("postgres");
        assertThat(options.flinkPort()).isEqualTo(1081);
        assertThat(options.dataDirectory()).isEqualTo(Path.of("kept"));
        assertThat(options.demo()).isFalse();
        assertThat(options.job().maxSessionDuration()).isEqualTo(Duration.ofDays(400));
        assertThat(options.job().idleAdvance()).isNull();
        assertThat(options.job().parallelism()).isEqualTo(1);
        assertThat(options.job().zones().zoneOf(Scope.farm("f")))
                .isEqualTo(ZoneId.of("Asia/Tokyo"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        --bootstrap-servers=a:1   | option bootstrap-servers (from argument --bootstrap-servers): jobs/local starts a broker of its own; its port is chosen with --kafka-port
        --kafka-properties-file=a | option kafka-properties-file (from argument --kafka-properties-file): jobs/local starts a broker of its own, which needs none
        --store-url=x             | option store-url (from argument --store-url): jobs/local starts a database of its own; its port is chosen with --postgres-port
        --store-user=x            | option store-user (from argument --store-user): jobs/local starts a database of its own; its port is chosen with --postgres-port
        --store-password-file=x   | option store-password-file (from argument --store-password-file): jobs/local starts a database of its own; its port is chosen with --postgres-port
        --kafka-port=0            | option kafka-port = "0" (from argument --kafka-port): expected a port from 1 to 65535
        --flink-port=65536        | option flink-port = "65536" (from argument --flink-port): expected a port from 1 to 65535
        --flink-port=9092         | option flink-port = "9092": expected another port than option kafka-port
        --postgres-port=8081      | option flink-port = "8081": expected another port than option postgres-port
        --api-host=0.0.0.0        | option api-host (from argument --api-host): jobs/local listens on this machine only; jobs/serve on any address
        --api-port=8081           | option api-port = "8081": expected another port than option flink-port
        --time-zone=Mars          | option time-zone = "Mars" (from argument --time-zone): expected an IANA time zone such as Europe/Berlin, or UTC
        --no-demos                | unknown option "no-demos" (from the arguments); did you mean no-demo?
        """)
    void badOptionIsRefused(String argument, String message) {
        assertThatThrownBy(() -> LocalOptions.read(new String[] {argument}, Map.of()))
                .isInstanceOf(InvalidOptionException.class)
                .message()
                .startsWith(message);
    }

    @Test
    void helpLeavesOutWhatIsRefused() {
        assertThat(LocalOptions.help())
                .contains("--kafka-port PORT", "--data-dir DIR", "--no-demo", "--time-zone ZONE")
                .doesNotContain("--bootstrap-servers", "--store-url");
    }
}
