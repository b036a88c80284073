package io.sessionstats.api.trro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tencentcloudapi.common.Credential;
import com.tencentcloudapi.common.exception.TencentCloudSDKException;
import com.tencentcloudapi.common.profile.ClientProfile;
import com.tencentcloudapi.common.profile.HttpProfile;
import com.tencentcloudapi.common.profile.Language;
import com.tencentcloudapi.trro.v20220325.TrroClient;
import com.tencentcloudapi.trro.v20220325.models.DescribeSessionStatisticsByIntervalRequest;
import com.tencentcloudapi.trro.v20220325.models.DescribeSessionStatisticsByIntervalResponse;
import com.tencentcloudapi.trro.v20220325.models.DescribeSessionStatisticsRequest;
import com.tencentcloudapi.trro.v20220325.models.DescribeSessionStatisticsResponse;
import com.tencentcloudapi.trro.v20220325.models.SessionIntervalStatistic;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vendor's own Java SDK against a real server and a real PostgreSQL. */
class TrroSdkIT {

    private static final long NOON = TrroServer.NOON_MILLIS;
    private static final String CHINESE_PROJECT = TrroServer.CHINESE_PROJECT;

    private static TrroServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TrroServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static TrroClient client(String secretId, String secret, ClientProfile profile) {
        return new TrroClient(new Credential(secretId, secret), "ap-guangzhou", profile);
    }

    private static ClientProfile profile(String signMethod, String method, String host) {
        HttpProfile http = new HttpProfile();
        http.setProtocol(HttpProfile.REQ_HTTP);
        http.setReqMethod(method);
        http.setEndpoint(host + ":" + server.port());
        return new ClientProfile(signMethod, http);
    }

    private static ClientProfile profile() {
        return profile(ClientProfile.SIGN_TC3_256, HttpProfile.REQ_POST, "127.0.0.1");
    }

    private static DescribeSessionStatisticsByIntervalRequest byInterval(String project) {
        DescribeSessionStatisticsByIntervalRequest request =
                new DescribeSessionStatisticsByIntervalRequest();
        request.setProjectId(project);
        request.setStatisticInterval("hour");
        return request;
    }

    private static DescribeSessionStatisticsRequest summary(String project) {
        DescribeSessionStatisticsRequest request = new DescribeSessionStatisticsRequest();
        request.setProjectId(project);
        return request;
    }

    @ParameterizedTest
    @CsvSource({
        "TC3-HMAC-SHA256, POST, 127.0.0.1",
        "TC3-HMAC-SHA256, POST, localhost",
        "TC3-HMAC-SHA256, GET,  127.0.0.1",
        "HmacSHA256,      POST, 127.0.0.1",
        "HmacSHA256,      GET,  127.0.0.1",
        "HmacSHA1,        POST, localhost",
        "HmacSHA1,        GET,  127.0.0.1",
    })
    void bothActionsAnswerInEveryForm(String signMethod, String method, String host)
            throws Exception {
        TrroClient client = client("all", "secret", profile(signMethod, method, host));

        DescribeSessionStatisticsByIntervalResponse intervals =
                client.DescribeSessionStatisticsByInterval(byInterval("p"));
        assertThat(intervals.getRequestId()).matches("[0-9a-f-]{36}");
        assertThat(intervals.getSessionStatistics()).hasSize(2);
        SessionIntervalStatistic first = intervals.getSessionStatistics()[0];
        assertThat(first.getStartTime()).isEqualTo(NOON / 1000 - 3600);
        assertThat(first.getEndTime()).isEqualTo(NOON / 1000);
        assertThat(first.getSessionNum()).isEqualTo(3);
        assertThat(first.getTotalDuration()).isEqualTo(91);
        assertThat(first.getActiveFieldDeviceNum()).isEqualTo(1);
        assertThat(first.getActiveRemoteDeviceNum()).isEqualTo(2);
        assertThat(first.getNotBadSessionRatio()).isEqualTo(50);

        DescribeSessionStatisticsResponse summary = client.DescribeSessionStatistics(summary("p"));
        assertThat(summary.getRequestId()).matches("[0-9a-f-]{36}");
        assertThat(summary.getSessionNum()).isEqualTo(5);
        assertThat(summary.getTotalDuration()).isEqualTo(92);
        assertThat(summary.getActiveFieldDeviceNum()).isEqualTo(1);
        assertThat(summary.getActiveRemoteDeviceNum()).isEqualTo(1);
        assertThat(summary.getNotBadSessionRatio()).isEqualTo(33);

        DescribeSessionStatisticsByIntervalRequest other = byInterval(CHINESE_PROJECT);
        other.setStartTime(NOON / 1000);
        other.setEndTime(NOON / 1000 + 1);
        assertThat(client.DescribeSessionStatisticsByInterval(other).getSessionStatistics())
                .hasSize(1);
    }

    @Test
    void deviceHasTheNumbersOfItsSessionsCounterpartsIncluded() throws Exception {
        DescribeSessionStatisticsByIntervalRequest request = byInterval("p");
        request.setDeviceId("r1");
        SessionIntervalStatistic[] intervals =
                client("all", "secret", profile())
                        .DescribeSessionStatisticsByInterval(request)
                        .getSessionStatistics();

        assertThat(intervals).hasSize(1);
        assertThat(intervals[0].getSessionNum()).isEqualTo(1);
        assertThat(intervals[0].getActiveFieldDeviceNum()).isEqualTo(1);
        assertThat(intervals[0].getActiveRemoteDeviceNum()).isEqualTo(2);
    }

    @Test
    void noIntervalsAreAnEmptyArray() throws Exception {
        DescribeSessionStatisticsByIntervalRequest request = byInterval("p");
        request.setEndTime(1L);

        assertThat(
                        client("all", "secret", profile())
                                .DescribeSessionStatisticsByInterval(request)
                                .getSessionStatistics())
                .isEmpty();
    }

    @Test
    void unsignedPayloadIsTaken() throws Exception {
        ClientProfile profile = profile();
        profile.setUnsignedPayload(true);

        assertThat(
                        client("all", "secret", profile)
                                .DescribeSessionStatistics(summary("p"))
                                .getSessionNum())
                .isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "all,     wrong,  p,       AuthFailure.SignatureFailure",
        "unknown, secret, p,       AuthFailure.SecretIdNotFound",
        "of-p,    secret, q,       AuthFailure.UnauthorizedOperation",
        "of-p,    secret, 项目,     AuthFailure.UnauthorizedOperation",
        "all,     secret, q,       ResourceNotFound",
        "all,     secret, '',      InvalidParameterValue",
        "all,     secret, ,        MissingParameter",
    })
    void errorsArriveWithCodeMessageAndRequestId(
            String secretId, String secret, String project, String code) {
        for (String signMethod : List.of("TC3-HMAC-SHA256", "HmacSHA1")) {
            TrroClient client = client(secretId, secret, profile(signMethod, "POST", "127.0.0.1"));
            TencentCloudSDKException e =
                    catchThrowableOfType(
                            TencentCloudSDKException.class,
                            () -> client.DescribeSessionStatistics(summary(project)));

            assertThat(e.getErrorCode()).isEqualTo(code);
            assertThat(e.getMessage()).isNotBlank();
            assertThat(e.getRequestId()).matches("[0-9a-f-]{36}");
        }
    }

    @Test
    void messagesComeInTheClientsLanguage() {
        ClientProfile profile = profile();
        profile.setLanguage(Language.ZH_CN);
        TencentCloudSDKException e =
                catchThrowableOfType(
                        TencentCloudSDKException.class,
                        () ->
                                client("all", "secret", profile)
                                        .DescribeSessionStatistics(summary(null)));

        assertThat(e.getMessage()).contains("ProjectId：缺少该参数");
    }

    @Test
    void clockMoreThanFiveMinutesOffIsRefused() throws Exception {
        TrroClient client = client("all", "secret", profile());
        try {
            server.setAheadSeconds(-310);
            TencentCloudSDKException e =
                    catchThrowableOfType(
                            TencentCloudSDKException.class,
                            () -> client.DescribeSessionStatistics(summary("p")));
            assertThat(e.getErrorCode()).isEqualTo("AuthFailure.SignatureExpire");
            server.setAheadSeconds(-290);
            assertThat(client.DescribeSessionStatistics(summary("p")).getSessionNum()).isEqualTo(5);
        } finally {
            server.setAheadSeconds(0);
        }
    }

    @Test
    void temporaryCredentialsAreRefused() {
        TencentCloudSDKException e =
                catchThrowableOfType(
                        TencentCloudSDKException.class,
                        () ->
                                new TrroClient(
                                                new Credential("all", "secret", "token"),
                                                "ap-guangzhou",
                                                profile())
                                        .DescribeSessionStatistics(summary("p")));

        assertThat(e.getErrorCode()).isEqualTo("AuthFailure.TokenFailure");
    }
}
