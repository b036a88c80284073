package io.sessionstats.api.trro;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tencentcloudapi.common.Credential;
import com.tencentcloudapi.common.exception.TencentCloudSDKException;
import com.tencentcloudapi.common.profile.ClientProfile;
import com.tencentcloudapi.common.profile.HttpProfile;
import com.tencentcloudapi.trro.v20220325.TrroClient;
import com.tencentcloudapi.trro.v20220325.models.DescribeSessionStatisticsByIntervalRequest;
import com.tencentcloudapi.trro.v20220325.models.DescribeSessionStatisticsRequest;
import com.tencentcloudapi.trro.v20220325.models.DescribeSessionStatisticsResponse;
import com.tencentcloudapi.trro.v20220325.models.SessionIntervalStatistic;
import io.sessionstats.api.ApiServer;
import io.sessionstats.api.LocalCredentials;
import io.sessionstats.api.TokenBuckets;
import io.sessionstats.job.RunningJob;
import io.sessionstats.store.postgres.EmbeddedStore;
import io.sessionstats.store.postgres.reading.PostgresServerStore;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Three days of a port with two cranes and two desks, told by its events through Kafka, the job and
 * the store to the vendor's own Java SDK. All times are Shanghai's; every number was worked out by
 * hand from this timeline:
 *
 * <pre>
 *              crane   desks from           to             lasts     quality
 * lift-1 to -6 crane-1 1     03-30 14:n0    14:n1           1:00     GOOD
 * unloading    crane-1 1     03-31 09:50:30 10:20:30       30:00     GOOD, over an hour's edge
 * inspection   crane-2 1, 2  03-31 10:50:00 11:00:29.999   10:29.999 BAD, over an hour's edge
 * night        crane-2 2     03-31 23:40:00 04-01 00:25:00 45:00     none, over the month's end
 * tow          crane-2 1, 2  04-01 01:10:00 is running, it seems
 * </pre>
 *
 * In the second chapter a message that was long on its way tells that the tow ended at 02:20,
 * NORMAL; in the third, the first of April ends.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TrroStoryIT {

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("MM-dd HH:mm");

    private static final String ALL_DEVICES = null;
    private static final String BEGINNING = null;
    private static final String NOW = null;

    private static final RunningJob JOB = new RunningJob();

    private static PostgresServerStore store;
    private static ApiServer server;
    private static TrroClient client;

    @BeforeAll
    static void startJobAndServer() throws Exception {
        JOB.start("--scope-time-zones=project:port=Asia/Shanghai", "--idle-advance=off");
        publishEverythingUntilTenPastThree();
        awaitCompleteThrough("2026-04-01T03:10:00");

        store = PostgresServerStore.open(JOB.database(), 4);
        server =
                TrroServers.start(
                        new LocalCredentials(),
                        store.statistics(),
                        new TokenBuckets(1_000, System::nanoTime),
                        Clock.systemUTC());
        HttpProfile http = new HttpProfile();
        http.setProtocol(HttpProfile.REQ_HTTP);
        http.setEndpoint("127.0.0.1:" + server.port());
        client =
                new TrroClient(
                        new Credential(LocalCredentials.KEY_ID, LocalCredentials.SECRET),
                        "ap-guangzhou",
                        new ClientProfile(ClientProfile.SIGN_TC3_256, http));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        store.close();
        JOB.cancel();
    }

    private static void publishEverythingUntilTenPastThree() throws Exception {
        List<String> events = new ArrayList<>();
        for (int lift = 1; lift <= 6; lift++) {
            String minute = "2026-03-30T14:" + (lift - 1);
            events.add(started("lift-" + lift, minute + "0:00", "crane-1", "desk-1"));
            events.add(ended("lift-" + lift, minute + "1:00", "GOOD"));
        }
        events.add(started("unloading", "2026-03-31T09:50:30", "crane-1", "desk-1"));
        events.add(ended("unloading", "2026-03-31T10:20:30", "GOOD"));
        // The end overtakes its start, and comes twice.
        events.add(ended("inspection", "2026-03-31T11:00:29.999", "BAD"));
        events.add(started("inspection", "2026-03-31T10:50:00", "crane-2", "desk-1", "desk-2"));
        events.add(ended("inspection", "2026-03-31T11:00:29.999", "BAD"));
        events.add(started("night", "2026-03-31T23:40:00", "crane-2", "desk-2"));
        events.add(ended("night", "2026-04-01T00:25:00", null));
        events.add(started("tow", "2026-04-01T01:10:00", "crane-2", "desk-2", "desk-1"));
        publish(events);
    }

    @Test
    @Order(1)
    void whileTheTowRunsItCountsFromItsStartAndItsTimeHourByHour() throws Exception {
        // Rounding: 09h has 9:30. 10h has 20:30 and 10:00. 11h has 29.999 s.
        // What is rated counts where it ends: 09h, 23h and 00h have nothing that is, 11h has only
        // the BAD inspection. The tow: 50 minutes of 01h, all of 02h; 03h, not over yet, is
        // touched.
        assertThat(intervals("hour", ALL_DEVICES, BEGINNING, NOW))
                .isEqualTo(
                        """
                        from         to           sessions minutes field remote good%
                        03-30 14:00  03-30 15:00         6       6     1      1   100
                        03-31 09:00  03-31 10:00         1      10     1      1   100
                        03-31 10:00  03-31 11:00         2      31     2      2   100
                        03-31 11:00  03-31 12:00         1       0     1      2     0
                        03-31 23:00  04-01 00:00         1      20     1      1   100
                        04-01 00:00  04-01 01:00         1      25     1      1   100
                        04-01 01:00  04-01 02:00         1      50     1      2   100
                        04-01 02:00  04-01 03:00         1      60     1      2   100
                        04-01 03:00  04-01 04:00         1       0     1      2   100
                        """);
        // The 31st: 30:00 + 10:29.999 + 20:00 of the night are 60, though its hours show 61.
        // One of the two that end rated in it is not bad. The night counts on both days.
        assertThat(intervals("day", ALL_DEVICES, BEGINNING, NOW))
                .isEqualTo(
                        """
                        from         to           sessions minutes field remote good%
                        03-30 00:00  03-31 00:00         6       6     1      1   100
                        03-31 00:00  04-01 00:00         3      60     2      2    50
                        04-01 00:00  04-02 00:00         2     135     1      2   100
                        """);
        // March: 7 of 8 are not bad, 87.5 %.
        assertThat(intervals("month", ALL_DEVICES, BEGINNING, NOW))
                .isEqualTo(
                        """
                        from         to           sessions minutes field remote good%
                        03-01 00:00  04-01 00:00         9      66     2      2    88
                        04-01 00:00  05-01 00:00         2     135     1      2   100
                        """);
        // 66:29.999 + 135:00; the night counts once.
        assertThat(summary(ALL_DEVICES, BEGINNING, NOW))
                .isEqualTo("10 sessions, 201 min, 2+2, 88%");
    }

    @Test
    @Order(1)
    void deviceHasTheNumbersOfItsSessionsAndTheirOtherDevices() throws Exception {
        assertThat(intervals("hour", "crane-1", BEGINNING, NOW))
                .isEqualTo(
                        """
                        from         to           sessions minutes field remote good%
                        03-30 14:00  03-30 15:00         6       6     1      1   100
                        03-31 09:00  03-31 10:00         1      10     1      1   100
                        03-31 10:00  03-31 11:00         1      21     1      1   100
                        """);
        assertThat(intervals("hour", "crane-2", BEGINNING, NOW))
                .isEqualTo(
                        """
                        from         to           sessions minutes field remote good%
                        03-31 10:00  03-31 11:00         1      10     1      2   100
                        03-31 11:00  03-31 12:00         1       0     1      2     0
                        03-31 23:00  04-01 00:00         1      20     1      1   100
                        04-01 00:00  04-01 01:00         1      25     1      1   100
                        04-01 01:00  04-01 02:00         1      50     1      2   100
                        04-01 02:00  04-01 03:00         1      60     1      2   100
                        04-01 03:00  04-01 04:00         1       0     1      2   100
                        """);
        // Desk 1 met both cranes on the 31st, and desk 2 in the inspection.
        assertThat(intervals("day", "desk-1", BEGINNING, NOW))
                .isEqualTo(
                        """
                        from         to           sessions minutes field remote good%
                        03-30 00:00  03-31 00:00         6       6     1      1   100
                        03-31 00:00  04-01 00:00         2      40     2      2    50
                        04-01 00:00  04-02 00:00         1     110     1      2   100
                        """);
        // Desk 2 in March: 10:29.999 + 20:00, and the night at crane-2 alone.
        assertThat(intervals("month", "desk-2", BEGINNING, NOW))
                .isEqualTo(
                        """
                        from         to           sessions minutes field remote good%
                        03-01 00:00  04-01 00:00         2      30     1      2     0
                        04-01 00:00  05-01 00:00         2     135     1      2   100
                        """);
        assertThat(intervals("day", "crane-3", BEGINNING, NOW))
                .isEqualTo(
                        """
                        from         to           sessions minutes field remote good%
                        """);
        assertThat(summary("crane-1", BEGINNING, NOW)).isEqualTo("7 sessions, 36 min, 1+1, 100%");
        assertThat(summary("crane-2", BEGINNING, NOW)).isEqualTo("3 sessions, 165 min, 1+2, 0%");
        assertThat(summary("desk-1", BEGINNING, NOW)).isEqualTo("9 sessions, 156 min, 2+2, 88%");
        assertThat(summary("desk-2", BEGINNING, NOW)).isEqualTo("3 sessions, 165 min, 1+2, 0%");
        assertThat(summary("crane-3", BEGINNING, NOW)).isEqualTo("0 sessions, 0 min, 0+0, 100%");
    }

    @Test
    @Order(1)
    void intervalsCutByTheRangeAreShownWhole() throws Exception {
        assertThat(intervals("hour", ALL_DEVICES, "2026-03-31T10:15:00", "2026-03-31T11:00:01"))
                .isEqualTo(
                        """
                        from         to           sessions minutes field remote good%
                        03-31 10:00  03-31 11:00         2      31     2      2   100
                        03-31 11:00  03-31 12:00         1       0     1      2     0
                        """);
        assertThat(intervals("hour", "desk-1", "2026-03-31T10:59:59", "2026-03-31T11:00:00"))
                .isEqualTo(
                        """
                        from         to           sessions minutes field remote good%
                        03-31 10:00  03-31 11:00         2      31     2      2   100
                        """);
        assertThat(intervals("day", ALL_DEVICES, BEGINNING, "2026-03-31T00:00:01"))
                .isEqualTo(
                        """
                        from         to           sessions minutes field remote good%
                        03-30 00:00  03-31 00:00         6       6     1      1   100
                        03-31 00:00  04-01 00:00         3      60     2      2    50
                        """);
        assertThat(intervals("day", "crane-2", "2026-03-31T12:00:00", NOW))
                .isEqualTo(
                        """
                        from         to           sessions minutes field remote good%
                        03-31 00:00  04-01 00:00         2      30     1      2     0
                        04-01 00:00  04-02 00:00         2     135     1      2   100
                        """);
        assertThat(intervals("month", ALL_DEVICES, "2026-03-31T23:59:59", "2026-04-01T00:00:00"))
                .isEqualTo(
                        """
                        from         to           sessions minutes field remote good%
                        03-01 00:00  04-01 00:00         9      66     2      2    88
                        """);
        assertThat(intervals("month", ALL_DEVICES, "2026-04-01T00:00:00", NOW))
                .isEqualTo(
                        """
                        from         to           sessions minutes field remote good%
                        04-01 00:00  05-01 00:00         2     135     1      2   100
                        """);
    }

    @Test
    @Order(1)
    void summaryRoundsItsRangeOutwardsToHours() throws Exception {
        // 10h and 11h: 30:30 + 29.999 s; unloading is GOOD, the inspection BAD.
        assertThat(summary(ALL_DEVICES, "2026-03-31T10:59:59", "2026-03-31T11:00:01"))
                .isEqualTo("2 sessions, 31 min, 2+2, 50%");
        assertThat(summary(ALL_DEVICES, "2026-03-31T10:59:59", "2026-03-31T11:00:00"))
                .isEqualTo("2 sessions, 31 min, 2+2, 100%");
        // The night, over the end of the day and of the month.
        assertThat(summary(ALL_DEVICES, "2026-03-31T23:50:00", "2026-04-01T00:10:00"))
                .isEqualTo("1 sessions, 45 min, 1+1, 100%");
        // From 09h to 02h of the next day: 60:29.999 + 25 + 50 + 60.
        assertThat(summary(ALL_DEVICES, "2026-03-31T09:55:00", "2026-04-01T02:30:00"))
                .isEqualTo("4 sessions, 195 min, 2+2, 50%");
        assertThat(summary(ALL_DEVICES, BEGINNING, "2026-04-01T00:00:00"))
                .isEqualTo("9 sessions, 66 min, 2+2, 88%");
        assertThat(summary(ALL_DEVICES, "2026-04-01T00:00:00", NOW))
                .isEqualTo("2 sessions, 135 min, 1+2, 100%");
        assertThat(summary(ALL_DEVICES, "2026-03-31T12:00:00", "2026-03-31T23:00:00"))
                .isEqualTo("0 sessions, 0 min, 0+0, 100%");
        // Desk 1 in 10h: unloading's 20:30 and 10:00 of the inspection.
        assertThat(summary("desk-1", "2026-03-31T10:30:00", "2026-03-31T10:31:00"))
                .isEqualTo("2 sessions, 31 min, 2+2, 100%");
        // Crane 2 from 23h to 01h: the night, and the tow's 50 minutes.
        assertThat(summary("crane-2", "2026-03-31T23:30:00", "2026-04-01T01:00:01"))
                .isEqualTo("2 sessions, 95 min, 1+2, 100%");
    }

    @Test
    @Order(1)
    void dayOfADeviceIsStoredOnceItHasEndedAndUntilThenItsHoursSpeakForIt() throws Exception {
        assertThat(storedDaysAndMonths("crane-2")).containsExactly("DAY 03-31", "MONTH 03-01");
        assertThat(intervals("day", "crane-2", BEGINNING, NOW))
                .isEqualTo(
                        """
                        from         to           sessions minutes field remote good%
                        03-31 00:00  04-01 00:00         2      30     1      2     0
                        04-01 00:00  04-02 00:00         2     135     1      2   100
                        """);
    }

    @Test
    @Order(2)
    void onceItIsKnownThatTheTowHadEndedTheLaterHoursGoBack() throws Exception {
        publish(List.of(ended("tow", "2026-04-01T02:20:00", "NORMAL")));
        awaitCompleteThrough("2026-04-01T03:20:00");

        // 02h has 20 minutes, 03h was never touched. A NORMAL session is not bad.
        assertThat(intervals("hour", ALL_DEVICES, "2026-04-01T00:00:00", NOW))
                .isEqualTo(
                        """
                        from         to           sessions minutes field remote good%
                        04-01 00:00  04-01 01:00         1      25     1      1   100
                        04-01 01:00  04-01 02:00         1      50     1      2   100
                        04-01 02:00  04-01 03:00         1      20     1      2   100
                        """);
        assertThat(intervals("day", ALL_DEVICES, "2026-04-01T00:00:00", NOW))
                .isEqualTo(
                        """
                        from         to           sessions minutes field remote good%
                        04-01 00:00  04-02 00:00         2      95     1      2   100
                        """);
        // March is as it was.
        assertThat(intervals("month", ALL_DEVICES, BEGINNING, NOW))
                .isEqualTo(
                        """
                        from         to           sessions minutes field remote good%
                        03-01 00:00  04-01 00:00         9      66     2      2    88
                        04-01 00:00  05-01 00:00         2      95     1      2   100
                        """);
        assertThat(intervals("hour", "desk-1", "2026-04-01T00:00:00", NOW))
                .isEqualTo(
                        """
                        from         to           sessions minutes field remote good%
                        04-01 01:00  04-01 02:00         1      50     1      2   100
                        04-01 02:00  04-01 03:00         1      20     1      2   100
                        """);
        // 66:29.999 + 95:00; 8 of 9 are not bad.
        assertThat(summary(ALL_DEVICES, BEGINNING, NOW))
                .isEqualTo("10 sessions, 161 min, 2+2, 89%");
        assertThat(summary("crane-1", BEGINNING, NOW)).isEqualTo("7 sessions, 36 min, 1+1, 100%");
        assertThat(summary("crane-2", BEGINNING, NOW)).isEqualTo("3 sessions, 125 min, 1+2, 50%");
        assertThat(summary("desk-1", BEGINNING, NOW)).isEqualTo("9 sessions, 116 min, 2+2, 89%");
        assertThat(summary("desk-2", BEGINNING, NOW)).isEqualTo("3 sessions, 125 min, 1+2, 50%");
        assertThat(summary(ALL_DEVICES, "2026-04-01T03:00:00", NOW))
                .isEqualTo("0 sessions, 0 min, 0+0, 100%");
    }

    @Test
    @Order(3)
    void endOfTheDayChangesNoNumber() throws Exception {
        publish(List.of(ended("tow", "2026-04-01T02:20:00", "NORMAL"))); // once more
        awaitCompleteThrough("2026-04-02T00:30:00");

        assertThat(storedDaysAndMonths("crane-2"))
                .containsExactly("DAY 03-31", "DAY 04-01", "MONTH 03-01");
        assertThat(intervals("day", "crane-2", BEGINNING, NOW))
                .isEqualTo(
                        """
                        from         to           sessions minutes field remote good%
                        03-31 00:00  04-01 00:00         2      30     1      2     0
                        04-01 00:00  04-02 00:00         2      95     1      2   100
                        """);
        assertThat(intervals("month", "crane-2", BEGINNING, NOW))
                .isEqualTo(
                        """
                        from         to           sessions minutes field remote good%
                        03-01 00:00  04-01 00:00         2      30     1      2     0
                        04-01 00:00  05-01 00:00         2      95     1      2   100
                        """);
        assertThat(summary("crane-2", BEGINNING, NOW)).isEqualTo("3 sessions, 125 min, 1+2, 50%");
        assertThat(summary(ALL_DEVICES, BEGINNING, NOW))
                .isEqualTo("10 sessions, 161 min, 2+2, 89%");
    }

    private static String started(
            String sessionId, String localTime, String crane, String... desks) {
        String remoteDeviceIds =
                Stream.of(desks).map(desk -> '"' + desk + '"').collect(Collectors.joining(", "));
        return """
               {"type": "SESSION_STARTED", "sessionId": "%s", "time": "%s+08:00", \
               "projectId": "port", "fieldDeviceId": "%s", "remoteDeviceIds": [%s]}"""
                .formatted(sessionId, localTime, crane, remoteDeviceIds);
    }

    /**
     * @param quality null: not rated
     */
    private static String ended(String sessionId, String localTime, String quality) {
        String rating = quality == null ? "" : ", \"quality\": \"" + quality + '"';
        return """
               {"type": "SESSION_ENDED", "sessionId": "%s", "time": "%s+08:00", \
               "projectId": "port"%s}"""
                .formatted(sessionId, localTime, rating);
    }

    private static void publish(List<String> events) throws Exception {
        RunningJob.send(events.stream().map(TrroStoryIT::keyed).toList());
    }

    /** Keyed by session id, as recommended. */
    private static ProducerRecord<byte[], byte[]> keyed(String event) {
        String sessionId = event.replaceFirst(".*\"sessionId\": \"([^\"]*)\".*", "$1");
        return new ProducerRecord<>(JOB.topic(), sessionId.getBytes(UTF_8), event.getBytes(UTF_8));
    }

    /**
     * Lets another project's events come after that time in every partition, and waits until
     * everything published before them is visible.
     */
    private static void awaitCompleteThrough(String localTime) throws Exception {
        long outOfOrdernessMillis = 10_000;
        String later =
                """
                {"type": "SESSION_STARTED", "sessionId": "%s", "time": %d, \
                "projectId": "airport", "fieldDeviceId": "crane-1"}"""
                        .formatted(localTime, millis(localTime) + outOfOrdernessMillis + 1);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int partition = 0; partition < RunningJob.PARTITIONS; partition++) {
            records.add(new ProducerRecord<>(JOB.topic(), partition, null, later.getBytes(UTF_8)));
        }
        RunningJob.send(records);
        Awaitility.await()
                .forever()
                .pollInterval(Duration.ofMillis(50))
                .until(() -> JOB.completeThroughMillis() >= millis(localTime));
    }

    private static List<String> storedDaysAndMonths(String deviceId) throws SQLException {
        return EmbeddedStore.query(
                JOB.database(),
                "SELECT period || to_char(bucket_start AT TIME ZONE 'Asia/Shanghai', ' MM-DD')"
                        + " FROM device_bucket WHERE scope = 'project:port' AND device_id = '"
                        + deviceId
                        + "' AND period <> 'HOUR' AND sessions > 0 ORDER BY 1");
    }

    private static long millis(String localTime) {
        return LocalDateTime.parse(localTime).atZone(SHANGHAI).toInstant().toEpochMilli();
    }

    private static Long seconds(String localTime) {
        return localTime == null ? null : Long.valueOf(millis(localTime) / 1000);
    }

    private static String local(Long seconds) {
        return MINUTES.format(Instant.ofEpochSecond(seconds).atZone(SHANGHAI));
    }

    /** The answer as a table. */
    private static String intervals(
            String interval, String deviceId, String localStart, String localEnd)
            throws TencentCloudSDKException {
        DescribeSessionStatisticsByIntervalRequest request =
                new DescribeSessionStatisticsByIntervalRequest();
        request.setProjectId("port");
        request.setStatisticInterval(interval);
        request.setDeviceId(deviceId);
        request.setStartTime(seconds(localStart));
        request.setEndTime(seconds(localEnd));
        StringBuilder table =
                new StringBuilder(
                        "from         to           sessions minutes field remote good%\n");
        for (SessionIntervalStatistic row :
                client.DescribeSessionStatisticsByInterval(request).getSessionStatistics()) {
            table.append(
                    String.format(
                            "%s  %s  %8d %7d %5d %6d %5d\n",
                            local(row.getStartTime()),
                            local(row.getEndTime()),
                            row.getSessionNum(),
                            row.getTotalDuration(),
                            row.getActiveFieldDeviceNum(),
                            row.getActiveRemoteDeviceNum(),
                            row.getNotBadSessionRatio()));
        }
        return table.toString();
    }

    /** The answer in a line; devices as field+remote. */
    private static String summary(String deviceId, String localStart, String localEnd)
            throws TencentCloudSDKException {
        DescribeSessionStatisticsRequest request = new DescribeSessionStatisticsRequest();
        request.setProjectId("port");
        request.setDeviceId(deviceId);
        request.setStartTime(seconds(localStart));
        request.setEndTime(seconds(localEnd));
        DescribeSessionStatisticsResponse answer = client.DescribeSessionStatistics(request);
        return "%d sessions, %d min, %d+%d, %d%%"
                .formatted(
                        answer.getSessionNum(),
                        answer.getTotalDuration(),
                        answer.getActiveFieldDeviceNum(),
                        answer.getActiveRemoteDeviceNum(),
                        answer.getNotBadSessionRatio());
    }
}
