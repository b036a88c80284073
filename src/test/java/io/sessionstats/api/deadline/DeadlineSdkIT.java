package io.sessionstats.api.deadline;

import static io.sessionstats.api.deadline.DeadlineServer.ALL;
import static io.sessionstats.api.deadline.DeadlineServer.ANN;
import static io.sessionstats.api.deadline.DeadlineServer.BUSY_QUEUE;
import static io.sessionstats.api.deadline.DeadlineServer.FARM;
import static io.sessionstats.api.deadline.DeadlineServer.FLEET_1;
import static io.sessionstats.api.deadline.DeadlineServer.FLEET_2;
import static io.sessionstats.api.deadline.DeadlineServer.ONE;
import static io.sessionstats.api.deadline.DeadlineServer.OTHER_FARM;
import static io.sessionstats.api.deadline.DeadlineServer.QUEUE_1;
import static io.sessionstats.api.deadline.DeadlineServer.QUEUE_2;
import static io.sessionstats.api.deadline.DeadlineServer.UNKNOWN_FARM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sessionstats.api.AccessKey;
import io.sessionstats.store.postgres.EmbeddedStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.deadline.DeadlineClient;
import software.amazon.awssdk.services.deadline.model.AccessDeniedException;
import software.amazon.awssdk.services.deadline.model.DeadlineException;
import software.amazon.awssdk.services.deadline.model.GetSessionsStatisticsAggregationRequest;
import software.amazon.awssdk.services.deadline.model.GetSessionsStatisticsAggregationResponse;
import software.amazon.awssdk.services.deadline.model.InternalServerErrorException;
import software.amazon.awssdk.services.deadline.model.Period;
import software.amazon.awssdk.services.deadline.model.ResourceNotFoundException;
import software.amazon.awssdk.services.deadline.model.SessionsStatisticsAggregationStatus;
import software.amazon.awssdk.services.deadline.model.SessionsStatisticsResources;
import software.amazon.awssdk.services.deadline.model.StartSessionsStatisticsAggregationRequest;
import software.amazon.awssdk.services.deadline.model.Statistics;
import software.amazon.awssdk.services.deadline.model.ThrottlingException;
import software.amazon.awssdk.services.deadline.model.UsageGroupByField;
import software.amazon.awssdk.services.deadline.model.UsageStatistic;
import software.amazon.awssdk.services.deadline.model.ValidationException;
import software.amazon.awssdk.services.deadline.model.ValidationExceptionReason;

/** The vendor's own client, unmodified, against a real server and a real store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadlineSdkIT {

    private static final Instant FROM = Instant.parse("2025-11-24T10:00:00Z");
    private static final Instant TO = Instant.parse("2025-11-25T18:00:00Z");
    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final RetryStrategy NO_RETRIES = DefaultRetryStrategy.doNotRetry();

    private DeadlineServer server;
    private DeadlineClient client;
    private final List<DeadlineClient> clients = new ArrayList<>();
    private final List<SdkHttpClient> httpClients = new ArrayList<>();

    @BeforeAll
    void start() throws Exception {
        server = new DeadlineServer();
        client = client(credentials(ALL));
    }

    @AfterEach
    void noRateHolds() {
        server.rates((key, operation) -> true);
    }

    @AfterAll
    void close() {
        clients.forEach(DeadlineClient::close);
        httpClients.forEach(SdkHttpClient::close);
        server.close();
    }

    @Test
    void workedExampleOfTheVendorsGuide() {
        GetSessionsStatisticsAggregationResponse done =
                result(
                        request ->
                                request.period(Period.HOURLY)
                                        .timezone("UTC-08:00")
                                        .statistics(UsageStatistic.SUM));

        assertThat(done.status()).isEqualTo(SessionsStatisticsAggregationStatus.COMPLETED);
        assertThat(done.statusMessage()).isNull();
        assertThat(done.nextToken()).isNull();
        assertThat(done.statistics())
                .contains(
                        Statistics.builder()
                                .userId(ANN)
                                .count(1)
                                .costInUsd(cost -> cost.sum(0.0))
                                .runtimeInSeconds(runtime -> runtime.sum(53.773))
                                .aggregationStartTime(Instant.parse("2025-11-24T22:00:00Z"))
                                .aggregationEndTime(Instant.parse("2025-11-24T23:00:00Z"))
                                .build())
                .extracting(Statistics::count)
                .containsExactly(1, 1, 1, 1);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            delimiter = '|',
            value = {
                "QUEUE_ID | queue-00000000000000000000000000000001=3/5453.773/3.0;"
                        + "queue-00000000000000000000000000000002=1/900.0/0.9",
                "FLEET_ID | fleet-00000000000000000000000000000001=2/953.773/0.9;"
                        + "fleet-00000000000000000000000000000002=2/5400.0/3.0",
                "JOB_ID | job-00000000000000000000000000000001 Shot 12=2/4500.0/2.9;"
                        + "job-00000000000000000000000000000002=1/1800.0/1.0;=1/53.773/0.0",
                "USER_ID | 0b0b0b0b-1031-70dc-4d25-30d7225b04a0=3/6300.0/3.9;"
                        + "f9c1f3f0-1031-70dc-4d25-30d7225b04a0=1/53.773/0.0",
                "USAGE_TYPE | COMPUTE=3/5453.773/3.0;LICENSE=1/900.0/0.9",
                "INSTANCE_TYPE | c5.xlarge=2/5400.0/3.0;m5.large=1/53.773/0.0;=1/900.0/0.9",
                "LICENSE_PRODUCT | maya=1/900.0/0.9;=3/5453.773/3.0",
            })
    void everyDimension(UsageGroupByField groupBy, String expected) {
        GetSessionsStatisticsAggregationResponse done =
                result(
                        request ->
                                request.groupBy(groupBy)
                                        .resourceIds(queues(QUEUE_1, QUEUE_2))
                                        .statistics(UsageStatistic.SUM));

        assertThat(done.statistics().stream().map(DeadlineSdkIT::text))
                .containsExactly(expected.split(";", -1));
        assertThat(done.statistics())
                .allSatisfy(
                        row -> {
                            assertThat(row.aggregationStartTime()).isEqualTo(FROM);
                            assertThat(row.aggregationEndTime()).isEqualTo(TO);
                        });
    }

    /** Bob's rows: each period's start and his runtime in it. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            delimiter = '|',
            value = {
                "none | none | 2025-11-24T10:00:00Z=5400.0",
                "HOURLY | none | 2025-11-24T23:00:00Z=1800.0 2025-11-25T00:00:00Z=1800.0"
                        + " 2025-11-25T10:00:00Z=1800.0",
                "HOURLY | UTC+05:30 | 2025-11-24T23:30:00Z=3600.0 2025-11-25T09:30:00Z=1800.0",
                "HOURLY | Asia/Kathmandu | 2025-11-24T23:15:00Z=2700.0 2025-11-25T00:15:00Z=900.0"
                        + " 2025-11-25T09:15:00Z=900.0 2025-11-25T10:15:00Z=900.0",
                "DAILY | UTC+00:00 | 2025-11-24T10:00:00Z=1800.0 2025-11-25T00:00:00Z=3600.0",
                "DAILY | UTC-08:00 | 2025-11-24T10:00:00Z=3600.0 2025-11-25T08:00:00Z=1800.0",
                "DAILY | Europe/Berlin | 2025-11-24T23:00:00Z=5400.0",
                "WEEKLY | UTC-10:30 | 2025-11-24T10:30:00Z=5400.0",
                "MONTHLY | America/New_York | 2025-11-24T10:00:00Z=5400.0",
            })
    void everyPeriodAndZone(Period period, String zone, String expected) {
        GetSessionsStatisticsAggregationResponse done =
                result(request -> request.period(period).timezone(zone));

        assertThat(
                        done.statistics().stream()
                                .filter(row -> !row.userId().equals(ANN))
                                .map(
                                        row ->
                                                row.aggregationStartTime()
                                                        + "="
                                                        + row.runtimeInSeconds().sum())
                                .collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }

    @Test
    void allStatisticsAndOnlyThoseAskedFor() {
        Statistics all =
                result(
                                request ->
                                        request.resourceIds(queues(QUEUE_1, QUEUE_2))
                                                .statistics(
                                                        UsageStatistic.SUM,
                                                        UsageStatistic.MIN,
                                                        UsageStatistic.MAX,
                                                        UsageStatistic.AVG))
                        .statistics()
                        .get(0);
        Statistics one =
                result(request -> request.statistics(UsageStatistic.AVG)).statistics().get(0);

        assertThat(all.count()).isEqualTo(3);
        assertThat(all.runtimeInSeconds())
                .isEqualTo(
                        all.runtimeInSeconds().toBuilder()
                                .sum(6300.0)
                                .min(900.0)
                                .max(3600.0)
                                .avg(2100.0)
                                .build());
        assertThat(all.costInUsd())
                .isEqualTo(all.costInUsd().toBuilder().sum(3.9).min(0.9).max(2.0).avg(1.3).build());
        assertThat(one.costInUsd())
                .isEqualTo(one.costInUsd().toBuilder().sum(null).min(null).max(null).build());
        assertThat(one.costInUsd().avg()).isEqualTo(1.5);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "100"})
    void paginatorMeetsEveryRowOnceAndInOrder(int pageSize) {
        String id =
                completed(
                        request ->
                                request.groupBy(UsageGroupByField.USER_ID, UsageGroupByField.JOB_ID)
                                        .period(Period.HOURLY)
                                        .statistics(UsageStatistic.SUM));
        List<Statistics> all =
                client.getSessionsStatisticsAggregation(
                                request -> request.farmId(FARM).aggregationId(id))
                        .statistics();

        List<Integer> sizes = new ArrayList<>();
        List<Statistics> paged = new ArrayList<>();
        client.getSessionsStatisticsAggregationPaginator(
                        request -> request.farmId(FARM).aggregationId(id).maxResults(pageSize))
                .forEach(
                        page -> {
                            sizes.add(page.statistics().size());
                            paged.addAll(page.statistics());
                        });

        assertThat(all).hasSize(4);
        assertThat(paged).isEqualTo(all);
        assertThat(sizes).hasSize((all.size() + pageSize - 1) / pageSize);
    }

    @Test
    void fleetsAreAFilterToo() {
        assertThat(
                        result(request -> request.resourceIds(fleets(FLEET_1)))
                                .statistics()
                                .stream()
                                .map(DeadlineSdkIT::text))
                .containsExactly(
                        "0b0b0b0b-1031-70dc-4d25-30d7225b04a0=1/900.0/0.9",
                        "f9c1f3f0-1031-70dc-4d25-30d7225b04a0=1/53.773/0.0");
        assertThat(result(request -> request.resourceIds(fleets(FLEET_1, FLEET_2))).statistics())
                .extracting(Statistics::count)
                .containsExactly(3, 1);
    }

    @Test
    void queueThatNobodyKnowsHasNoRows() {
        GetSessionsStatisticsAggregationResponse done =
                result(
                        request ->
                                request.resourceIds(
                                        queues("queue-ffffffffffffffffffffffffffffffff")));

        assertThat(done.status()).isEqualTo(SessionsStatisticsAggregationStatus.COMPLETED);
        assertThat(done.hasStatistics()).isTrue();
        assertThat(done.statistics()).isEmpty();
    }

    @Test
    void countThatIsTooLargeForTheClientFails() {
        GetSessionsStatisticsAggregationResponse failed =
                result(request -> request.resourceIds(queues(BUSY_QUEUE)).startTime(Instant.EPOCH));

        assertThat(failed.status()).isEqualTo(SessionsStatisticsAggregationStatus.FAILED);
        assertThat(failed.statusMessage()).contains("more than 2147483647 sessions");
        assertThat(failed.hasStatistics()).isFalse();
    }

    @Test
    void rangeThatGoesOnAfterTheDataSaysSo() {
        assertThat(result(request -> request.endTime(TO.plusSeconds(86_400))).statusMessage())
                .isEqualTo("The data is complete through 2025-11-26T00:00:00Z");
    }

    @Test
    void faultsOfARequestComeTogether() {
        ValidationException fault =
                catchThrowableOfType(
                        ValidationException.class,
                        () ->
                                started(
                                        request ->
                                                request.resourceIds(queues("queue-1", QUEUE_1))
                                                        .groupByWithStrings("FARM_ID")
                                                        .endTime(FROM)
                                                        .timezone("Europe/Atlantis")));

        assertIs(fault, "ValidationException", 400);
        assertThat(fault.reason()).isEqualTo(ValidationExceptionReason.FIELD_VALIDATION_FAILED);
        assertThat(fault.fieldList())
                .extracting(field -> field.name())
                .containsExactly("resourceIds.queueIds[0]", "endTime", "groupBy[0]", "timezone");
        assertThat(fault.fieldList())
                .allSatisfy(field -> assertThat(field.message()).startsWith("expected "));
    }

    @Test
    void tooManyPeriodsAreCounted() {
        ValidationException fault =
                catchThrowableOfType(
                        ValidationException.class,
                        () ->
                                started(
                                        request ->
                                                request.period(Period.HOURLY)
                                                        .endTime(FROM.plusSeconds(3600 * 10_001))));

        assertThat(fault.fieldList()).hasSize(1);
        assertThat(fault.fieldList().get(0).name()).isEqualTo("period");
        assertThat(fault.fieldList().get(0).message()).contains("10000", "10001");
    }

    @Test
    void tokenOfAnotherAggregationIsRefused() {
        String id = completed(request -> {});
        String other = completed(request -> {});
        String token =
                client.getSessionsStatisticsAggregation(
                                request -> request.farmId(FARM).aggregationId(id).maxResults(1))
                        .nextToken();

        for (String wrong : List.of(token, "a+b/c==", "x".repeat(4097))) {
            ValidationException fault =
                    catchThrowableOfType(
                            ValidationException.class,
                            () ->
                                    client.getSessionsStatisticsAggregation(
                                            request ->
                                                    request.farmId(FARM)
                                                            .aggregationId(other)
                                                            .nextToken(wrong)));
            assertIs(fault, "ValidationException", 400);
            assertThat(fault.fieldList().get(0).name()).isEqualTo("nextToken");
        }
    }

    @Test
    void whatIsNotThereIsNotFound() {
        String id = completed(request -> {});
        ResourceNotFoundException farm =
                catchThrowableOfType(
                        ResourceNotFoundException.class,
                        () -> started(request -> request.farmId(UNKNOWN_FARM)));
        ResourceNotFoundException aggregation =
                catchThrowableOfType(
                        ResourceNotFoundException.class,
                        () ->
                                client.getSessionsStatisticsAggregation(
                                        request -> request.farmId(OTHER_FARM).aggregationId(id)));

        assertIs(farm, "ResourceNotFoundException", 404);
        assertThat(farm.resourceType()).isEqualTo("farm");
        assertThat(farm.resourceId()).isEqualTo(UNKNOWN_FARM);
        assertIs(aggregation, "ResourceNotFoundException", 404);
        assertThat(aggregation.resourceType()).isEqualTo("aggregation");
        assertThat(aggregation.resourceId()).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({OTHER_FARM, UNKNOWN_FARM})
    void keyMayReadItsOwnFarmsOnly(String farm) {
        DeadlineClient one = client(credentials(ONE));

        AccessDeniedException fault =
                catchThrowableOfType(
                        AccessDeniedException.class,
                        () ->
                                one.startSessionsStatisticsAggregation(
                                        request(request -> request.farmId(farm))));

        assertIs(fault, "AccessDeniedException", 403);
        assertThat(one.startSessionsStatisticsAggregation(request(request -> {})).aggregationId())
                .matches("[0-9a-f]{32}");
        Awaitility.await().forever().until(() -> isIdle(FARM));
    }

    @Test
    void tooManyRequestsOfAKeyAreThrottled() {
        server.rates((key, operation) -> !operation.startsWith("Get"));

        ThrottlingException fault =
                catchThrowableOfType(
                        ThrottlingException.class,
                        () ->
                                client.getSessionsStatisticsAggregation(
                                        request ->
                                                request.farmId(FARM)
                                                        .aggregationId("0".repeat(32))));

        assertIs(fault, "ThrottlingException", 429);
        assertThat(fault.retryAfterSeconds()).isEqualTo(1);
    }

    @Test
    void storeThatFailsIsAnInternalErrorWithoutDetails() throws Exception {
        EmbeddedStore.execute(server.database(), "ALTER TABLE setting RENAME TO gone");
        InternalServerErrorException fault;
        try {
            fault =
                    catchThrowableOfType(
                            InternalServerErrorException.class, () -> started(request -> {}));
        } finally {
            EmbeddedStore.execute(server.database(), "ALTER TABLE gone RENAME TO setting");
        }

        assertIs(fault, "InternalServerErrorException", 500);
        assertThat(fault.getMessage()).doesNotContain("setting", "SQL", "relation");
    }

    @Test
    void wrongSecretsAndUnknownKeysAreRefused() {
        assertRefused(
                "InvalidSignatureException",
                client(AwsBasicCredentials.create(ALL.id(), "another secret")));
        assertRefused(
                "UnrecognizedClientException",
                client(AwsBasicCredentials.create("AKIDNOBODY", ALL.secret())));
        assertRefused(
                "UnrecognizedClientException",
                client(AwsSessionCredentials.create(ALL.id(), ALL.secret(), "a session token")));
    }

    @Test
    void clockThatIsTenMinutesOffIsRefused() {
        assertRefused("InvalidSignatureException", clientAhead(600, NO_RETRIES));
        assertRefused("InvalidSignatureException", clientAhead(-600, NO_RETRIES));
    }

    /** The client learns the time from the {@code Date} of the refusal, and signs again. */
    @Test
    void clientWithRetriesHealsItsClock() {
        DeadlineClient late =
                clientAhead(-600, DefaultRetryStrategy.standardStrategyBuilder().build());

        assertThat(late.startSessionsStatisticsAggregation(request(r -> {})).aggregationId())
                .matches("[0-9a-f]{32}");
        Awaitility.await().forever().until(() -> isIdle(FARM));
    }

    @Test
    void hostPrefixMayStayOn() {
        DeadlineClient prefixed =
                client(credentials(ALL), options -> options.retryStrategy(NO_RETRIES), "localhost");

        String id =
                prefixed.startSessionsStatisticsAggregation(request(request -> {})).aggregationId();

        assertThat(await(prefixed, FARM, id).status())
                .isEqualTo(SessionsStatisticsAggregationStatus.COMPLETED);
    }

    @Test
    void secondStartIsThrottledWhileTheFirstRunsAndOtherFarmsAreNot() throws Exception {
        DeadlineClient patient = clientWithRetries();
        String first;
        String other;
        try (AutoCloseable held = server.holdAggregations()) {
            first = started(request -> {});
            other = started(request -> request.farmId(OTHER_FARM));

            ThrottlingException fault =
                    catchThrowableOfType(ThrottlingException.class, () -> started(request -> {}));
            ThrottlingException retried =
                    catchThrowableOfType(
                            ThrottlingException.class,
                            () ->
                                    patient.startSessionsStatisticsAggregation(
                                            request(request -> {})));

            assertIs(fault, "ThrottlingException", 429);
            assertThat(fault.retryAfterSeconds()).isEqualTo(1);
            assertThat(fault.numAttempts()).isEqualTo(1);
            assertThat(retried.numAttempts()).isEqualTo(4);
            GetSessionsStatisticsAggregationResponse running =
                    client.getSessionsStatisticsAggregation(
                            request -> request.farmId(FARM).aggregationId(first));
            assertThat(running.status()).isEqualTo(SessionsStatisticsAggregationStatus.IN_PROGRESS);
            assertThat(running.hasStatistics()).isFalse();
            assertThat(held).isNotNull();
        }

        assertThat(await(client, FARM, first).status())
                .isEqualTo(SessionsStatisticsAggregationStatus.COMPLETED);
        assertThat(await(client, OTHER_FARM, other).statistics()).hasSize(1);
        assertThat(result(request -> {}).statistics()).hasSize(2);
    }

    /** The server has begun it, and the client, which has not heard of that, asks again. */
    @Test
    void callWhoseAnswerWasLostHasItAgain() throws Exception {
        DeadlineClient unlucky =
                client(credentials(ALL), options -> {}, "127.0.0.1", new LosingHttpClient());
        String first;
        try (AutoCloseable held = server.holdAggregations()) {
            assertThat(held).isNotNull();
            first = unlucky.startSessionsStatisticsAggregation(request(r -> {})).aggregationId();

            assertThat(
                            EmbeddedStore.query(
                                    server.database(),
                                    "SELECT id, tries FROM aggregation"
                                            + " WHERE state = 'IN_PROGRESS'"))
                    .singleElement()
                    .satisfies(row -> assertThat(row.replace("-", "")).isEqualTo(first + "|1"));
        }

        assertThat(await(client, FARM, first).status())
                .isEqualTo(SessionsStatisticsAggregationStatus.COMPLETED);
    }

    @ParameterizedTest
    @EnumSource(
            value = UsageGroupByField.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"UNKNOWN_TO_SDK_VERSION", "USER_ID"})
    void everyPairOfDimensions(UsageGroupByField other) {
        List<Statistics> rows =
                result(
                                request ->
                                        request.groupBy(UsageGroupByField.USER_ID, other)
                                                .resourceIds(queues(QUEUE_1, QUEUE_2)))
                        .statistics();

        assertThat(rows.stream().mapToInt(Statistics::count).sum()).isEqualTo(4);
        assertThat(rows).allSatisfy(row -> assertThat(row.userId()).isNotNull());
    }

    private static void assertRefused(String code, DeadlineClient stranger) {
        DeadlineException fault =
                catchThrowableOfType(
                        DeadlineException.class,
                        () -> stranger.startSessionsStatisticsAggregation(request(r -> {})));

        assertThat(fault.getClass()).isEqualTo(DeadlineException.class);
        assertIs(fault, code, 403);
    }

    private static void assertIs(DeadlineException fault, String code, int status) {
        assertThat(fault).isNotNull();
        assertThat(fault.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(fault.statusCode()).isEqualTo(status);
        assertThat(fault.requestId()).matches(UUID);
        assertThat(fault.awsErrorDetails().errorMessage()).isNotEmpty();
    }

    private String started(Consumer<StartSessionsStatisticsAggregationRequest.Builder> change) {
        return client.startSessionsStatisticsAggregation(request(change)).aggregationId();
    }

    private String completed(Consumer<StartSessionsStatisticsAggregationRequest.Builder> change) {
        String id = started(change);
        assertThat(await(client, FARM, id).status())
                .isEqualTo(SessionsStatisticsAggregationStatus.COMPLETED);
        return id;
    }

    private GetSessionsStatisticsAggregationResponse result(
            Consumer<StartSessionsStatisticsAggregationRequest.Builder> change) {
        return await(client, FARM, started(change));
    }

    private static GetSessionsStatisticsAggregationResponse await(
            DeadlineClient client, String farm, String id) {
        GetSessionsStatisticsAggregationRequest get =
                GetSessionsStatisticsAggregationRequest.builder()
                        .farmId(farm)
                        .aggregationId(id)
                        .build();
        return Awaitility.await()
                .forever()
                .until(
                        () -> client.getSessionsStatisticsAggregation(get),
                        answer ->
                                answer.status() != SessionsStatisticsAggregationStatus.IN_PROGRESS);
    }

    private boolean isIdle(String farm) throws Exception {
        return EmbeddedStore.query(
                        server.database(),
                        "SELECT count(*) FROM aggregation WHERE state = 'IN_PROGRESS' AND farm_id"
                                + " = '"
                                + farm
                                + "'")
                .equals(List.of("0"));
    }

    /** The worked example without a period, but for what the test changes. */
    private static StartSessionsStatisticsAggregationRequest request(
            Consumer<StartSessionsStatisticsAggregationRequest.Builder> change) {
        StartSessionsStatisticsAggregationRequest.Builder request =
                StartSessionsStatisticsAggregationRequest.builder()
                        .farmId(FARM)
                        .resourceIds(queues(QUEUE_1))
                        .startTime(FROM)
                        .endTime(TO)
                        .groupBy(UsageGroupByField.USER_ID)
                        .statistics(UsageStatistic.SUM);
        change.accept(request);
        return request.build();
    }

    private static SessionsStatisticsResources queues(String... ids) {
        return SessionsStatisticsResources.builder().queueIds(ids).build();
    }

    private static SessionsStatisticsResources fleets(String... ids) {
        return SessionsStatisticsResources.builder().fleetIds(ids).build();
    }

    /** Group values, then count, sum of runtime and sum of cost. */
    private static String text(Statistics row) {
        return Stream.of(
                                row.queueId(),
                                row.fleetId(),
                                row.jobId(),
                                row.jobName(),
                                row.userId(),
                                row.usageTypeAsString(),
                                row.instanceType(),
                                row.licenseProduct())
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining(" "))
                + "="
                + row.count()
                + "/"
                + row.runtimeInSeconds().sum()
                + "/"
                + row.costInUsd().sum();
    }

    private static AwsCredentials credentials(AccessKey key) {
        return AwsBasicCredentials.create(key.id(), key.secret());
    }

    /** One that sends to 127.0.0.1, without the host prefix, and does not try again. */
    private DeadlineClient client(AwsCredentials credentials) {
        return client(credentials, options -> options.retryStrategy(NO_RETRIES), "127.0.0.1");
    }

    /** One with the vendor's default retries. */
    private DeadlineClient clientWithRetries() {
        return client(credentials(ALL), options -> {}, "127.0.0.1");
    }

    /** One whose clock is ahead by some seconds, or behind if they are negative. */
    private DeadlineClient clientAhead(int seconds, RetryStrategy retries) {
        SdkGlobalTime.setGlobalTimeOffset(-seconds); // Is what a client begins with
        try {
            return client(credentials(ALL), options -> options.retryStrategy(retries), "127.0.0.1");
        } finally {
            SdkGlobalTime.setGlobalTimeOffset(0);
        }
    }

    private DeadlineClient client(
            AwsCredentials credentials,
            Consumer<ClientOverrideConfiguration.Builder> change,
            String host) {
        return client(credentials, change, host, httpClient().build());
    }

    private DeadlineClient client(
            AwsCredentials credentials,
            Consumer<ClientOverrideConfiguration.Builder> change,
            String host,
            SdkHttpClient httpClient) {
        ClientOverrideConfiguration.Builder options =
                ClientOverrideConfiguration.builder()
                        .putAdvancedOption(
                                SdkAdvancedClientOption.DISABLE_HOST_PREFIX_INJECTION,
                                host.equals("127.0.0.1"));
        change.accept(options);
        DeadlineClient made =
                DeadlineClient.builder()
                        .endpointOverride(URI.create("http://" + host + ":" + server.port()))
                        .region(Region.US_WEST_2)
                        .credentialsProvider(StaticCredentialsProvider.create(credentials))
                        .overrideConfiguration(options.build())
                        .httpClient(httpClient)
                        .build();
        clients.add(made);
        httpClients.add(httpClient);
        return made;
    }

    /** One for which every name is this machine, {@code management.localhost} among them. */
    private static SdkHttpClient.Builder<?> httpClient() {
        return ApacheHttpClient.builder()
                .dnsResolver(
                        name ->
                                new InetAddress[] {
                                    InetAddress.getByAddress(name, new byte[] {127, 0, 0, 1})
                                });
    }

    /** Loses the answer to its first request, after the server has given it. */
    private static final class LosingHttpClient implements SdkHttpClient {

        private final SdkHttpClient sending = httpClient().build();
        private final AtomicInteger requests = new AtomicInteger();

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            ExecutableHttpRequest prepared = sending.prepareRequest(request);
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    HttpExecuteResponse response = prepared.call();
                    if (requests.getAndIncrement() > 0) {
                        return response;
                    }
                    assertThat(response.httpResponse().statusCode()).isEqualTo(200);
                    prepared.abort();
                    throw new IOException("the connection is lost");
                }

                @Override
                public void abort() {
                    prepared.abort();
                }
            };
        }

        @Override
        public void close() {
            sending.close();
        }
    }
}
