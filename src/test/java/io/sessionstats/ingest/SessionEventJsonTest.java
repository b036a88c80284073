package io.sessionstats.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.session.Quality;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionDetails;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.session.UsageType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionEventJsonTest {

    private static final long TIME = Instant.parse("2026-03-01T10:05:00Z").toEpochMilli();
    private static final Scope FARM = Scope.farm("f1");
    private static final Scope PROJECT = Scope.project("p1");

    private final Records records = new Records();

    @Test
    void startOfAFarmHasItsDimensions() {
        String text =
                EventText.farmStart()
                        .with("queueId", "'q'")
                        .with("fleetId", "'fl'")
                        .with("jobId", "'j'")
                        .with("jobName", "'shot 10'")
                        .with("userId", "'u'")
                        .with("workerId", "'w'")
                        .with("instanceType", "'m5.xlarge'")
                        .with("usageType", "'LICENSE'")
                        .with("licenseProduct", "'nuke'")
                        .with("hourlyRateUsd", "0.192")
                        .json();

        assertThat(records.event(text))
                .isEqualTo(
                        SessionEvent.started(
                                FARM,
                                "s1",
                                TIME,
                                new SessionDetails(
                                        "q",
                                        "fl",
                                        "j",
                                        "shot 10",
                                        "u",
                                        "w",
                                        "m5.xlarge",
                                        UsageType.LICENSE,
                                        "nuke",
                                        192_000L,
                                        null,
                                        List.of())));
    }

    @Test
    void startOfAFarmNeedsNoDimension() {
        assertThat(records.event(EventText.farmStart().json()))
                .isEqualTo(SessionEvent.started(FARM, "s1", TIME, FARM_DEFAULTS));
    }

    @Test
    void startOfAProjectHasItsDevicesAsASet() {
        String text =
                EventText.projectStart()
                        .with("fieldDeviceId", "'rover'")
                        .with("remoteDeviceIds", "['desk2', 'desk1', 'desk2']")
                        .json();

        assertThat(records.event(text)).isEqualTo(projectStart("rover", "desk1", "desk2"));
    }

    @Test
    void startOfAProjectNeedsNoDevice() {
        assertThat(records.event(EventText.projectStart().json())).isEqualTo(projectStart(null));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
                    'GOOD'   | GOOD
                    'NORMAL' | NORMAL
                    'BAD'    | BAD
                    null     |
                    """)
    void endHasItsQuality(String json, Quality quality) {
        assertThat(records.event(EventText.projectEnd().with("quality", json).json()))
                .isEqualTo(SessionEvent.ended(PROJECT, "s1", TIME, quality));
        assertThat(records.event(EventText.farmEnd().with("quality", json).json()))
                .isEqualTo(SessionEvent.ended(FARM, "s1", TIME, quality));
    }

    @Test
    void nullIsAbsent() {
        EventText farm = EventText.farmStart();
        EventText project = EventText.projectStart();
        for (Member member : Member.values()) {
            if (!farm.json().contains('"' + member.jsonName() + '"')) {
                farm.with(member.jsonName(), "null");
            }
            if (!project.json().contains('"' + member.jsonName() + '"')) {
                project.with(member.jsonName(), "null");
            }
        }

        assertThat(records.event(farm.json()))
                .isEqualTo(SessionEvent.started(FARM, "s1", TIME, FARM_DEFAULTS));
        assertThat(records.event(project.json())).isEqualTo(projectStart(null));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
                    farm start    | 'fieldDeviceId': 1, 'remoteDeviceIds': [1, {}], 'quality': 'SO-SO'
                    farm end      | 'hourlyRateUsd': -1, 'usageType': [], 'queueId': {'queueId': 1}
                    project start | 'queueId': '', 'hourlyRateUsd': 'much', 'usageType': 7, 'quality': []
                    project end   | 'fieldDeviceId': false, 'remoteDeviceIds': [null], 'workerId': 1.5
                    farm end      | 'jobId': 1, 'jobId': 2
                    farm start    | 'quality': 'GOOD', 'quality': 'BAD'
                    farm start    | 'unknown': [1, [2, {'type': 3}]], 'unknown': 1, '': {}
                    farm start    | 'id': 1, 'source': [], 'data': {'time': []}, 'data_base64': '?'
                    farm start    | 'unknown': '\\ud800 \\u0000', 'Time': 1, 'time ': 2
                    """)
    void ignoresMembersOfOtherEventsWhateverTheyAre(String event, String members) {
        String plain = EventText.named(event).json();
        String more = members.replace('\'', '"');
        String after = plain.substring(0, plain.length() - 1) + ", " + more + "}";
        String before = "{" + more + ", " + plain.substring(1);

        assertThat(records.event(after)).isEqualTo(records.event(plain));
        assertThat(records.event(before)).isEqualTo(records.event(plain));
    }

    @Test
    void escapedTextIsTheSameText() {
        String text =
                EventText.farmStart()
                        .json()
                        .replace("\"type\"", "\"\\u0074ype\"")
                        .replace("\"s1\"", "\"\\u0073\\u0031\"")
                        .replace("T10:05", "\\u005410:05");

        assertThat(records.event(text)).isEqualTo(records.event(EventText.farmStart().json()));
    }

    @Test
    void controlCharactersAndPairedSurrogatesAreCharacters() {
        EventText text = EventText.farmStart().with("sessionId", "'\\n\\u0001\\ud83d\\ude00'");

        assertThat(records.event(text.json()).sessionId()).isEqualTo("\n\u0001😀");
    }

    @ParameterizedTest
    @ValueSource(strings = {" %s", "\r\n\t %s \n", "%s\n"})
    void whiteSpaceAroundTheObjectIsFine(String form) {
        String text = String.format(form, EventText.farmStart().json());

        assertThat(records.event(text)).isEqualTo(records.event(EventText.farmStart().json()));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
                    '2026-03-01T10:05:00+01:00'   | 2026-03-01T09:05:00Z
                    '2026-03-01T10:05:00.9999Z'   | 2026-03-01T10:05:00.999Z
                    '1973-01-01T00:00:00Z'        | 1973-01-01T00:00:00Z
                    '1972-12-31T23:00:00-01:00'   | 1973-01-01T00:00:00Z
                    '2026-03-01T12:10:00.000999Z' | 2026-03-01T12:10:00Z
                    1772359500123                 | 2026-03-01T10:05:00.123Z
                    94694400000                   | 1973-01-01T00:00:00Z
                    """)
    void timeIsAnInstant(String json, Instant expected) {
        assertThat(records.event(EventText.farmEnd().with("time", json).json()).timeMillis())
                .isEqualTo(expected.toEpochMilli());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
                    '2026-03-01T12:10:00.001Z'
                    '2099-01-01T00:00:00Z'
                    '+12099-01-01T00:00:00Z'
                    '+999999999-12-31T23:59:59Z'
                    1772367000001
                    9223372036854775807
                    9223372036854775808
                    123456789012345678901234567890123456789012345678901234567890
                    """)
    void moreThanTenMinutesAheadIsFuture(String json) {
        for (String event : List.of("farm start", "farm end", "project start", "project end")) {
            Records.assertRejected(
                    records.read(EventText.named(event).with("time", json).json()),
                    RejectionReason.FUTURE,
                    "time: ",
                    json.substring(1, 10),
                    "; expected at most 10 minutes after the wall clock",
                    "2026-03-01T12:00:00Z");
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
                    farm start    | hourlyRateUsd | -1
                    farm start    | jobName       | ''
                    project start | fieldDeviceId | 1
                    project end   | quality       | 'FINE'
                    farm end      | sessionId     | ''
                    """)
    void whatIsMalformedIsNotCalledFuture(String event, String name, String json) {
        EventText text = EventText.named(event).with("time", "'2099-01-01T00:00:00Z'");

        records.assertMalformed(text.with(name, json).json(), name + ": ");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
                    farm start | type      | 'STARTED'         | type: "STARTED"; expected SESSION_STARTED or SESSION_ENDED
                    farm start | type      | 'session_started' | type: "session_started"; expected
                    farm start | type      | 1                 | type: 1; expected
                    farm start | type      | null              | type: null; expected
                    farm start | type      | ''                | type: ""; expected
                    farm start | sessionId | null              | sessionId: null; expected a string of 1 to 128 characters
                    farm start | sessionId | ''                | sessionId: ""; expected
                    farm end   | sessionId | 17                | sessionId: 17; expected
                    farm end   | sessionId | true              | sessionId: true; expected
                    farm end   | sessionId | ['s1']            | sessionId: an array; expected
                    farm end   | sessionId | {'id': 's1'}      | sessionId: an object; expected
                    farm end   | sessionId | 'a\\u0000b'       | sessionId: "a\\u0000b"; expected a string of 1 to 128 characters without U+0000
                    farm end   | sessionId | 'a\\ud800'        | sessionId: "a\\ud800"; expected
                    farm end   | sessionId | 'a\\ud800b'       | sessionId: "a\\ud800b"; expected
                    farm end   | sessionId | 'a\\udc00\\ud800' | sessionId: "a\\udc00\\ud800"; expected
                    farm end   | projectId | 'p1'              | farmId, projectId: both; expected exactly one
                    farm end   | projectId | 7                 | farmId, projectId: both; expected exactly one
                    farm end   | farmId    | null              | farmId, projectId: neither; expected exactly one
                    farm end   | farmId    | ''                | farmId: ""; expected
                    farm end   | farmId    | 1                 | farmId: 1; expected
                    project end | projectId | ''               | projectId: ""; expected
                    farm start | queueId   | 1                 | queueId: 1; expected a string
                    farm start | fleetId   | ''                | fleetId: ""; expected
                    farm start | jobId     | []                | jobId: an array; expected
                    farm start | jobName   | '\\u0000'         | jobName: "\\u0000"; expected
                    farm start | userId    | 1.5               | userId: 1.5; expected
                    farm start | workerId  | false             | workerId: false; expected
                    farm start | instanceType   | {}           | instanceType: an object; expected
                    farm start | licenseProduct | ''           | licenseProduct: ""; expected
                    farm start | usageType | 'compute'         | usageType: "compute"; expected COMPUTE or LICENSE
                    farm start | usageType | 1                 | usageType: 1; expected COMPUTE or LICENSE
                    farm start | hourlyRateUsd | true          | hourlyRateUsd: true; expected a decimal from 0 to 1000000
                    farm start | hourlyRateUsd | [1]           | hourlyRateUsd: an array; expected a decimal
                    farm start | hourlyRateUsd | 0.0000001     | hourlyRateUsd: 0.0000001; expected a decimal
                    farm start | hourlyRateUsd | '1 '          | hourlyRateUsd: "1 "; expected a decimal
                    farm start | hourlyRateUsd | 1E999999999   | hourlyRateUsd: 1E999999999; expected a decimal
                    farm start | hourlyRateUsd | 1E-999999999  | hourlyRateUsd: 1E-999999999; expected a decimal
                    project start | fieldDeviceId   | ''            | fieldDeviceId: ""; expected
                    project start | remoteDeviceIds | 'd1'          | remoteDeviceIds: "d1"; expected an array of strings
                    project start | remoteDeviceIds | {}            | remoteDeviceIds: an object; expected an array
                    project start | remoteDeviceIds | ['d', null]   | remoteDeviceIds[1]: null; expected a string
                    project start | remoteDeviceIds | [['d']]       | remoteDeviceIds[0]: an array; expected a string
                    project start | remoteDeviceIds | ['d', '', 1]  | remoteDeviceIds[1]: ""; expected a string
                    project start | remoteDeviceIds | ['d', 16]     | remoteDeviceIds[1]: 16; expected a string
                    project start | remoteDeviceIds | ['\\ud800']   | remoteDeviceIds[0]: "\\ud800"; expected a string
                    project end | quality  | 'good'            | quality: "good"; expected GOOD, NORMAL or BAD
                    project end | quality  | 3                 | quality: 3; expected GOOD, NORMAL or BAD
                    farm end | time | '2026-02-30T00:00:00Z'   | time: "2026-02-30T00:00:00Z"; expected an ISO-8601 date-time with offset, or epoch milliseconds as an integer
                    farm end | time | '2026-03-01T10:05:00'    | time: "2026-03-01T10:05:00"; expected an ISO-8601
                    farm end | time | '1772359500123'          | time: "1772359500123"; expected an ISO-8601
                    farm end | time | 1.7e12                   | time: 1.7e12; expected an ISO-8601
                    farm end | time | 1772359500123.0          | time: 1772359500123.0; expected an ISO-8601
                    farm end | time | null                     | time: null; expected an ISO-8601
                    farm end | time | ''                       | time: ""; expected an ISO-8601
                    farm end | time | []                       | time: an array; expected an ISO-8601
                    farm end | time | '1972-12-31T23:59:59.999Z' | time: "1972-12-31T23:59:59.999Z"; expected a time from 1973-01-01T00:00:00Z on
                    farm end | time | 94694399999              | time: 94694399999; expected a time from 1973
                    farm end | time | -1                       | time: -1; expected a time from 1973
                    farm end | time | -9223372036854775808     | time: -9223372036854775808; expected a time from 1973
                    farm end | time | -99999999999999999999999 | time: -99999999999999999999999; expected a time from 1973
                    farm end | time | '-12026-03-01T00:00:00Z' | time: "-12026-03-01T00:00:00Z"; expected a time from 1973
                    """)
    void wrongMemberIsMalformed(String event, String name, String json, String message) {
        records.assertMalformed(EventText.named(event).with(name, json).json(), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    type      | type: absent; expected SESSION_STARTED or SESSION_ENDED
                    sessionId | sessionId: absent; expected a string of 1 to 128 characters
                    time      | time: absent; expected an ISO-8601 date-time
                    farmId    | farmId, projectId: neither; expected exactly one of them
                    """)
    void missingMemberIsMalformed(String name, String message) {
        records.assertMalformed(EventText.farmStart().without(name).json(), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    farm start    | type
                    farm start    | sessionId
                    farm start    | time
                    farm start    | farmId
                    farm start    | queueId
                    farm start    | usageType
                    farm start    | hourlyRateUsd
                    project start | projectId
                    project start | fieldDeviceId
                    project start | remoteDeviceIds
                    project end   | quality
                    """)
    void repeatedMemberIsMalformed(String event, String name) {
        String plain = EventText.named(event).with(name, "null").json();
        String both = plain.substring(0, plain.length() - 1) + ", \"" + name + "\": \"s1\"}";

        records.assertMalformed(both, name + ": there more than once; expected");
    }

    @Test
    void namesHaveUpTo128CharactersBeyondTheBasicPlaneToo() {
        for (String character : List.of("a", "ü", "界", "😀")) {
            String longest = character.repeat(128);
            EventText text = EventText.projectStart().with("sessionId", "'" + longest + "'");

            assertThat(records.event(text.json()).sessionId()).isEqualTo(longest);
            text.with("fieldDeviceId", "'" + longest + character + "'");
            records.assertMalformed(
                    text.json(), "fieldDeviceId: \"", "…\"; expected a string of 1 to 128");
            text.without("fieldDeviceId");
            text.with("remoteDeviceIds", "['d', '" + character.repeat(300) + "']");
            records.assertMalformed(
                    text.json(), "remoteDeviceIds[1]: \"", "…\"; expected a string of 1 to 128");
        }
    }

    @Test
    void sixtyFourRemoteDevicesAreTheMost() {
        List<String> ids = Collections.nCopies(64, "'d'");
        EventText text = EventText.projectStart();

        assertThat(records.event(text.with("remoteDeviceIds", ids.toString()).json()))
                .isEqualTo(projectStart(null, "d"));
        records.assertMalformed(
                text.with("remoteDeviceIds", Collections.nCopies(65, "'d'").toString()).json(),
                "remoteDeviceIds: 65 elements; expected at most 64");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
                    0            | 0
                    '0.192'      | 192000
                    1000000      | 1000000000000
                    1.2300000000 | 1230000
                    '15E-1'      | 1500000
                    -0           | 0
                    """)
    void hourlyRateIsANumberOrAString(String json, long microUsd) {
        SessionEvent event =
                records.event(EventText.farmStart().with("hourlyRateUsd", json).json());

        assertThat(event.details().hourlyRateMicroUsd()).isEqualTo(microUsd);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
                    ``                | empty; expected a session event as a JSON object
                    `  `              | empty; expected a session event
                    null              | JSON, but no object
                    'SESSION_STARTED' | JSON, but no object
                    17                | JSON, but no object
                    [{}]              | an array (a batch of CloudEvents is not read)
                    SESSION_STARTED   | not JSON
                    {'type'           | not JSON
                    {'type':          | not JSON
                    {'type': 'SESS    | not JSON
                    {                 | not JSON
                    {} {}             | text after the JSON object
                    {}}               | not JSON
                    {},               | not JSON
                    {}x               | not JSON
                    {'a': 1,}         | not JSON
                    {'a': 01}         | not JSON
                    {'a': +1}         | not JSON
                    {'a': .5}         | not JSON
                    {'a': 1.}         | not JSON
                    {'a': 0x1}        | not JSON
                    {'a': NaN}        | not JSON
                    {'a': Infinity}   | not JSON
                    {'a': -}          | not JSON
                    {'a': 1e}         | not JSON
                    {'a': truely}     | not JSON
                    {'a': '\\x'}      | not JSON
                    {'a': '\\u12g4'}  | not JSON
                    {'a': '	'}        | not JSON
                    {a: 1}            | not JSON
                    {'a' 1}           | not JSON
                    {/**/}            | not JSON
                    {'a': [}          | not JSON
                    """)
    void valueThatIsNoObjectIsMalformed(String value, String message) {
        records.assertMalformed(value.replace('\'', '"'), "value: " + message);
    }

    @Test
    void nullValueIsMalformedAndKeptAsNull() {
        ParsedRecord record = records.read((byte[]) null);

        Records.assertRejected(record, RejectionReason.MALFORMED, "value: null; expected");
        assertThat(record.rejection().source())
                .isEqualTo(new SourceRecord("session-events", 3, 42, 0, null));
    }

    @Test
    void recordIsKeptWithItsPlaceAndItsFirstBytes() {
        byte[] shortValue = EventText.farmStart().bytes();
        byte[] longest = new byte[SourceRecord.VALUE_BYTES_KEPT];
        byte[] tooLong = new byte[SourceRecord.VALUE_BYTES_KEPT + 1];
        tooLong[0] = 'x';

        assertThat(records.read(shortValue).source())
                .isEqualTo(
                        new SourceRecord("session-events", 3, 42, shortValue.length, shortValue));
        assertThat(records.read(longest).rejection().source().value()).isSameAs(longest);
        SourceRecord cut = records.read(tooLong).rejection().source();
        assertThat(cut.originalBytes()).isEqualTo(SourceRecord.VALUE_BYTES_KEPT + 1);
        assertThat(cut.value()).hasSize(SourceRecord.VALUE_BYTES_KEPT).startsWith('x');
    }

    @Test
    void messageShowsNothingUnprintableAndNotMuch() {
        String odd = "\\n\\u0000\\u202e\\u009b" + "x".repeat(100);

        records.assertMalformed(
                EventText.farmStart().with("type", "'" + odd + "'").json(),
                "type: \"\\u000a\\u0000\\u202e\\u009b" + "x".repeat(44) + "…\"; expected");
        records.assertMalformed("\u0001".getBytes(StandardCharsets.US_ASCII), "value: not JSON");
        assertThat(records.read("{\"\u202e\" \u0001").rejection().message())
                .matches("[\\x20-\\x7e]+");
    }

    private static final SessionDetails FARM_DEFAULTS =
            new SessionDetails(
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    UsageType.COMPUTE,
                    null,
                    null,
                    null,
                    List.of());

    private static SessionEvent projectStart(String fieldDeviceId, String... remoteDeviceIds) {
        SessionDetails details =
                new SessionDetails(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        fieldDeviceId,
                        List.of(remoteDeviceIds));
        return SessionEvent.started(PROJECT, "s1", TIME, details);
    }
}
