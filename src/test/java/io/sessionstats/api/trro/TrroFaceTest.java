package io.sessionstats.api.trro;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.api.AccessKey;
import io.sessionstats.api.Answer;
import io.sessionstats.api.Face;
import io.sessionstats.api.Grants;
import io.sessionstats.api.ReceivedRequest;
import io.sessionstats.api.RequestHead;
import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.ActiveDevices;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.statistics.Tally;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and answers of the face as bytes, over a store of a few rows. */
class TrroFaceTest {

    private static final Instant NOW = Instant.parse("2026-03-10T12:30:00Z");
    private static final long NOON = Instant.parse("2026-03-10T12:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;

    private static final String BY_INTERVAL = "DescribeSessionStatisticsByInterval";
    private static final String SUMMARY = "DescribeSessionStatistics";

    private static final AccessKey KEY = new AccessKey("key", "secret", Grants.ALL);
    private static final AccessKey OF_P =
            new AccessKey("of-p", "secret", Grants.of(Scope.project("p")));

    private final FixedStatistics statistics =
            new FixedStatistics(
                    Scope.project("p"),
                    ZoneId.of("UTC"),
                    List.of(
                            hour(NOON, new Tally(2, 2, 1, 89_999, 2, 1, 1, 0)),
                            hour(NOON - HOUR, new Tally(3, 1, 3, 5_430_000, 1, 2, 2, 1))),
                    new ActiveDevices(3, 2));

    private int allowedRequests = Integer.MAX_VALUE;

    private final TrroFace face = faceOf(statistics);

    private TrroFace faceOf(FixedStatistics read) {
        return new TrroFace(
                id -> id.equals("key") ? KEY : id.equals("of-p") ? OF_P : null,
                read,
                (key, operation) -> allowedRequests-- > 0,
                Clock.fixed(NOW, ZoneOffset.UTC),
                Duration.ofMinutes(5));
    }

    private TrroFace faceOf(List<ScopeStatistics> rows) {
        return faceOf(
                new FixedStatistics(
                        Scope.project("p"), ZoneId.of("UTC"), rows, new ActiveDevices(0, 0)));
    }

    private static ScopeStatistics hour(long startMillis, Tally tally) {
        return new ScopeStatistics(
                Scope.project("p"),
                new Bucket(Period.HOUR, startMillis, startMillis + HOUR),
                tally);
    }

    private static SignedRequest byInterval() {
        return SignedRequest.of(KEY, NOW, BY_INTERVAL)
                .body("{\"ProjectId\":\"p\",\"StatisticInterval\":\"hour\"}");
    }

    private static SignedRequest summary(String body) {
        return SignedRequest.of(KEY, NOW, SUMMARY).body(body);
    }

    private String answer(ReceivedRequest request) throws Exception {
        Answer answer = face.answer(request);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("Content-Type", "application/json");
        return new String(answer.body(), UTF_8);
    }

    private void assertError(ReceivedRequest request, String code, String names) throws Exception {
        Answer answer = face.answer(request);
        assertThat(answer.outcome()).isEqualTo(code);
        assertThat(new String(answer.body(), UTF_8))
                .startsWith("{\"Response\":{\"Error\":{\"Code\":\"" + code + "\",\"Message\":\"")
                .contains(names)
                .endsWith("\"},\"RequestId\":\"request-1\"}}");
    }

    @Test
    void intervalsComeInOrderOfTimeWithSevenIntegers() throws Exception {
        assertThat(answer(byInterval().tc3()))
                .isEqualTo(
                        "{\"Response\":{\"SessionStatistics\":["
                                + "{\"StartTime\":1773140400,\"EndTime\":1773144000,"
                                + "\"SessionNum\":3,\"TotalDuration\":91,"
                                + "\"ActiveFieldDeviceNum\":1,\"ActiveRemoteDeviceNum\":2,"
                                + "\"NotBadSessionRatio\":50},"
                                + "{\"StartTime\":1773144000,\"EndTime\":1773147600,"
                                + "\"SessionNum\":2,\"TotalDuration\":1,"
                                + "\"ActiveFieldDeviceNum\":2,\"ActiveRemoteDeviceNum\":1,"
                                + "\"NotBadSessionRatio\":0}],"
                                + "\"RequestId\":\"request-1\"}}");
    }

    @Test
    void summaryCountsSessionsOverTheEdgeOnceAndDevicesOnce() throws Exception {
        assertThat(answer(summary("{\"ProjectId\":\"p\"}").tc3()))
                .isEqualTo(
                        "{\"Response\":{\"SessionNum\":5,\"TotalDuration\":92,"
                                + "\"ActiveFieldDeviceNum\":3,\"ActiveRemoteDeviceNum\":2,"
                                + "\"NotBadSessionRatio\":33,\"RequestId\":\"request-1\"}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1773144000   | 1773147600   | 1",
                "'1773144000' | '1773147600' | 1",
                "1773143999   | 1773144001   | 2",
                "1773144000   | 1773144000   | 0",
                "1773147600   | 1999999999   | 0",
                "0            | 1773140400   | 0",
                "0            | 1773140401   | 1",
            })
    void bucketsThatOverlapTheRangeAreGiven(String start, String end, int count) throws Exception {
        String body =
                "{\"ProjectId\":\"p\",\"StatisticInterval\":\"hour\",\"StartTime\":%s,\"EndTime\":%s}"
                        .formatted(start, end)
                        .replace('\'', '"');

        assertThat(answer(byInterval().body(body).tc3()).split("SessionNum", -1))
                .hasSize(count + 1);
    }

    /** The month overlaps a range that ends before the month's first session. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\"StartTime\":0,"})
    void fromTheBeginningIsFromBeforeTheFirstSession(String start) throws Exception {
        Tally one = new Tally(1, 1, 1, 1, 1, 1, 1, 1);
        Bucket month = new ZoneCalendar(ZoneId.of("UTC")).bucket(Period.MONTH, NOON);
        TrroFace inMarch =
                faceOf(
                        List.of(
                                hour(NOON, one),
                                new ScopeStatistics(Scope.project("p"), month, one)));

        Answer answer =
                inMarch.answer(
                        byInterval()
                                .body(
                                        "{\"ProjectId\":\"p\",\"StatisticInterval\":\"month\",%s\"EndTime\":%d}"
                                                .formatted(start, NOON / 1000 - 3_600))
                                .tc3());

        assertThat(new String(answer.body(), UTF_8).split("SessionNum", -1)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"10000, ok", "10001, ResponseSizeLimitExceeded"})
    void anAnswerHasTenThousandIntervalsAtMost(int hours, String outcome) throws Exception {
        Tally one = new Tally(1, 1, 1, 1, 1, 1, 1, 1);
        TrroFace full =
                faceOf(
                        LongStream.range(0, hours)
                                .mapToObj(ago -> hour(NOON - ago * HOUR, one))
                                .toList());

        assertThat(full.answer(byInterval().tc3()).outcome()).isEqualTo(outcome);
    }

    @Test
    void noIntervalsAreAnEmptyList() throws Exception {
        assertThat(
                        answer(
                                byInterval()
                                        .body(
                                                "{\"ProjectId\":\"p\",\"StatisticInterval\":\"day\",\"DeviceId\":\"d\"}")
                                        .tc3()))
                .isEqualTo("{\"Response\":{\"SessionStatistics\":[],\"RequestId\":\"request-1\"}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {}                                                          | MissingParameter      | ProjectId
            {"ProjectId":null}                                          | MissingParameter      | ProjectId
            {"ProjectId":""}                                            | InvalidParameterValue | ProjectId
            {"ProjectId":"\\ud800"}                                     | InvalidParameterValue | ProjectId
            {"ProjectId":"p","StatisticInterval":"hour","DeviceId":"\\udc00\\ud800"} | InvalidParameterValue | DeviceId
            {"ProjectId":"\\u0000"}                                     | InvalidParameterValue | ProjectId
            {"ProjectId":7}                                             | InvalidParameter      | ProjectId
            {"ProjectId":"p"}                                           | MissingParameter      | StatisticInterval
            {"ProjectId":"p","StatisticInterval":"week"}                | InvalidParameterValue | StatisticInterval
            {"ProjectId":"p","StatisticInterval":"HOUR"}                | InvalidParameterValue | StatisticInterval
            {"ProjectId":"p","StatisticInterval":["hour"]}              | InvalidParameter      | StatisticInterval
            {"ProjectId":"p","StatisticInterval":"hour","Device":"d"}   | UnknownParameter      | Device
            {"ProjectId":"p","StatisticInterval":"hour","DeviceId":""}  | InvalidParameterValue | DeviceId
            {"ProjectId":"p","StatisticInterval":"hour","StartTime":1.5} | InvalidParameter     | StartTime
            {"ProjectId":"p","StatisticInterval":"hour","StartTime":"x"} | InvalidParameter     | StartTime
            {"ProjectId":"p","StatisticInterval":"hour","StartTime":-1} | InvalidParameterValue | StartTime
            {"ProjectId":"p","StatisticInterval":"hour","EndTime":99999999999999999999} | InvalidParameterValue | EndTime
            {"ProjectId":"p","StatisticInterval":"hour","StartTime":2,"EndTime":1} | InvalidParameterValue | EndTime
            {"ProjectId":"unknown","StatisticInterval":"hour"}          | ResourceNotFound      | ProjectId
            [1]                                                         | InvalidParameter      | JSON
            {"ProjectId":"p"} x                                         | InvalidParameter      | JSON
            {"ProjectId":"p","ProjectId":"q"}                           | InvalidParameter      | JSON
            not json                                                    | InvalidParameter      | JSON
            {"ProjectId":"\\ud800","StatisticInterval":"hour"}           | InvalidParameterValue | ProjectId
            {"ProjectId":"a\\u0000b","StatisticInterval":"hour"}         | InvalidParameterValue | ProjectId
            {"ProjectId":"p","StatisticInterval":"hour","DeviceId":"\\udc00"} | InvalidParameterValue | DeviceId
            """)
    void wrongParameterIsNamed(String body, String code, String names) throws Exception {
        assertError(byInterval().body(body).tc3(), code, names);
    }

    /** As in events: beyond the BMP, a character has two chars. */
    @Test
    void idHasUpTo128Characters() throws Exception {
        String asked = "{\"ProjectId\":\"%s\"}";

        assertError(
                summary(asked.formatted("🙂".repeat(128))).tc3(), "ResourceNotFound", "ProjectId");
        assertError(
                summary(asked.formatted("🙂".repeat(129))).tc3(),
                "InvalidParameterValue",
                "ProjectId");
    }

    /** Read as the encoding that it may look like, the last would be a fault of the server. */
    @ParameterizedTest
    @ValueSource(strings = {"7b22ff227d", "feff007b007d", "007b007d", "0000007bffffffff"})
    void bodyThatIsNotUtf8IsRefused(String hex) throws Exception {
        byte[] body = HexFormat.of().parseHex(hex);

        assertError(byInterval().body(body).tc3(), "InvalidParameter", "UTF-8");
    }

    @Test
    void formThatIsNotUtf8IsRefused() throws Exception {
        RequestHead head = SignedRequest.v1(KEY, NOW, Map.of("ProjectId", "p")).head();
        byte[] body = {'A', 'c', 't', 'i', 'o', 'n', '=', (byte) 0xff};

        assertError(new ReceivedRequest(head, body), "InvalidParameter", "UTF-8");
    }

    @Test
    void summaryDefinesNoInterval() throws Exception {
        assertError(
                summary("{\"ProjectId\":\"p\",\"StatisticInterval\":\"hour\"}").tc3(),
                "UnknownParameter",
                "StatisticInterval");
    }

    @ParameterizedTest
    @CsvSource({
        "X-TC-Action,    DescribeOther,     InvalidAction,                     Action",
        "X-TC-Action,    ,                  MissingParameter,                  X-TC-Action",
        "X-TC-Version,   2020-01-01,        NoSuchVersion,                     2022-03-25",
        "X-TC-Version,   ,                  MissingParameter,                  X-TC-Version",
        "X-TC-Timestamp, ,                  MissingParameter,                  X-TC-Timestamp",
        "X-TC-Timestamp, soon,              InvalidParameter,                  Timestamp",
        "X-TC-Timestamp, 1773145499,        AuthFailure.SignatureExpire,       300 s",
        "X-TC-Timestamp, 1773146101,        AuthFailure.SignatureExpire,       300 s",
        "X-TC-Token,     token,             AuthFailure.TokenFailure,          Token",
        "Content-Type,   text/plain,        InvalidParameter,                  application/json",
    })
    void wrongHeaderIsNamed(String header, String value, String code, String names)
            throws Exception {
        assertError(byInterval().header(header, value).tc3(), code, names);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TC3-HMAC-SHA256",
                "TC3-HMAC-SHA256 Credential=key/2026-03-10/trro/tc3_request",
                "TC3-HMAC-SHA256 Credential=key/2026-03-10/trro/tc3_request, SignedHeaders=host, Signature=0000000000000000000000000000000000000000000000000000000000000000",
                "Basic a2V5OnNlY3JldA=="
            })
    void malformedAuthorizationIsNamed(String authorization) throws Exception {
        assertError(
                byInterval().header("Authorization", authorization).unsigned(),
                "AuthFailure.InvalidAuthorization",
                "Authorization");
    }

    @Test
    void unsignedRequestIsRefused() throws Exception {
        assertError(byInterval().unsigned(), "AuthFailure.InvalidAuthorization", "Authorization");
    }

    @Test
    void scopeOfAnotherDayIsNoSignature() throws Exception {
        ReceivedRequest request =
                byInterval()
                        .header(
                                "Authorization",
                                "TC3-HMAC-SHA256 Credential=key/2026-03-09/trro/tc3_request,"
                                        + " SignedHeaders=content-type;host, Signature="
                                        + "0".repeat(64))
                        .unsigned();

        assertError(request, "AuthFailure.SignatureFailure", "signature");
    }

    @Test
    void unknownKeyIsNamed() throws Exception {
        AccessKey unknown = new AccessKey("unknown", "secret", Grants.ALL);

        assertError(
                SignedRequest.of(unknown, NOW, BY_INTERVAL).tc3(),
                "AuthFailure.SecretIdNotFound",
                "SecretId");
    }

    @ParameterizedTest
    @CsvSource({
        "Action,          absent,     MissingParameter,              Action",
        "Action,          Other,      InvalidAction,                 Action",
        "Version,         absent,     MissingParameter,              Version",
        "Version,         2017-03-12, NoSuchVersion,                 Version",
        "SecretId,        absent,     MissingParameter,              SecretId",
        "SecretId,        a b,        AuthFailure.InvalidSecretId,   SecretId",
        "SecretId,        unknown,    AuthFailure.SecretIdNotFound,  SecretId",
        "Nonce,           absent,     MissingParameter,              Nonce",
        "Signature,       absent,     MissingParameter,              Signature",
        "Timestamp,       absent,     MissingParameter,              Timestamp",
        "Timestamp,       1773145499, AuthFailure.SignatureExpire,   Timestamp",
        "SignatureMethod, HmacMD5,    InvalidParameterValue,         SignatureMethod",
        "Token,           t,          AuthFailure.TokenFailure,      Token",
        "ProjectId,       absent,     MissingParameter,              ProjectId",
        "Other,           1,          UnknownParameter,              Other",
    })
    void wrongFieldOfVersionOneIsNamed(String field, String value, String code, String names)
            throws Exception {
        Map<String, String> fields = new java.util.HashMap<>(Map.of("ProjectId", "p"));
        fields.put(field, value);

        assertError(SignedRequest.v1(KEY, NOW, fields), code, names);
    }

    @Test
    void integersOfVersionOneAreStrings() throws Exception {
        Map<String, String> fields =
                Map.of("ProjectId", "p", "StartTime", "1773144000", "EndTime", "1773147600");

        assertThat(answer(SignedRequest.v1(KEY, NOW, fields))).contains("\"SessionNum\":2,");
    }

    @Test
    void keyReadsItsProjectsAndLearnsNothingOfOthers() throws Exception {
        String own = "{\"ProjectId\":\"p\"}";
        String other = "{\"ProjectId\":\"unknown\",\"Wrong\":1}";

        assertThat(answer(SignedRequest.of(OF_P, NOW, SUMMARY).body(own).tc3()))
                .contains("SessionNum");
        assertError(
                SignedRequest.of(OF_P, NOW, SUMMARY).body(other).tc3(),
                "AuthFailure.UnauthorizedOperation",
                "ProjectId");
    }

    @Test
    void checksComeInTheirOrder() throws Exception {
        SignedRequest wrong =
                SignedRequest.of(OF_P, NOW, "Other").body("[").header("X-TC-Token", "t");
        assertError(wrong.unsigned(), "InvalidAction", "Action");
        wrong.header("X-TC-Action", SUMMARY);
        assertError(wrong.unsigned(), "AuthFailure.InvalidAuthorization", "Authorization");
        assertError(wrong.tc3(), "AuthFailure.TokenFailure", "Token");
        wrong.header("X-TC-Token", null);
        assertError(wrong.tc3(), "InvalidParameter", "JSON");
        wrong.body("{\"ProjectId\":\"q\",\"StartTime\":\"x\"}");
        assertError(wrong.tc3(), "AuthFailure.UnauthorizedOperation", "ProjectId");
        allowedRequests = 0;
        wrong.body("{\"ProjectId\":\"p\",\"StartTime\":\"x\"}");
        assertError(wrong.tc3(), "InvalidParameter", "StartTime");
        wrong.body("{\"ProjectId\":\"p\"}");
        assertError(wrong.tc3(), "RequestLimitExceeded", "second");
    }

    @Test
    void messagesComeInChineseWhenAskedFor() throws Exception {
        assertError(
                byInterval().body("{}").header("X-TC-Language", "zh-CN").tc3(),
                "MissingParameter",
                "ProjectId：缺少该参数");
    }

    @Test
    void otherPathIsNoProductHere() throws Exception {
        assertError(byInterval().path("/cvm").tc3(), "NoSuchProduct", "trro");
    }

    @Test
    void otherMethodIsUnsupported() throws Exception {
        assertError(byInterval().method("PUT").unsigned(), "UnsupportedProtocol", "POST");
    }

    @ParameterizedTest
    @EnumSource(Face.Refusal.class)
    void refusalIsAnErrorInATwoHundred(Face.Refusal refusal) throws Exception {
        Answer answer = face.refuse(byInterval().tc3().head(), refusal);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(new String(answer.body(), UTF_8))
                .startsWith("{\"Response\":{\"Error\":{\"Code\":\"")
                .endsWith("\"RequestId\":\"request-1\"}}");
    }

    @ParameterizedTest
    @CsvSource({
        "/?Action=x&Language=zh-CN,  , 服务器繁忙",
        "/?Language=zh-CN&Action=x,  , 服务器繁忙",
        "/?ALanguage=zh-CN&Action=x, , the server is answering",
        "/?Action=x,                 , the server is answering",
        "/,                     zh-CN, 服务器繁忙",
    })
    void refusalIsInTheLanguageThatTheHeadAsksFor(String path, String header, String message) {
        SignedRequest request = byInterval().header("X-TC-Action", null).path(path);
        request.header("X-TC-Language", header);

        Answer answer = face.refuse(request.unsigned().head(), Face.Refusal.OVERLOADED);

        assertThat(new String(answer.body(), UTF_8)).contains("\"Message\":\"" + message);
    }

    @Test
    void traceIdComesBack() throws Exception {
        Answer answer = face.answer(byInterval().header("X-TC-TraceId", "trace-1").tc3());

        assertThat(answer.headers()).containsEntry("X-TC-TraceId", "trace-1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            POST | /                  |                                | true
            PUT  | /                  |                                | true
            HEAD | /                  |                                | false
            POST | /                  | X-TC-Action: x                 | true
            GET  | /?Action=x         |                                | true
            GET  | /?A=1&SecretId=x   |                                | true
            GET  | /?ProjectId=p      | X-TC-Action: x                 | true
            GET  | /?ProjectId=p      | Authorization: TC3-HMAC-SHA256 | true
            POST | /2023-10-12/farms/ | X-TC-Action: x                 | true
            GET  | /                  |                                | false
            GET  | /?Actions=1        |                                | false
            POST | /                  | Authorization: AWS4-HMAC-SHA256 | false
            POST | /2023-10-12/farms/ |                                | false
            GET  | /metrics?Action=x  |                                | false
            """)
    void requestsAreToldApartByPathAndHeaders(
            String method, String target, String header, boolean speaks) {
        int question = target.indexOf('?');
        RequestHead head =
                new RequestHead(
                        "request-1",
                        method,
                        question < 0 ? target : target.substring(0, question),
                        question < 0 ? null : target.substring(question + 1),
                        header == null
                                ? List.of()
                                : List.of(
                                        new RequestHead.Header(
                                                header.substring(0, header.indexOf(':')),
                                                header.substring(header.indexOf(':') + 2))),
                        NOW);

        assertThat(face.speaks(head)).isEqualTo(speaks);
    }
}
