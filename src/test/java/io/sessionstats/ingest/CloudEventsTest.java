package io.sessionstats.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.session.SessionEvent;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventsTest {

    private static final String EVENT = EventText.farmStart().json();
    private static final Map<String, String> BINARY =
            Map.of(
                    "content-type", "application/json",
                    "ce_specversion", "1.0",
                    "ce_id", "e1",
                    "ce_source", "/render",
                    "ce_type", "io.sessionstats.event");

    private final Records records = new Records();
    private final SessionEvent expected = records.event(EVENT);

    @Test
    void envelopeIsKnownByItsSpecversion() {
        assertThat(records.event(EventText.envelope(EVENT).json())).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/cloudevents+json",
                "application/cloudevents+json; charset=utf-8",
                "Application/CloudEvents+JSON"
            })
    void envelopeIsKnownByItsContentType(String contentType) {
        RecordHeaders headers = Map.of("content-type", contentType)::get;

        assertThat(records.event(EventText.envelope(EVENT).bytes(), headers)).isEqualTo(expected);
        records.assertMalformed(
                EVENT.getBytes(StandardCharsets.UTF_8),
                headers,
                "specversion: absent; expected \"1.0\"");
    }

    @Test
    void attributesComeInAnyOrderAndMayBeMore() {
        EventText text =
                new EventText()
                        .with("data", EVENT)
                        .with("time", "'1970-01-01T00:00:00Z'")
                        .with("sessionId", "{}")
                        .with("datacontenttype", "'application/json'")
                        .with("type", "'t'")
                        .with("data_base64", "null")
                        .with("source", "'" + "/x".repeat(1000) + "'")
                        .with("id", "'i'")
                        .with("specversion", "'1.0'");

        assertThat(records.event(text.json())).isEqualTo(expected);
    }

    @Test
    void dataMayBeInBase64() {
        EventText text = EventText.envelope(EVENT).without("data");

        assertThat(records.event(text.with("data_base64", "'" + base64(EVENT) + "'").json()))
                .isEqualTo(expected);
    }

    @Test
    void dataIsReadByTheRulesOfAnEvent() {
        String repeated = EVENT.replace("{", "{\"time\": 1, ");
        String future = EVENT.replace("2026", "2027");

        for (boolean inBase64 : new boolean[] {false, true}) {
            records.assertMalformed(
                    enveloped(EVENT.replace("\"s1\"", "16"), inBase64), "data.sessionId: 16;");
            records.assertMalformed(
                    enveloped(EVENT.replace("farmId", "id"), inBase64),
                    "data.farmId, projectId: neither");
            records.assertMalformed(
                    enveloped(repeated, inBase64), "data.time: there more than once");
            Records.assertRejected(
                    records.read(enveloped(future, inBase64)),
                    RejectionReason.FUTURE,
                    "data.time: \"2027");
        }
    }

    @Test
    void membersOfAnEnvelopeMeanNothingInItsData() {
        String odd =
                EVENT.replace("{", "{\"specversion\": 7, \"data\": {\"time\": 3}, \"id\": [],");

        assertThat(records.event(enveloped(odd, false))).isEqualTo(expected);
        assertThat(records.event(enveloped(odd, true))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
                    specversion | '0.3'   | specversion: "0.3"; expected "1.0"
                    specversion | 1.0     | specversion: 1.0; expected "1.0"
                    specversion | {}      | specversion: an object; expected "1.0"
                    id          | null    | id: null; expected a string that is not empty
                    id          | ''      | id: ""; expected a string that is not empty
                    id          | 7       | id: 7; expected a string that is not empty
                    source      | ''      | source: ""; expected a string that is not empty
                    source      | null    | source: null; expected a string that is not empty
                    type        | ''      | type: ""; expected a string that is not empty
                    type        | null    | type: null; expected a string that is not empty
                    data        | null    | data: null; expected a session event as a JSON object
                    data        | '{}'    | data: "{}"; expected a session event
                    data        | []      | data: an array; expected a session event
                    data        | 1       | data: 1; expected a session event
                    data_base64 | ''      | data, data_base64: both; expected exactly one
                    """)
    void wrongAttributeIsMalformed(String name, String json, String message) {
        records.assertMalformed(EventText.envelope(EVENT).with(name, json).json(), message);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
                    ''         | data_base64: empty; expected a session event
                    '?'        | data_base64: "?"; expected a session event as a JSON object in base64
                    {}         | data_base64: an object; expected a session event as a JSON object in base64
                    'W10='     | data_base64: an array
                    'e30ge30=' | data_base64: text after the JSON object
                    'ew=='     | data_base64: not JSON
                    '//4='     | data_base64: 0xFF at byte 0, not UTF-8
                    """)
    void wrongBase64IsMalformed(String json, String message) {
        EventText text = EventText.envelope(EVENT).without("data").with("data_base64", json);

        records.assertMalformed(text.json(), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"specversion", "id", "source", "type", "data"})
    void repeatedAttributeIsMalformed(String name) {
        String text = EventText.envelope(EVENT).json();
        String again = text.substring(0, text.length() - 1) + ", \"" + name + "\": {}}";

        records.assertMalformed(again, name + ": there more than once; expected");
    }

    @Test
    void headersMayBeTheEnvelope() {
        byte[] value = EVENT.getBytes(StandardCharsets.UTF_8);

        assertThat(records.event(value, BINARY::get)).isEqualTo(expected);
        // What looks like an envelope is the event here: its specversion is a member to ignore.
        assertThat(
                        records.event(
                                EVENT.replace("{", "{\"specversion\": \"1.0\", ")
                                        .getBytes(StandardCharsets.UTF_8),
                                BINARY::get))
                .isEqualTo(expected);
        records.assertMalformed(
                EventText.farmStart().without("time").bytes(), BINARY::get, "time: absent");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
                    ce_specversion | 0.3 | header ce_specversion: "0.3"; expected "1.0"
                    ce_specversion | ``  | header ce_specversion: ""; expected "1.0"
                    ce_id          | ``  | header ce_id: ""; expected a text that is not empty
                    ce_source      | ``  | header ce_source: ""; expected a text that is not empty
                    ce_type        | ``  | header ce_type: ""; expected a text that is not empty
                    ce_id          |     | header ce_id: absent; expected a text that is not empty
                    ce_source      |     | header ce_source: absent; expected a text that is not empty
                    ce_type        |     | header ce_type: absent; expected a text that is not empty
                    """)
    void wrongHeaderIsMalformed(String name, String value, String message) {
        Map<String, String> headers = new HashMap<>(BINARY);
        headers.put(name, value);

        records.assertMalformed(EventText.farmStart().bytes(), headers::get, message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/cloudevents-batch+json",
                "application/cloudevents-batch",
                "application/cloudevents+avro"
            })
    void batchesAndOtherFormatsAreMalformed(String contentType) {
        records.assertMalformed(
                ("[" + EventText.envelope(EVENT).json() + "]").getBytes(StandardCharsets.UTF_8),
                Map.of("content-type", contentType)::get,
                "header content-type: \"" + contentType + "\"; expected",
                "one event a record");
    }

    private static String enveloped(String event, boolean inBase64) {
        EventText text = EventText.envelope(event);
        return inBase64
                ? text.without("data").with("data_base64", "'" + base64(event) + "'").json()
                : text.json();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
