package io.sessionstats.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Whether a name is kept shows in whether the same String comes back. */
class JsonParsersTest {

    private final JsonParsers parsers = new JsonParsers();

    @Test
    void namesAreKeptForTheNextRecord() throws IOException {
        assertThat(firstName("{\"type\": 1}")).isSameAs(firstName("{\"type\": 2}"));
    }

    @Test
    void namesAreGivenUpAfterAMebibyteOfForeignOnes() throws IOException {
        String name = firstName("{\"unknown\": 1}");

        for (int i = 0; i < 32; i++) {
            parsers.metForeignNames(32 * 1024);
            assertThat(firstName("{\"unknown\": 1}")).isSameAs(name);
        }
        parsers.metForeignNames(1);
        assertThat(firstName("{\"unknown\": 1}")).isNotSameAs(name);
    }

    @Test
    void namesOfLargeRecordsAreNotKept() throws IOException {
        String json = "{\"unknown\": \"" + "x".repeat(64 * 1024) + "\"}";

        assertThat(firstName(json)).isNotSameAs(firstName(json));
    }

    @Test
    void recordsWithForeignNamesAreCounted() throws IOException {
        String padding = "x".repeat(60_000);
        for (String value :
                new String[] {
                    "{\"unknown\": \"" + padding + "\"}",
                    "{\"quality\": {\"unknown\": \"" + padding + "\"}}",
                    "{\"data\": {\"unknown\": \"" + padding + "\"}}",
                    "{\"remoteDeviceIds\": [{\"unknown\": \"" + padding + "\"}]}",
                    "{\"type\": \"" + padding + "\", \"unknown"
                }) {
            SessionEventJson reader = new SessionEventJson(parsers);
            String name = firstName("{\"unknown\": 1}");

            for (int i = 0; i < 20; i++) {
                reader.parse(
                        value.getBytes(StandardCharsets.UTF_8),
                        RecordHeaders.NONE,
                        "session-events",
                        0,
                        i,
                        Records.NOW_MILLIS);
            }
            assertThat(firstName("{\"unknown\": 1}")).as(value.substring(0, 20)).isNotSameAs(name);
        }
    }

    private String firstName(String json) throws IOException {
        try (JsonParser parser = parsers.parser(json.getBytes(StandardCharsets.UTF_8))) {
            parser.nextToken();
            return parser.nextFieldName();
        }
    }
}
