package io.sessionstats.api.trro;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.sessionstats.api.AccessKey;
import io.sessionstats.api.Answer;
import io.sessionstats.api.Credentials;
import io.sessionstats.api.Face;
import io.sessionstats.api.ReceivedRequest;
import io.sessionstats.api.RequestHead;
import io.sessionstats.api.RequestRates;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.RangeStatistics;
import io.sessionstats.store.StatisticsReader;
import io.sessionstats.store.StatisticsReader.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Answers {@code DescribeSessionStatisticsByInterval} and {@code DescribeSessionStatistics}. The
 * HTTP status is always 200: clients read code, message and request id of no other.
 *
 * <p>Checks come in this order: action and version, authentication, permission, parameters, limits.
 */
public final class TrroFace implements Face {

    private static final String VERSION = "2022-03-25";
    private static final Set<String> BODILESS_METHODS = Set.of("GET", "HEAD");
    private static final JsonFactory JSON = new JsonFactory();

    private final Signatures signatures;
    private final StatisticsReader statistics;
    private final RequestRates rates;
    private final Clock clock;

    /**
     * @param clockWindow how far a request's time stamp may be from the clock, both ways
     * @param rates how many requests a key may make of each action
     */
    public TrroFace(
            Credentials credentials,
            StatisticsReader statistics,
            RequestRates rates,
            Clock clock,
            Duration clockWindow) {
        this.signatures = new Signatures(credentials, clock, clockWindow);
        this.statistics = statistics;
        this.rates = rates;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "trro";
    }

    /**
     * A request is Tencent Cloud's if it is signed or named in its way: by {@code X-TC-Action} or a
     * TC3 {@code Authorization}, by {@code Action} in the query of {@code /}, or as a form sent to
     * {@code /}, also by a method that is then refused. One that is signed in AWS's way never is.
     */
    @Override
    public boolean speaks(RequestHead head) {
        String authorization = head.header("Authorization");
        if (authorization != null && authorization.startsWith("AWS4-")) {
            return false;
        }
        if (head.header("X-TC-Action") != null
                || (authorization != null && authorization.startsWith("TC3-"))) {
            return true;
        }
        if (!isRoot(head)) {
            return false;
        }
        return !BODILESS_METHODS.contains(head.method())
                || (head.rawQuery() != null
                        && ("&" + head.rawQuery()).matches("(?s).*&(Action|SecretId)=.*"));
    }

    private static boolean isRoot(RequestHead head) {
        return head.rawPath().equals("/") || head.rawPath().isEmpty();
    }

    @Override
    public Answer answer(ReceivedRequest received) throws IOException {
        Language language = TrroRequest.language(received.head());
        String operation = Answer.UNKNOWN_OPERATION;
        try {
            TrroRequest request = TrroRequest.of(received);
            language = request.language();
            Action action = action(request);
            operation = action.wireName();
            AccessKey key = signatures.verify(request);
            Map<String, JsonNode> parameters = request.parameters();
            requirePermission(key, parameters);
            StatisticsRequest asked = StatisticsRequest.of(action, parameters);
            requireRate(key, action);
            return answer(received.head(), action, asked);
        } catch (TrroException e) {
            return error(received.head(), operation, e, language);
        }
    }

    private static Action action(TrroRequest request) throws TrroException {
        if (!isRoot(request.head())) {
            throw new TrroException(
                    ErrorCode.NO_SUCH_PRODUCT, "expected path /: product trro", "路径应为 /（产品 trro）");
        }
        Action action = Action.of(request.requiredCommon("Action"));
        if (!request.requiredCommon("Version").equals(VERSION)) {
            throw new TrroException(
                    ErrorCode.NO_SUCH_VERSION,
                    "Version: expected " + VERSION,
                    "Version：应为 " + VERSION);
        }
        return action;
    }

    /** Before anything is said of a project: not even whether it exists. */
    private static void requirePermission(AccessKey key, Map<String, JsonNode> parameters)
            throws TrroException {
        Scope project = Scope.project(StatisticsRequest.projectId(parameters));
        if (!key.grants().mayRead(project)) {
            throw new TrroException(
                    ErrorCode.UNAUTHORIZED_OPERATION,
                    "ProjectId: this SecretId may not read that project",
                    "ProjectId：该 SecretId 无权读取此项目");
        }
    }

    private void requireRate(AccessKey key, Action action) throws TrroException {
        if (!rates.tryAcquire(key.id(), action.wireName())) {
            throw new TrroException(
                    ErrorCode.REQUEST_LIMIT_EXCEEDED,
                    "more requests of this action in a second than this SecretId may make",
                    "该 SecretId 对此接口的请求超过每秒频率限制");
        }
    }

    private Answer answer(RequestHead head, Action action, StatisticsRequest asked)
            throws IOException, TrroException {
        Scope project = Scope.project(asked.projectId());
        return statistics.read(snapshot -> answer(head, action, asked, project, snapshot));
    }

    private Answer answer(
            RequestHead head,
            Action action,
            StatisticsRequest asked,
            Scope project,
            Snapshot snapshot)
            throws IOException, TrroException {
        Optional<ZoneId> zone = snapshot.zoneOf(project);
        if (zone.isEmpty()) {
            throw new TrroException(
                    ErrorCode.RESOURCE_NOT_FOUND,
                    "ProjectId: nothing has been counted for such a project",
                    "ProjectId：项目不存在（尚无统计）");
        }
        long startMillis = asked.startSeconds() == null ? 0 : asked.startSeconds() * 1000;
        long endMillis = asked.endSeconds() == null ? clock.millis() : asked.endSeconds() * 1000;
        ProjectStatistics numbers =
                new ProjectStatistics(snapshot, project, new ZoneCalendar(zone.get()));
        return switch (action) {
            case DESCRIBE_SESSION_STATISTICS_BY_INTERVAL -> {
                List<IntervalStatistics> intervals =
                        numbers.byInterval(
                                asked.interval(), asked.deviceId(), startMillis, endMillis);
                yield ok(head, action, json -> writeIntervals(json, intervals));
            }
            case DESCRIBE_SESSION_STATISTICS -> {
                RangeStatistics summary = numbers.summary(asked.deviceId(), startMillis, endMillis);
                yield ok(head, action, json -> writeNumbers(json, summary));
            }
        };
    }

    private static void writeIntervals(JsonGenerator json, List<IntervalStatistics> intervals)
            throws IOException {
        json.writeArrayFieldStart("SessionStatistics");
        for (IntervalStatistics interval : intervals) {
            json.writeStartObject();
            json.writeNumberField("StartTime", interval.interval().startMillis() / 1000);
            json.writeNumberField("EndTime", interval.interval().endMillis() / 1000);
            writeNumbers(json, interval.numbers());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeNumbers(JsonGenerator json, RangeStatistics numbers)
            throws IOException {
        json.writeNumberField("SessionNum", numbers.sessions());
        json.writeNumberField("TotalDuration", numbers.durationMinutes());
        json.writeNumberField("ActiveFieldDeviceNum", numbers.activeFieldDevices());
        json.writeNumberField("ActiveRemoteDeviceNum", numbers.activeRemoteDevices());
        json.writeNumberField("NotBadSessionRatio", numbers.notBadPercent());
    }

    @Override
    public Answer refuse(RequestHead head, Refusal refusal) {
        TrroException why =
                switch (refusal) {
                    case BODY_TOO_LARGE ->
                            new TrroException(
                                    ErrorCode.REQUEST_SIZE_LIMIT_EXCEEDED,
                                    "expected a body of at most 64 KiB",
                                    "请求体不应超过 64 KiB");
                    case BODY_INCOMPLETE ->
                            new TrroException(
                                    ErrorCode.INVALID_PARAMETER,
                                    "the body did not come whole in time",
                                    "未能及时收到完整的请求体");
                    case OVERLOADED ->
                            new TrroException(
                                    ErrorCode.REQUEST_LIMIT_EXCEEDED,
                                    "the server is answering as many requests as it can; try again",
                                    "服务器繁忙，请稍后重试");
                    case STORE_UNAVAILABLE ->
                            new TrroException(
                                    ErrorCode.SERVICE_UNAVAILABLE,
                                    "the store cannot be used for now; try again",
                                    "存储暂时不可用，请稍后重试");
                    case INTERNAL ->
                            new TrroException(
                                    ErrorCode.INTERNAL_ERROR, "a fault of the server", "服务器内部错误");
                };
        return error(head, Answer.UNKNOWN_OPERATION, why, TrroRequest.language(head));
    }

    private interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    private static Answer ok(RequestHead head, Action action, Content content) {
        return answer(head, action.wireName(), Answer.OK, content);
    }

    private static Answer error(
            RequestHead head, String operation, TrroException e, Language language) {
        return answer(
                head,
                operation,
                e.code().code(),
                json -> {
                    json.writeObjectFieldStart("Error");
                    json.writeStringField("Code", e.code().code());
                    json.writeStringField("Message", e.localized().in(language));
                    json.writeEndObject();
                });
    }

    private static Answer answer(
            RequestHead head, String operation, String outcome, Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeObjectFieldStart("Response");
            content.write(json);
            json.writeStringField("RequestId", head.id());
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("bytes at hand cannot be written", e);
        }
        return new Answer(operation, outcome, 200, headers(head), bytes.toByteArray());
    }

    /** The Node SDKs send a trace id and look for it in the answer. */
    private static Map<String, String> headers(RequestHead head) {
        String traceId = head.header("X-TC-TraceId");
        return traceId != null && traceId.matches("[0-9A-Za-z-]{1,64}")
                ? Map.of("Content-Type", "application/json", "X-TC-TraceId", traceId)
                : Map.of("Content-Type", "application/json");
    }
}
