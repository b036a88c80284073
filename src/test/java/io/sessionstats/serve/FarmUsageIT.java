package io.sessionstats.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.api.LocalCredentials;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.job.RunningJob;
import io.sessionstats.options.ApiOptions;
import io.sessionstats.options.StoreOptions;
import io.sessionstats.oracle.NaiveStatistics;
import io.sessionstats.oracle.NaiveUsage;
import io.sessionstats.oracle.NaiveUsage.Interval;
import io.sessionstats.oracle.NaiveUsage.UsedSession;
import io.sessionstats.oracle.RandomSessions;
import io.sessionstats.oracle.RandomStream;
import io.sessionstats.oracle.Recomputation;
import io.sessionstats.oracle.Recomputation.JobRow;
import io.sessionstats.oracle.Step;
import io.sessionstats.oracle.StreamShape;
import io.sessionstats.session.Scope;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.usage.RateCard;
import io.sessionstats.usage.UsageDimension;
import io.sessionstats.usage.UsageFigures;
import io.sessionstats.usage.UsageRow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.deadline.DeadlineClient;
import software.amazon.awssdk.services.deadline.model.GetSessionsStatisticsAggregationResponse;
import software.amazon.awssdk.services.deadline.model.SessionsStatisticsAggregationStatus;
import software.amazon.awssdk.services.deadline.model.SessionsStatisticsResources;
import software.amazon.awssdk.services.deadline.model.StartSessionsStatisticsAggregationRequest;
import software.amazon.awssdk.services.deadline.model.Statistics;
import software.amazon.awssdk.services.deadline.model.Stats;
import software.amazon.awssdk.services.deadline.model.UsageGroupByField;
import software.amazon.awssdk.services.deadline.model.UsageStatistic;

/**
 * Farms' usage from one end to the other: session events in Kafka, the job, the store, the API
 * server, and the vendor's own client, which must be told what a reader of the events counts.
 */
class FarmUsageIT {

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    private static final String FARM = "farm-" + "0".repeat(31) + "1";
    private static final String QUEUE_1 = "queue-" + "0".repeat(31) + "1";
    private static final String QUEUE_2 = "queue-" + "0".repeat(31) + "2";
    private static final String FLEET_1 = "fleet-" + "0".repeat(31) + "1";
    private static final String SHOT = "job-" + "0".repeat(31) + "1";
    private static final String LOOK = "job-" + "0".repeat(31) + "2";

    private static final RateCard RATE_CARD =
            new RateCard(
                    Map.of("c5.xlarge", 3_000_000L, "m5.large", 99_000_000L, "m5.0", 192_000L),
                    Map.of("maya", 360_000L, "maya-1", 250_001L));

    private static final List<UsageStatistic> ALL =
            List.of(UsageStatistic.SUM, UsageStatistic.MIN, UsageStatistic.MAX, UsageStatistic.AVG);

    private static final Map<String, Period> PERIODS =
            Map.of(
                    "HOURLY", Period.HOUR,
                    "DAILY", Period.DAY,
                    "WEEKLY", Period.WEEK,
                    "MONTHLY", Period.MONTH);

    private static final Comparator<String> LACKING_LAST =
            Comparator.nullsLast(Comparator.naturalOrder());

    /** As the contract has it: groups in the order of their values, what is lacking last. */
    private static final Comparator<UsageRow> ORDER =
            Comparator.comparing((UsageRow row) -> row.group().get(0), LACKING_LAST)
                    .thenComparing(row -> row.group().get(row.group().size() - 1), LACKING_LAST)
                    .thenComparing(UsageRow::startMillis);

    @TempDir private static Path directory;

    private final RunningJob job = new RunningJob();
    private StatisticsApi api;
    private SdkHttpClient httpClient;
    private DeadlineClient client;

    @BeforeEach
    void start() throws Exception {
        Path rateCard = directory.resolve("rates.json");
        Files.writeString(
                rateCard,
                """
                {"instanceTypes": {"c5.xlarge": 3, "m5.large": 99, "m5.0": 0.192},
                "licenseProducts": {"maya": 0.36, "maya-1": 0.250001}}""");
        job.start("--time-zone=Europe/Berlin", "--idle-advance=off", "--rate-card=" + rateCard);
    }

    @AfterEach
    void stop() throws Exception {
        if (client != null) {
            client.close();
            httpClient.close();
            api.close();
        }
        job.cancel();
    }

    /** Clocks go back in Berlin at 2025-10-26T01:00Z: that Sunday has 25 hours. */
    @Test
    void storyOfAFarmIsToldAsItsEventsSay() throws Exception {
        String shotStarts =
                started("shot", "2025-10-25T23:40:00+02:00")
                        + """
                        , "queueId": "%s", "fleetId": "%s", "jobId": "%s", "jobName": "Shot 12",
                        "userId": "ann", "instanceType": "m5.large", "hourlyRateUsd": 1.20}"""
                                .formatted(QUEUE_1, FLEET_1, SHOT);
        String shotEnds = ended("shot", "2025-10-26T00:20:00+02:00");
        job.publish(
                // Over an hour's edge, which is midnight in Berlin. Every event comes twice.
                shotStarts,
                shotEnds,
                shotStarts,
                shotEnds,
                // Over the change of the clocks, under a new name and at another price.
                started("shot again", "2025-10-26T00:30:00Z")
                        + """
                        , "queueId": "%s", "fleetId": "%s", "jobId": "%s", "jobName": "Shot 12 final",
                        "userId": "ann", "instanceType": "m5.large", "hourlyRateUsd": "2.4"}"""
                                .formatted(QUEUE_1, FLEET_1, SHOT),
                ended("shot again", "2025-10-26T01:30:00Z"),
                // A license, over midnight in UTC-08:00; its price is on the rate card.
                started("license", "2025-10-26T07:50:00Z")
                        + """
                        , "queueId": "%s", "jobId": "%s", "userId": "bob", "usageType": "LICENSE",
                        "licenseProduct": "maya"}"""
                                .formatted(QUEUE_2, LOOK),
                ended("license", "2025-10-26T08:10:30.250Z"),
                // Without a queue: no filter by queues finds it.
                started("no queue", "2025-10-26T03:00:00Z")
                        + """
                        , "fleetId": "%s", "userId": "bob", "instanceType": "m5.large",
                        "hourlyRateUsd": 0.5}"""
                                .formatted(FLEET_1),
                ended("no queue", "2025-10-26T03:15:00Z"),
                // Of no length, at an hour's edge.
                started("nothing", "2025-10-26T09:00:00Z")
                        + """
                        , "queueId": "%s", "jobId": "%s", "userId": "bob",
                        "instanceType": "c5.xlarge"}"""
                                .formatted(QUEUE_2, LOOK),
                ended("nothing", "2025-10-26T09:00:00Z"),
                // These two have not ended for now; the price of the first is on the rate card.
                started("late", "2025-10-26T02:00:00Z")
                        + """
                        , "queueId": "%s", "userId": "bob", "instanceType": "c5.xlarge"}"""
                                .formatted(QUEUE_2),
                started("running", "2025-10-26T08:30:00Z")
                        + """
                        , "queueId": "%s", "fleetId": "%s", "jobId": "%s", "userId": "ann",
                        "instanceType": "m5.large", "hourlyRateUsd": 1}"""
                                .formatted(QUEUE_1, FLEET_1, SHOT),
                // And this one never does.
                started("lost", "2025-10-26T01:00:00Z")
                        + """
                        , "queueId": "%s", "fleetId": "%s", "jobId": "%s", "userId": "ann",
                        "instanceType": "m5.large", "hourlyRateUsd": 7}"""
                                .formatted(QUEUE_1, FLEET_1, SHOT));
        job.readThrough(millis("2025-10-26T09:30:00Z"));
        serve();

        GetSessionsStatisticsAggregationResponse before = result(hoursByUser());
        assertThat(before.statusMessage())
                .isEqualTo("The data is complete through 2025-10-26T09:29:49.999Z");
        assertThat(texts(before))
                .containsExactly(
                        "ann 2025-10-25T21:30:00Z/2025-10-25T22:00:00Z 1: 1200.0s $0.4",
                        "ann 2025-10-25T22:00:00Z/2025-10-25T23:00:00Z 1: 1200.0s $0.4",
                        "ann 2025-10-26T00:00:00Z/2025-10-26T01:00:00Z 1: 1800.0s $1.2",
                        "ann 2025-10-26T01:00:00Z/2025-10-26T02:00:00Z 1: 1800.0s $1.2",
                        "bob 2025-10-26T07:00:00Z/2025-10-26T08:00:00Z 1: 600.0s $0.06",
                        "bob 2025-10-26T08:00:00Z/2025-10-26T09:00:00Z 1: 630.25s $0.063025",
                        "bob 2025-10-26T09:00:00Z/2025-10-26T10:00:00Z 1: 0.0s $0.0");

        job.publish(
                ended("late", "2025-10-26T05:00:00Z"),
                ended("running", "2025-10-26T10:45:00Z"),
                // Over midnight in Berlin, from Sunday to Monday.
                started("next week", "2025-10-26T22:30:00Z")
                        + """
                        , "queueId": "%s", "jobId": "%s", "userId": "bob",
                        "instanceType": "c5.xlarge", "hourlyRateUsd": 0.1}"""
                                .formatted(QUEUE_2, LOOK),
                ended("next week", "2025-10-26T23:30:00Z"));
        job.readThrough(millis("2025-10-27T09:00:00Z"));
        checkAllHaveEnded();

        // By then the lost session has expired: it started more than seven days and one ago.
        job.readThrough(millis("2025-11-04T00:00:00Z"));
        checkAllHaveEnded();
    }

    private void checkAllHaveEnded() {
        GetSessionsStatisticsAggregationResponse hours = result(hoursByUser());
        assertThat(hours.statusMessage()).isNull();
        assertThat(texts(hours))
                .containsExactly(
                        "ann 2025-10-25T21:30:00Z/2025-10-25T22:00:00Z 1: 1200.0s $0.4",
                        "ann 2025-10-25T22:00:00Z/2025-10-25T23:00:00Z 1: 1200.0s $0.4",
                        "ann 2025-10-26T00:00:00Z/2025-10-26T01:00:00Z 1: 1800.0s $1.2",
                        "ann 2025-10-26T01:00:00Z/2025-10-26T02:00:00Z 1: 1800.0s $1.2",
                        "ann 2025-10-26T08:00:00Z/2025-10-26T09:00:00Z 1: 1800.0s $0.5",
                        "ann 2025-10-26T09:00:00Z/2025-10-26T10:00:00Z 1: 3600.0s $1.0",
                        "ann 2025-10-26T10:00:00Z/2025-10-26T11:00:00Z 1: 2700.0s $0.75",
                        "bob 2025-10-26T02:00:00Z/2025-10-26T03:00:00Z 1: 3600.0s $3.0",
                        "bob 2025-10-26T03:00:00Z/2025-10-26T04:00:00Z 1: 3600.0s $3.0",
                        "bob 2025-10-26T04:00:00Z/2025-10-26T05:00:00Z 1: 3600.0s $3.0",
                        "bob 2025-10-26T07:00:00Z/2025-10-26T08:00:00Z 1: 600.0s $0.06",
                        "bob 2025-10-26T08:00:00Z/2025-10-26T09:00:00Z 1: 630.25s $0.063025",
                        "bob 2025-10-26T09:00:00Z/2025-10-26T10:00:00Z 1: 0.0s $0.0");

        // Two prices in a group. Without a job, the late session comes last.
        GetSessionsStatisticsAggregationResponse days =
                result(
                        asked("2025-10-25T00:10:00Z", "2025-10-27T00:00:00Z")
                                .groupBy(UsageGroupByField.JOB_ID)
                                .period("DAILY")
                                .timezone("Europe/Berlin")
                                .statistics(ALL));
        assertThat(texts(days))
                .containsExactly(
                        SHOT
                                + " Shot 12 final 2025-10-25T00:00:00Z/2025-10-25T22:00:00Z 1:"
                                + " 1200.0s 1200.0..1200.0 1200.0 $0.4 0.4..0.4 0.4",
                        SHOT
                                + " Shot 12 final 2025-10-25T22:00:00Z/2025-10-26T23:00:00Z 3:"
                                + " 12900.0s 1200.0..8100.0 4300.0"
                                + " $5.05 0.4..2.4 1.6833333333333333",
                        LOOK
                                + " 2025-10-25T22:00:00Z/2025-10-26T23:00:00Z 3:"
                                + " 3030.25s 0.0..1800.0 1010.0833333333334"
                                + " $0.173025 0.0..0.123025 0.057675",
                        LOOK
                                + " 2025-10-26T23:00:00Z/2025-10-27T00:00:00Z 1:"
                                + " 1800.0s 1800.0..1800.0 1800.0 $0.05 0.05..0.05 0.05",
                        "2025-10-25T22:00:00Z/2025-10-26T23:00:00Z 1:"
                                + " 10800.0s 10800.0..10800.0 10800.0 $9.0 9.0..9.0 9.0");
        assertThat(
                        texts(
                                result(
                                        asked("2025-10-25T08:00:00Z", "2025-10-27T08:00:00Z")
                                                .groupBy(
                                                        UsageGroupByField.USAGE_TYPE,
                                                        UsageGroupByField.LICENSE_PRODUCT)
                                                .period("DAILY")
                                                .timezone("UTC-08:00"))))
                .containsExactly(
                        "COMPUTE 2025-10-25T08:00:00Z/2025-10-26T08:00:00Z 3: 16800.0s $12.2",
                        "COMPUTE 2025-10-26T08:00:00Z/2025-10-27T08:00:00Z 3: 11700.0s $2.35",
                        "LICENSE maya 2025-10-25T08:00:00Z/2025-10-26T08:00:00Z 1: 600.0s $0.06",
                        "LICENSE maya 2025-10-26T08:00:00Z/2025-10-27T08:00:00Z 1:"
                                + " 630.25s $0.063025");

        // Weeks begin on Monday, in Berlin at 23:00Z of Sunday; the range clips them.
        assertThat(
                        texts(
                                result(
                                        asked("2025-10-22T09:07:00Z", "2025-10-26T23:31:00Z")
                                                .resourceIds(queues(List.of(QUEUE_2)))
                                                .groupBy(UsageGroupByField.QUEUE_ID)
                                                .period("WEEKLY")
                                                .timezone("Europe/Berlin"))))
                .containsExactly(
                        QUEUE_2
                                + " 2025-10-22T09:00:00Z/2025-10-26T23:00:00Z 4:"
                                + " 13830.25s $9.173025",
                        QUEUE_2 + " 2025-10-26T23:00:00Z/2025-10-26T23:45:00Z 1: 1800.0s $0.05");
        assertThat(
                        texts(
                                result(
                                        asked("2025-10-26T08:00:00Z", "2025-11-03T00:00:00Z")
                                                .resourceIds(queues(List.of(QUEUE_2)))
                                                .groupBy(UsageGroupByField.INSTANCE_TYPE)
                                                .period("MONTHLY"))))
                .containsExactly(
                        "c5.xlarge 2025-10-26T08:00:00Z/2025-11-01T00:00:00Z 2: 3600.0s $0.1",
                        "2025-10-26T08:00:00Z/2025-11-01T00:00:00Z 1: 630.25s $0.063025");
        assertThat(
                        texts(
                                result(
                                        asked("2025-10-25T00:00:00Z", "2025-10-27T00:00:00Z")
                                                .resourceIds(fleets(List.of(FLEET_1)))
                                                .groupBy(
                                                        UsageGroupByField.FLEET_ID,
                                                        UsageGroupByField.QUEUE_ID))))
                .containsExactly(
                        QUEUE_1
                                + " "
                                + FLEET_1
                                + " 2025-10-25T00:00:00Z/2025-10-27T00:00:00Z 3: 14100.0s $5.45",
                        FLEET_1 + " 2025-10-25T00:00:00Z/2025-10-27T00:00:00Z 1: 900.0s $0.125");
    }

    /** Broken, repeated, late and conflicting events among them. */
    @Test
    void randomSessionsAreCountedAsWholeOnesAre() throws Exception {
        long seed = 20251026;
        System.out.println("seed " + seed);
        Instant from = Instant.parse("2025-10-24T00:00:00Z");
        StreamShape shape =
                StreamShape.of(
                        400,
                        List.of(Scope.farm(FARM), Scope.farm(FARM.replace('1', '2'))),
                        ScopeZones.all(ZoneId.of("Europe/Berlin")),
                        from,
                        from.plus(Duration.ofDays(4)));
        RandomStream stream = RandomSessions.stream(seed, shape);
        job.publish(stream.records());
        List<Step> steps = new ArrayList<>(stream.stepsUpTo(Long.MIN_VALUE));
        steps.addAll(job.readThrough(stream.latestEventMillis() + 1_000));
        Recomputation expected =
                NaiveStatistics.compute(
                        steps,
                        shape.zones(),
                        shape.allowedLateness(),
                        shape.maxSessionDuration(),
                        Duration.ofMinutes(15),
                        RATE_CARD);
        serve();

        Random random = new Random(seed);
        int rows = 0;
        for (String period : List.of("none", "HOURLY", "DAILY", "WEEKLY", "MONTHLY")) {
            for (String zone : List.of("UTC-08:00", "Europe/Berlin", "Asia/Kathmandu")) {
                rows += checkAnswer(expected, period, zone, from, random);
            }
        }
        assertThat(rows).isGreaterThan(500);
    }

    /** Asks for something, holds the answer against the whole sessions, and counts its rows. */
    private int checkAnswer(
            Recomputation expected, String period, String zone, Instant from, Random random) {
        Instant start = from.plusSeconds(random.nextInt(100_000) - 50_000);
        Instant end = start.plusSeconds(1 + random.nextInt(600_000));
        boolean byFleet = random.nextBoolean();
        List<String> ids =
                IntStream.rangeClosed(0, random.nextInt(3))
                        .mapToObj(i -> (byFleet ? "fleet-" : "queue-") + "0".repeat(31) + i)
                        .toList();
        List<UsageDimension> groupBy = new ArrayList<>(List.of(UsageDimension.values()));
        Collections.shuffle(groupBy, random);
        groupBy = List.copyOf(groupBy.subList(0, 1 + random.nextInt(2)));
        StartSessionsStatisticsAggregationRequest.Builder request =
                asked(start.toString(), end.toString())
                        .resourceIds(byFleet ? fleets(ids) : queues(ids))
                        .groupByWithStrings(groupBy.stream().map(Enum::name).toList())
                        .statistics(ALL);
        if (!period.equals("none")) {
            request.period(period).timezone(zone);
        }

        List<Interval> intervals =
                NaiveUsage.intervals(
                        start.toEpochMilli(),
                        end.toEpochMilli(),
                        period.equals("none") ? null : PERIODS.get(period),
                        ZoneId.of(zone),
                        Duration.ofMinutes(15).toMillis());
        List<UsedSession> ofFarm =
                expected.usedSessions().stream()
                        .filter(session -> session.key().farmId().equals(FARM))
                        .toList();
        List<UsageRow> rows =
                new ArrayList<>(
                        new NaiveUsage(ofFarm)
                                .rows(
                                        byFleet ? UsageDimension.FLEET_ID : UsageDimension.QUEUE_ID,
                                        ids,
                                        groupBy,
                                        intervals,
                                        true));
        rows.sort(ORDER);
        List<UsageDimension> dimensions = groupBy;
        assertThat(result(request).statistics())
                .as("%s in %s: %s", period, zone, request.build())
                .containsExactlyElementsOf(
                        rows.stream()
                                .map(row -> statistics(row, dimensions, expected.jobNames()))
                                .toList());
        return rows.size();
    }

    private static Statistics statistics(
            UsageRow row, List<UsageDimension> groupBy, Map<JobRow, String> jobNames) {
        Statistics.Builder statistics = Statistics.builder();
        for (int i = 0; i < groupBy.size(); i++) {
            String value = row.group().get(i);
            switch (groupBy.get(i)) {
                case QUEUE_ID -> statistics.queueId(value);
                case FLEET_ID -> statistics.fleetId(value);
                case JOB_ID ->
                        statistics.jobId(value).jobName(jobNames.get(new JobRow(FARM, value)));
                case USER_ID -> statistics.userId(value);
                case USAGE_TYPE -> statistics.usageType(value);
                case INSTANCE_TYPE -> statistics.instanceType(value);
                case LICENSE_PRODUCT -> statistics.licenseProduct(value);
            }
        }
        UsageFigures figures = row.figures();
        BigInteger count = BigInteger.valueOf(figures.sessions());
        return statistics
                .count((int) figures.sessions())
                .runtimeInSeconds(
                        stats ->
                                stats.sum(seconds(figures.runtimeSumMillis(), BigInteger.ONE))
                                        .min(seconds(figures.runtimeMinMillis(), BigInteger.ONE))
                                        .max(seconds(figures.runtimeMaxMillis(), BigInteger.ONE))
                                        .avg(seconds(figures.runtimeSumMillis(), count)))
                .costInUsd(
                        stats ->
                                stats.sum(usd(figures.costSum(), BigInteger.ONE))
                                        .min(usd(figures.costMin(), BigInteger.ONE))
                                        .max(usd(figures.costMax(), BigInteger.ONE))
                                        .avg(usd(figures.costSum(), count)))
                .aggregationStartTime(Instant.ofEpochMilli(row.startMillis()))
                .aggregationEndTime(Instant.ofEpochMilli(row.endMillis()))
                .build();
    }

    private static double seconds(long millis, BigInteger divisor) {
        return quotient(BigInteger.valueOf(millis), divisor.multiply(BigInteger.valueOf(1_000)));
    }

    /** From millionths of a dollar an hour times milliseconds. */
    private static double usd(BigInteger cost, BigInteger divisor) {
        return quotient(cost, divisor.multiply(BigInteger.valueOf(3_600_000_000_000L)));
    }

    private static double quotient(BigInteger dividend, BigInteger divisor) {
        return new BigDecimal(dividend)
                .divide(new BigDecimal(divisor), new MathContext(100))
                .doubleValue();
    }

    /** Starts the API server as it is on one's own machine, and a client. */
    private void serve() throws Exception {
        PostgresDatabase database = job.database();
        StoreOptions store =
                new StoreOptions(database.url(), database.user(), null, database.schema());
        api =
                StatisticsApi.start(
                        new ApiOptions(
                                "127.0.0.1",
                                0,
                                null,
                                1_000,
                                1_000,
                                2,
                                Duration.ofMinutes(2),
                                6,
                                Duration.ofMinutes(5),
                                store));
        httpClient = ApacheHttpClient.create();
        client =
                DeadlineClient.builder()
                        .endpointOverride(URI.create("http://127.0.0.1:" + api.port()))
                        .region(Region.US_WEST_2)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(
                                                LocalCredentials.KEY_ID, LocalCredentials.SECRET)))
                        .overrideConfiguration(
                                options ->
                                        options.putAdvancedOption(
                                                SdkAdvancedClientOption
                                                        .DISABLE_HOST_PREFIX_INJECTION,
                                                true))
                        .httpClient(httpClient)
                        .build();
    }

    /** Starts, polls and pages. What it gives has the rows of all pages. */
    private GetSessionsStatisticsAggregationResponse result(
            StartSessionsStatisticsAggregationRequest.Builder request) {
        String id = client.startSessionsStatisticsAggregation(request.build()).aggregationId();
        GetSessionsStatisticsAggregationResponse first =
                Awaitility.await()
                        .forever()
                        .until(
                                () ->
                                        client.getSessionsStatisticsAggregation(
                                                get -> get.farmId(FARM).aggregationId(id)),
                                answer ->
                                        answer.status()
                                                != SessionsStatisticsAggregationStatus.IN_PROGRESS);
        assertThat(first.status()).isEqualTo(SessionsStatisticsAggregationStatus.COMPLETED);
        List<Statistics> rows =
                client
                        .getSessionsStatisticsAggregationPaginator(
                                get -> get.farmId(FARM).aggregationId(id))
                        .statistics()
                        .stream()
                        .toList();
        return first.toBuilder().statistics(rows).build();
    }

    /**
     * Off the hour and off the grain: from half past nine in the evening to a quarter past eleven.
     */
    private static StartSessionsStatisticsAggregationRequest.Builder hoursByUser() {
        return asked("2025-10-25T21:37:00Z", "2025-10-26T11:10:00Z")
                .groupBy(UsageGroupByField.USER_ID)
                .period("HOURLY")
                .timezone("UTC-08:00");
    }

    /** The sums of both queues. */
    private static StartSessionsStatisticsAggregationRequest.Builder asked(
            String start, String end) {
        return StartSessionsStatisticsAggregationRequest.builder()
                .farmId(FARM)
                .resourceIds(queues(List.of(QUEUE_1, QUEUE_2)))
                .startTime(Instant.parse(start))
                .endTime(Instant.parse(end))
                .statistics(UsageStatistic.SUM);
    }

    private static SessionsStatisticsResources queues(List<String> ids) {
        return SessionsStatisticsResources.builder().queueIds(ids).build();
    }

    private static SessionsStatisticsResources fleets(List<String> ids) {
        return SessionsStatisticsResources.builder().fleetIds(ids).build();
    }

    /** All but the closing brace, so that more can follow. */
    private static String started(String sessionId, String time) {
        return """
               {"type": "SESSION_STARTED", "farmId": "%s", "sessionId": "%s", "time": "%s\""""
                .formatted(FARM, sessionId, time);
    }

    private static String ended(String sessionId, String time) {
        return """
               {"type": "SESSION_ENDED", "farmId": "%s", "sessionId": "%s", "time": "%s"}"""
                .formatted(FARM, sessionId, time);
    }

    private static long millis(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }

    private static List<String> texts(GetSessionsStatisticsAggregationResponse answer) {
        return answer.statistics().stream().map(FarmUsageIT::text).toList();
    }

    /** The group, the period, the count, then runtime and cost: what there is of their figures. */
    private static String text(Statistics row) {
        return Stream.of(
                        row.queueId(),
                        row.fleetId(),
                        row.jobId(),
                        row.jobName(),
                        row.userId(),
                        row.usageTypeAsString(),
                        row.instanceType(),
                        row.licenseProduct(),
                        row.aggregationStartTime() + "/" + row.aggregationEndTime(),
                        row.count() + ":",
                        row.runtimeInSeconds().sum() + "s" + more(row.runtimeInSeconds()),
                        "$" + row.costInUsd().sum() + more(row.costInUsd()))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
    }

    private static String more(Stats stats) {
        return stats.min() == null
                ? ""
                : " " + stats.min() + ".." + stats.max() + " " + stats.avg();
    }
}
