package io.sessionstats.api.deadline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.api.AccessKey;
import io.sessionstats.api.Answer;
import io.sessionstats.api.Face.Refusal;
import io.sessionstats.api.Grants;
import io.sessionstats.api.ReceivedRequest;
import io.sessionstats.api.RequestHead;
import io.sessionstats.api.RequestHead.Header;
import io.sessionstats.session.Scope;
import io.sessionstats.store.Aggregation.State;
import io.sessionstats.store.AggregationFailedException;
import io.sessionstats.store.AggregationRow;
import io.sessionstats.usage.UsageFigures;
import io.sessionstats.usage.UsageQuery;
import io.sessionstats.usage.UsageRow;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The face with a store in memory: whole answers, byte for byte. */
class DeadlineFaceTest {

    private static final String HEX = "0123456789abcdef0123456789abcdef";
    private static final String FARM = "farm-" + HEX;
    private static final String OTHER_FARM = "farm-fedcba9876543210fedcba9876543210";
    private static final String QUEUE = "queue-" + HEX;
    private static final String PATH =
            "/2023-10-12/farms/" + FARM + "/sessions-statistics-aggregation";
    private static final String ID = "5c1c0f0e-0000-4000-8000-000000000001";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /** The worked example of the vendor's developer guide. */
    private static final String EXAMPLE =
            """
            {"resourceIds": {"queueIds": ["%s"]}, "startTime": "2025-11-24T10:00:00Z",\
             "endTime": "2025-11-25T18:00:00Z", "groupBy": ["USER_ID"], "period": "HOURLY",\
             "statistics": ["SUM"], "timezone": "UTC-08:00"}"""
                    .formatted(QUEUE);

    private static final Instant FROM = Instant.parse("2025-11-24T22:00:00Z");

    private final InMemoryAggregationStore store = new InMemoryAggregationStore();
    private final AggregationRunner runner =
            new AggregationRunner(store, RunnerSettings.of(2, Duration.ofMinutes(1)));
    private final Set<String> exhausted = new HashSet<>();
    private AccessKey key = new AccessKey("AKID", "secret", Grants.of(Scope.farm(FARM)));
    private final DeadlineFace face =
            new DeadlineFace(
                    store,
                    request -> {
                        if (request.head().header("Authorization") == null) {
                            throw DeadlineFault.unauthenticated(
                                    "MissingAuthenticationTokenException", "Not signed");
                        }
                        return key;
                    },
                    (keyId, operation) -> !exhausted.contains(keyId + " " + operation),
                    runner,
                    Duration.ofHours(1));

    @BeforeEach
    void know() {
        store.know(FARM);
    }

    @AfterEach
    void close() {
        runner.close();
    }

    @Test
    void workedExampleIsAnsweredMemberForMember() throws IOException {
        AtomicReference<UsageQuery> asked = new AtomicReference<>();
        store.work(
                query -> {
                    asked.set(query);
                    return List.of(
                            row(
                                    1,
                                    List.of("f9c1f3f0-1031-70dc-4d25-30d7225b04a0"),
                                    null,
                                    figures(1, 53_773, 0)));
                });

        String id = started(post(EXAMPLE));

        assertThat(completed(id, ""))
                .isEqualTo(
                        "{\"statistics\":[{\"userId\":\"f9c1f3f0-1031-70dc-4d25-30d7225b04a0\","
                                + "\"count\":1,\"costInUsd\":{\"sum\":0.0},"
                                + "\"runtimeInSeconds\":{\"sum\":53.773},"
                                + "\"aggregationStartTime\":\"2025-11-24T22:00:00Z\","
                                + "\"aggregationEndTime\":\"2025-11-24T23:00:00Z\"}],"
                                + "\"status\":\"COMPLETED\"}");
        assertThat(asked.get().periods().count()).isEqualTo(32);
        assertThat(asked.get().extremes()).isFalse();
    }

    @Test
    void rowsHaveTheirGroupsNamesAndAllStatisticsAskedFor() throws IOException {
        BigInteger usd = BigInteger.valueOf(3_600_000_000_000L);
        store.work(
                query ->
                        List.of(
                                row(
                                        1,
                                        Arrays.asList("job-" + HEX, "m5.large"),
                                        "Sc\u00e8ne \"1\"",
                                        new UsageFigures(
                                                3,
                                                10_000,
                                                1_000,
                                                6_000,
                                                usd,
                                                BigInteger.ZERO,
                                                BigInteger.valueOf(540_000))),
                                row(2, Arrays.asList("job-" + HEX, null), null, figures(2, 1, 0)),
                                row(3, Arrays.asList(null, null), null, figures(2, 1, 0))));

        String id =
                started(
                        post(
                                EXAMPLE.replace("[\"USER_ID\"]", "[\"JOB_ID\",\"INSTANCE_TYPE\"]")
                                        .replace("\"SUM\"", "\"AVG\",\"MIN\",\"SUM\",\"MAX\"")));

        assertThat(completed(id, "&maxResults=1"))
                .startsWith(
                        "{\"statistics\":[{\"jobId\":\"job-"
                                + HEX
                                + "\",\"jobName\":\"Sc\u00e8ne \\\"1\\\"\","
                                + "\"instanceType\":\"m5.large\",\"count\":3,"
                                + "\"costInUsd\":{\"sum\":1.0,\"min\":0.0,\"max\":1.5E-7,"
                                + "\"avg\":0.3333333333333333},"
                                + "\"runtimeInSeconds\":{\"sum\":10.0,\"min\":1.0,\"max\":6.0,"
                                + "\"avg\":3.3333333333333335},"
                                + "\"aggregationStartTime\":");
        assertThat(completed(id, ""))
                .contains(",{\"jobId\":\"job-" + HEX + "\",\"count\":2,", ",{\"count\":2,")
                .doesNotContain("null");
    }

    @Test
    void pagesFollowEachOtherWithoutGapsOrRepeats() throws IOException {
        store.work(query -> rows(5));
        String id = started(post(EXAMPLE));
        completed(id, "");

        List<String> users = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        String token = "";
        while (token != null) {
            String page = text(get(id, "&maxResults=2" + token));
            List<String> found = found(page, "\"userId\":\"([^\"]*)\"");
            users.addAll(found);
            sizes.add(found.size());
            List<String> next = found(page, "\"nextToken\":\"([^\"]*)\"");
            token = next.isEmpty() ? null : "&nextToken=" + next.get(0);
        }

        assertThat(users).containsExactly("user-1", "user-2", "user-3", "user-4", "user-5");
        assertThat(sizes).containsExactly(2, 2, 1);
        assertThat(text(get(id, "&maxResults=5"))).doesNotContain("nextToken");
        assertThat(text(get(id, ""))).doesNotContain("nextToken");
    }

    @Test
    void aggregationWithoutRowsHasAnEmptyList() throws IOException {
        String id = started(post(EXAMPLE));

        assertThat(completed(id, "")).isEqualTo("{\"statistics\":[],\"status\":\"COMPLETED\"}");
    }

    @Test
    void answerSaysThroughWhenTheDataIsCompleteIfTheRangeGoesOn() throws IOException {
        store.completeThrough(Instant.parse("2025-11-25T17:59:59.500Z"));
        String id = started(post(EXAMPLE));

        assertThat(completed(id, ""))
                .isEqualTo(
                        "{\"statistics\":[],\"status\":\"COMPLETED\",\"statusMessage\":"
                                + "\"The data is complete through 2025-11-25T17:59:59.500Z\"}");

        store.completeThrough(Instant.parse("2025-11-25T18:00:00Z"));
        assertThat(completed(started(post(EXAMPLE)), "")).doesNotContain("statusMessage");
    }

    @Test
    void tokensThatWereNotGivenForTheAggregationAreRefused() throws IOException {
        store.work(query -> rows(3));
        String id = started(post(EXAMPLE));
        String token = found(completed(id, "&maxResults=1"), "nextToken\":\"([^\"]*)").get(0);
        String other = started(post(EXAMPLE));
        completed(other, "");

        for (String wrong :
                List.of(
                        "",
                        token.substring(1),
                        token + "A",
                        token.toLowerCase(Locale.ROOT),
                        "%2B",
                        "1")) {
            assertThat(text(get(id, "&nextToken=" + wrong)))
                    .isEqualTo(
                            "{\"message\":\"1 field is not valid: see fieldList\","
                                    + "\"reason\":\"FIELD_VALIDATION_FAILED\",\"fieldList\":["
                                    + "{\"name\":\"nextToken\",\"message\":"
                                    + "\"expected a token that was given for this aggregation\"}]}");
        }
        assertThat(get(other, "&nextToken=" + token).status()).isEqualTo(400);
        assertThat(get(id, "&nextToken=" + token).status()).isEqualTo(200);
    }

    @Test
    void aggregationIsGoneForOthersAndAfterAnHour() throws IOException {
        key = new AccessKey("AKID", "secret", Grants.ALL);
        store.know(OTHER_FARM);
        String id = started(post(EXAMPLE));
        completed(id, "");

        Answer asOther = answer("GET", PATH.replace(FARM, OTHER_FARM), "aggregationId=" + id, "");
        store.now(NOW.plus(Duration.ofHours(1)).minusMillis(1));
        Answer before = get(id, "");
        store.now(NOW.plus(Duration.ofHours(1)));
        Answer after = get(id, "");

        assertThat(before.status()).isEqualTo(200);
        for (Answer gone : List.of(asOther, after)) {
            assertThat(gone.status()).isEqualTo(404);
            assertThat(gone.headers())
                    .containsEntry("x-amzn-ErrorType", "ResourceNotFoundException");
            assertThat(text(gone))
                    .isEqualTo(
                            "{\"message\":\"There is no aggregation %s\",\"resourceId\":\"%s\","
                                            .formatted(id, id)
                                    + "\"resourceType\":\"aggregation\"}");
        }
    }

    @Test
    void stateOfWhatIsNotCompletedComesWithItsReasonAndNoRows() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        store.work(
                query -> {
                    gate.await();
                    throw new AggregationFailedException(State.TIMEOUT, "It took too long");
                });
        String id = started(post(EXAMPLE));

        assertThat(text(get(id, ""))).isEqualTo("{\"status\":\"IN_PROGRESS\"}");
        gate.countDown();
        Awaitility.await().forever().until(() -> !text(get(id, "")).contains("IN_PROGRESS"));
        assertThat(text(get(id, "")))
                .isEqualTo("{\"status\":\"TIMEOUT\",\"statusMessage\":\"It took too long\"}");
    }

    @Test
    void secondStartIsThrottledUnlessItIsTheSameCall() throws IOException {
        CountDownLatch gate = new CountDownLatch(1);
        store.work(
                query -> {
                    gate.await();
                    return List.of();
                });
        Header call = new Header("amz-sdk-invocation-id", "call-1");

        String id = started(post(EXAMPLE, call));
        Answer again = post(EXAMPLE, call);
        Answer second = post(EXAMPLE);

        assertThat(started(again)).isEqualTo(id);
        assertThat(second.status()).isEqualTo(429);
        assertThat(second.headers()).containsEntry("Retry-After", "1");
        assertThat(text(second))
                .isEqualTo(
                        "{\"message\":\"An aggregation of this farm is in progress: one at a"
                                + " time\"}");
        gate.countDown();
        completed(id, "");
        assertThat(post(EXAMPLE).status()).isEqualTo(200);
        assertThat(started(post(EXAMPLE, call))).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, PATH, StartSessionsStatisticsAggregation, 400",
        "GET, PATH, GetSessionsStatisticsAggregation, 400",
        "HEAD, PATH, unknown, 405",
        "PUT, PATH, unknown, 405",
        "get, PATH, unknown, 405",
        "POST, PATH/, unknown, 404",
        "POST, /x/../PATH, unknown, 404",
        "POST, /2023-10-12/farms, unknown, 404",
        "GET, /2023-10-12/farms/a/b/sessions-statistics-aggregation, unknown, 404",
        "GET, /2023-10-12/farms/a%2Fb/sessions-statistics-aggregation,"
                + " GetSessionsStatisticsAggregation, 400",
        "GET, /2023-10-12/farms//sessions-statistics-aggregation,"
                + " GetSessionsStatisticsAggregation, 400",
        "GET, /, unknown, 404",
    })
    void routesAreFoundOnThePathAsSent(String method, String path, String operation, int status)
            throws IOException {
        Answer answer = answer(method, path.replace("PATH", PATH), null, "");

        assertThat(answer.operation()).isEqualTo(operation);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers())
                .containsEntry("Content-Type", "application/json")
                .containsEntry("x-amzn-RequestId", ID);
    }

    @Test
    void unknownRoutesAreToldInTheDialectWithoutASignature() throws IOException {
        Answer unknown = face.answer(request("GET", "/2023-10-12/", null, ""));
        Answer method = face.answer(request("DELETE", PATH, null, ""));

        assertThat(unknown.headers())
                .containsEntry("x-amzn-ErrorType", "UnknownOperationException");
        assertThat(text(unknown)).isEqualTo("{\"message\":\"There is no such operation\"}");
        assertThat(method.headers()).containsEntry("Allow", "GET, POST");
        assertThat(face.answer(request("POST", PATH, null, EXAMPLE)).outcome())
                .isEqualTo("MissingAuthenticationTokenException");
    }

    @ParameterizedTest
    @CsvSource({
        "/2023-10-12/farms/x/sessions-statistics-aggregation, '', '', true",
        "/2023-10-12, '', '', true",
        "/2023-10-12/x, X-TC-Action, Describe, true",
        "/2023-10-123, '', '', false",
        "/, '', '', false",
        "/, X-TC-Action, Describe, false",
        "/, X-Amz-Date, 20251124T100000Z, true",
        "/, Authorization, AWS4-HMAC-SHA256 Credential=a, true",
        "/x, authorization, AWS4-HMAC-SHA256 Credential=a, true",
        "/, Authorization, TC3-HMAC-SHA256 Credential=a, false",
        "/x, Accept, text/html, false",
        "/, X-Amz-Cf-Id, abc, false",
    })
    void whatItSpeaksIsToldByPathAndHeaders(
            String path, String header, String value, boolean speaks) {
        assertThat(face.speaks(head("GET", path, null, new Header(header, value))))
                .isEqualTo(speaks);
    }

    @ParameterizedTest
    @CsvSource({
        "X-Amz-Signature=a, true",
        "Version=1&X-Amz-Date=a, true",
        "Action=Describe&DeviceId=X-Amz-7, false",
    })
    void parametersOfAwsAreToldByTheirNames(String query, boolean speaks) {
        assertThat(face.speaks(head("GET", "/", query))).isEqualTo(speaks);
    }

    @Test
    void keySeesNothingOfFarmsThatAreNotItsOwn() throws IOException {
        key = new AccessKey("AKID", "secret", Grants.of(Scope.farm(OTHER_FARM)));

        Answer known = post("{");
        store.know(OTHER_FARM);
        key = new AccessKey("AKID", "secret", Grants.of(Scope.project(OTHER_FARM)));
        Answer unknown = answer("GET", PATH, "aggregationId=" + HEX, "");

        for (Answer denied : List.of(known, unknown)) {
            assertThat(denied.status()).isEqualTo(403);
            assertThat(denied.headers()).containsEntry("x-amzn-ErrorType", "AccessDeniedException");
            assertThat(text(denied))
                    .isEqualTo(
                            "{\"message\":\"This access key is not permitted to read "
                                    + FARM
                                    + "\"}");
        }
    }

    @Test
    void farmThatWasNeverSeenIsNotFound() throws IOException {
        key = new AccessKey("AKID", "secret", Grants.ALL);

        Answer answer = answer("POST", PATH.replace(FARM, OTHER_FARM), null, EXAMPLE);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(text(answer))
                .isEqualTo(
                        "{\"message\":\"There is no farm %s\",\"resourceId\":\"%s\","
                                        .formatted(OTHER_FARM, OTHER_FARM)
                                + "\"resourceType\":\"farm\"}");
    }

    @Test
    void bodyThatCannotBeParsedIsTold() throws IOException {
        assertThat(text(post("{")))
                .isEqualTo(
                        "{\"message\":\"The body is not one JSON object, each of its members given"
                                + " once\",\"reason\":\"CANNOT_PARSE\"}");
    }

    @Test
    void faultsAreToldTogether() throws IOException {
        assertThat(
                        text(
                                answer(
                                        "POST",
                                        "/2023-10-12/farms/%zz/sessions-statistics-aggregation",
                                        null,
                                        EXAMPLE.replace("SUM", "TOTAL"))))
                .isEqualTo(
                        "{\"message\":\"2 fields are not valid: see fieldList\","
                                + "\"reason\":\"FIELD_VALIDATION_FAILED\",\"fieldList\":["
                                + "{\"name\":\"farmId\",\"message\":"
                                + "\"expected farm- and 32 lower-case hex digits\"},"
                                + "{\"name\":\"statistics[0]\",\"message\":"
                                + "\"expected one of SUM, MIN, MAX, AVG\"}]}");
    }

    @Test
    void tooManyPeriodsAndOddEdgesAreToldByTheirField() throws IOException {
        assertThat(text(post(EXAMPLE.replace("2025-11-25", "2035-11-25"))))
                .contains("\"name\":\"period\",\"message\":", "10000", "87680");
        assertThat(text(post(EXAMPLE.replace("UTC-08:00", "UTC-08:07"))))
                .contains("\"name\":\"timezone\",\"message\":", "PT15M");
    }

    @Test
    void rateIsPerKeyAndOperation() throws IOException {
        exhausted.add("AKID StartSessionsStatisticsAggregation");

        assertThat(post("{").status()).isEqualTo(429);
        assertThat(get(HEX, "").status()).isEqualTo(404);
    }

    @Test
    void storeThatFailsIsTheServersMatter() {
        store.outage(true);

        assertThatThrownBy(() -> post(EXAMPLE)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> get(HEX, "")).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "BODY_TOO_LARGE, 413, RequestEntityTooLargeException",
        "BODY_INCOMPLETE, 408, RequestTimeoutException",
        "OVERLOADED, 503, ServiceUnavailableException",
        "STORE_UNAVAILABLE, 500, InternalServerErrorException",
        "INTERNAL, 500, InternalServerErrorException",
    })
    void refusalsAreInTheDialect(Refusal refusal, int status, String code) {
        Answer answer = face.refuse(head("POST", PATH, null), refusal);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.outcome()).isEqualTo(code);
        assertThat(answer.operation()).isEqualTo("StartSessionsStatisticsAggregation");
        assertThat(answer.headers()).containsEntry("x-amzn-ErrorType", code);
        assertThat(text(answer)).startsWith("{\"message\":\"");
    }

    private Answer post(String body, Header... headers) throws IOException {
        return face.answer(
                new ReceivedRequest(
                        head("POST", PATH, null, signedAnd(headers)), body.getBytes(UTF_8)));
    }

    private Answer get(String id, String more) throws IOException {
        return answer("GET", PATH, "aggregationId=" + id + more, "");
    }

    private Answer answer(String method, String path, String query, String body)
            throws IOException {
        return face.answer(
                new ReceivedRequest(head(method, path, query, signedAnd()), body.getBytes(UTF_8)));
    }

    private static Header[] signedAnd(Header... headers) {
        List<Header> all = new ArrayList<>(List.of(headers));
        all.add(new Header("Authorization", "AWS4-HMAC-SHA256"));
        return all.toArray(Header[]::new);
    }

    private static ReceivedRequest request(String method, String path, String query, String body) {
        return new ReceivedRequest(head(method, path, query), body.getBytes(UTF_8));
    }

    private static RequestHead head(String method, String path, String query, Header... headers) {
        return new RequestHead(ID, method, path, query, List.of(headers), NOW);
    }

    private static String started(Answer answer) {
        assertThat(answer.outcome()).isEqualTo(Answer.OK);
        assertThat(text(answer)).matches("\\{\"aggregationId\":\"[0-9a-f]{32}\"}");
        return found(text(answer), "([0-9a-f]{32})").get(0);
    }

    private String completed(String id, String more) throws IOException {
        Awaitility.await().forever().until(() -> !text(get(id, "")).contains("IN_PROGRESS"));
        String body = text(get(id, more));
        assertThat(body).contains("\"status\":\"COMPLETED\"");
        return body;
    }

    private static String text(Answer answer) {
        return new String(answer.body(), UTF_8);
    }

    private static List<String> found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        List<String> found = new ArrayList<>();
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static List<AggregationRow> rows(int count) {
        List<AggregationRow> rows = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            rows.add(row(i, List.of("user-" + i), null, figures(1, 1, 1)));
        }
        return rows;
    }

    private static AggregationRow row(
            long position, List<String> group, String jobName, UsageFigures figures) {
        UsageRow usage =
                new UsageRow(
                        group,
                        FROM.toEpochMilli(),
                        FROM.plus(Duration.ofHours(1)).toEpochMilli(),
                        figures);
        return new AggregationRow(position, usage, jobName);
    }

    private static UsageFigures figures(long sessions, long runtimeMillis, long costUnits) {
        BigInteger cost = BigInteger.valueOf(costUnits);
        return new UsageFigures(
                sessions, runtimeMillis, runtimeMillis, runtimeMillis, cost, cost, cost);
    }
}
