package io.sessionstats.api.deadline;

import io.sessionstats.api.AccessKey;
import io.sessionstats.api.Answer;
import io.sessionstats.api.Face;
import io.sessionstats.api.ReceivedRequest;
import io.sessionstats.api.RequestHead;
import io.sessionstats.api.RequestRates;
import io.sessionstats.session.Scope;
import io.sessionstats.store.Aggregation;
import io.sessionstats.store.AggregationRow;
import io.sessionstats.store.AggregationStore;
import io.sessionstats.store.AggregationStore.NewAggregation;
import io.sessionstats.store.AggregationStore.Start;
import io.sessionstats.usage.InvalidPeriodsException;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsageQuery;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Answers {@code StartSessionsStatisticsAggregation} and {@code GetSessionsStatisticsAggregation}.
 *
 * <p>Requests are looked at in this order: route, authentication, rate, permission for the farm,
 * the rest of the request, existence, limits. Permission comes before the rest, and says the same
 * whether or not there is such a farm, so that a key learns nothing about farms that are not its
 * own; what has not the form of a farm's id is nobody's, and is told with the request's other
 * faults.
 */
public final class DeadlineFace implements Face {

    private static final Pattern INVOCATION_ID = Pattern.compile("[!-~]{1,128}");
    private static final String AUTHORIZATION = "authorization";

    private final AggregationStore store;
    private final Authenticator authenticator;
    private final RequestRates rates;
    private final AggregationRunner runner;
    private final Duration resultsKept;
    private final SecureRandom random = new SecureRandom();
    private volatile String storeSecret;

    /**
     * @param runner runs what is started; opened and closed by the caller
     * @param resultsKept how long an aggregation can be asked for after its start: an hour, as the
     *     vendor has it
     */
    public DeadlineFace(
            AggregationStore store,
            Authenticator authenticator,
            RequestRates rates,
            AggregationRunner runner,
            Duration resultsKept) {
        this.store = store;
        this.authenticator = authenticator;
        this.rates = rates;
        this.runner = runner;
        this.resultsKept = resultsKept;
    }

    @Override
    public String name() {
        return "deadline";
    }

    /**
     * Every path of the vendor's API version is in this dialect; so is what is signed as AWS does,
     * or has headers or parameters of AWS, unless its headers are Tencent Cloud's. Those that a
     * content delivery network of AWS adds to whatever passes say nothing.
     */
    @Override
    public boolean speaks(RequestHead head) {
        String path = head.rawPath();
        if (path.equals(Route.ROOT) || path.startsWith(Route.ROOT + "/")) {
            return true;
        }
        boolean aws = ("&" + head.rawQuery()).contains("&X-Amz-");
        for (RequestHead.Header header : head.headers()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (name.startsWith("x-tc-")) {
                return false;
            }
            aws |= name.startsWith("x-amz-") && !name.startsWith("x-amz-cf-");
            aws |= name.equals(AUTHORIZATION) && header.value().strip().startsWith("AWS4-");
        }
        return aws;
    }

    @Override
    public Answer answer(ReceivedRequest request) throws IOException {
        RequestHead head = request.head();
        Route route = Route.of(head);
        try {
            return ok(head, route, body(request, route));
        } catch (DeadlineFault fault) {
            return answer(head, route, fault);
        }
    }

    @Override
    public Answer refuse(RequestHead head, Refusal refusal) {
        DeadlineFault fault =
                switch (refusal) {
                    case BODY_TOO_LARGE ->
                            DeadlineFault.plain(
                                    "RequestEntityTooLargeException",
                                    413,
                                    "The body is larger than the server takes",
                                    0);
                    case BODY_INCOMPLETE ->
                            DeadlineFault.plain(
                                    "RequestTimeoutException",
                                    408,
                                    "The body did not come whole and in time",
                                    0);
                    case OVERLOADED ->
                            DeadlineFault.plain(
                                    "ServiceUnavailableException",
                                    503,
                                    "The server has more requests than it can answer; try again",
                                    1);
                    case STORE_UNAVAILABLE ->
                            DeadlineFault.internal(
                                    "The statistics cannot be read for now; try again", 1);
                    case INTERNAL -> DeadlineFault.internal("The server has a fault", 0);
                };
        return answer(head, Route.of(head), fault);
    }

    private byte[] body(ReceivedRequest request, Route route) throws DeadlineFault, IOException {
        if (!route.known()) {
            throw DeadlineFault.plain(
                    "UnknownOperationException", 404, "There is no such operation", 0);
        }
        if (route.operation() == null) {
            throw DeadlineFault.plain(
                    "UnknownOperationException",
                    405,
                    "There is no such operation: expected the method GET or POST",
                    0);
        }
        AccessKey key = authenticator.authenticate(request);
        if (!rates.tryAcquire(key.id(), route.operation().wireName)) {
            throw DeadlineFault.throttled("Too many requests with this access key", 1);
        }
        // What cannot be decoded is no farm's id, as no decoded text with a percent sign is
        String farmId = PercentEncoding.decode(route.farmLabel()).orElse("%");
        if (StartBody.isFarmId(farmId) && !key.grants().mayRead(Scope.farm(farmId))) {
            throw DeadlineFault.accessDenied("This access key is not permitted to read " + farmId);
        }
        return switch (route.operation()) {
            case START -> start(request, key, farmId);
            case GET -> get(request.head(), farmId);
        };
    }

    private byte[] start(ReceivedRequest received, AccessKey key, String farmId)
            throws DeadlineFault, IOException {
        List<FieldFault> faults = new ArrayList<>();
        AggregationRequest request = StartBody.parse(farmId, received.body(), faults);
        requireNone(faults);
        // Without a grain no job has registered, and so no farm is known
        Optional<UsageGrain> grain = store.usageGrain();
        UsageQuery query = query(request, grain.orElse(UsageGrain.DEFAULT));
        if (grain.isEmpty() || !store.knowsFarm(farmId)) {
            throw DeadlineFault.notFound("farm", farmId);
        }

        NewAggregation aggregation =
                new NewAggregation(
                        newAggregationId(),
                        farmId,
                        key.id(),
                        invocationId(received.head()),
                        StoredRequest.text(request),
                        received.head().receivedAt().plus(resultsKept));
        Start start = runner.start(aggregation, query);
        if (start instanceof Start.Repeated repeated) {
            return DeadlineJson.started(repeated.aggregationId());
        }
        if (start instanceof Start.Busy) {
            throw DeadlineFault.throttled(
                    "An aggregation of this farm is in progress: one at a time", 1);
        }
        return DeadlineJson.started(aggregation.aggregationId());
    }

    private static UsageQuery query(AggregationRequest request, UsageGrain grain)
            throws DeadlineFault {
        try {
            return request.query(grain);
        } catch (InvalidPeriodsException e) {
            String field =
                    switch (e.fault()) {
                        case EMPTY_RANGE -> "endTime";
                        case TOO_MANY_PERIODS -> "period";
                        case EDGE_OFF_GRAIN -> "timezone";
                    };
            throw DeadlineFault.invalid(List.of(new FieldFault(field, e.getMessage())));
        }
    }

    private byte[] get(RequestHead head, String farmId) throws DeadlineFault, IOException {
        List<FieldFault> faults = new ArrayList<>();
        StartBody.checkFarmId(farmId, faults);
        GetQuery query = GetQuery.parse(head.rawQuery(), faults);
        requireNone(faults);
        Aggregation aggregation =
                store.find(farmId, query.aggregationId())
                        .orElseThrow(
                                () -> DeadlineFault.notFound("aggregation", query.aggregationId()));
        PageTokens tokens = new PageTokens(farmId, query.aggregationId(), storeSecret());
        long after = 0;
        if (query.nextToken() != null) {
            OptionalLong position = tokens.position(query.nextToken());
            if (position.isEmpty()) {
                throw DeadlineFault.invalid(
                        List.of(
                                new FieldFault(
                                        "nextToken",
                                        "expected a token that was given for this aggregation")));
            }
            after = position.getAsLong();
        }
        if (aggregation.state() != Aggregation.State.COMPLETED) {
            return DeadlineJson.state(aggregation.state(), aggregation.message());
        }
        return page(aggregation, query, after, tokens);
    }

    private byte[] page(Aggregation aggregation, GetQuery query, long after, PageTokens tokens)
            throws DeadlineFault, IOException {
        AggregationRequest request = StoredRequest.parse(aggregation.request());
        int expected = (int) Math.min(query.maxResults(), Math.max(0, aggregation.rows() - after));
        List<AggregationRow> rows =
                expected == 0
                        ? List.of()
                        : store.rows(aggregation.aggregationId(), after, expected);
        if (rows.size() < expected) {
            // Has expired since it was found
            throw DeadlineFault.notFound("aggregation", aggregation.aggregationId());
        }
        long last = after + rows.size();
        return DeadlineJson.page(
                request,
                rows,
                completeness(aggregation, request),
                last < aggregation.rows() ? tokens.token(last) : null);
    }

    /** What a reader must know of a range that is not over; null if it is. */
    private String completeness(Aggregation aggregation, AggregationRequest request)
            throws IOException {
        Instant through = aggregation.completeThrough();
        if (through == null) {
            return "The data is not complete yet";
        }
        UsageGrain grain = store.usageGrain().orElse(UsageGrain.DEFAULT);
        Instant end = Instant.ofEpochMilli(grain.roundedUp(request.endMillis()));
        return end.isAfter(through) ? "The data is complete through " + through : null;
    }

    private String storeSecret() throws IOException {
        if (storeSecret == null) {
            storeSecret = store.secret();
        }
        return storeSecret;
    }

    private String newAggregationId() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Null if the client gives none, or something that is none. */
    private static String invocationId(RequestHead head) {
        String id = head.header("amz-sdk-invocation-id");
        return id != null && INVOCATION_ID.matcher(id).matches() ? id : null;
    }

    private static void requireNone(List<FieldFault> faults) throws DeadlineFault {
        if (!faults.isEmpty()) {
            throw DeadlineFault.invalid(faults);
        }
    }

    private static Answer ok(RequestHead head, Route route, byte[] body) {
        return new Answer(route.operationName(), Answer.OK, 200, headers(head), body);
    }

    private static Answer answer(RequestHead head, Route route, DeadlineFault fault) {
        Map<String, String> headers = headers(head);
        headers.put("x-amzn-ErrorType", fault.code());
        if (fault.details().retryAfterSeconds() > 0) {
            headers.put("Retry-After", String.valueOf(fault.details().retryAfterSeconds()));
        }
        if (fault.status() == 405) {
            headers.put("Allow", "GET, POST");
        }
        return new Answer(
                route.operationName(),
                fault.code(),
                fault.status(),
                headers,
                DeadlineJson.fault(fault));
    }

    private static Map<String, String> headers(RequestHead head) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("x-amzn-RequestId", head.id());
        return headers;
    }
}
