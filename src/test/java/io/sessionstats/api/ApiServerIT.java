package io.sessionstats.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.api.RawClient.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as clients see it, over real sockets. */
class ApiServerIT {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final TestFace face = new TestFace();
    private final ApiMetrics metrics = new ApiMetrics();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile Readiness readiness = () -> null;
    private ApiServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void headAndBodyArriveByteForByte() throws Exception {
        start(ServerLimits.DEFAULT);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int b = 0; b < 256; b++) {
            body.write(b);
        }

        try (RawClient raw = connect()) {
            raw.send(
                            """
                            POST /face/a%2Fb//c/./d/../%e4%BD%A0%25;p=1/~'()*!$&,@:?q=%20+&&=b&%7E%zz?/ HTTP/1.1
                            Host: EXAMPLE.test:8080
                            X-oDD-nAme:   two  blanks \s
                            x-odd-name: again
                            content-TYPE: Application/JSON;Charset="UTF-8"
                            X-Empty:
                            X-High: caf\u00e9
                            Authorization: AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=c;d
                            accept: */*
                            Content-Length: 256

                            """
                                    .replace("\n", "\r\n"))
                    .send(body.toByteArray());
            assertThat(raw.read().status()).isEqualTo(200);
        }

        ReceivedRequest received = face.received.take();
        RequestHead head = received.head();
        assertThat(UUID.fromString(head.id())).hasToString(head.id());
        assertThat(head.method()).isEqualTo("POST");
        assertThat(head.rawPath()).isEqualTo("/face/a%2Fb//c/./d/../%e4%BD%A0%25;p=1/~'()*!$&,@:");
        assertThat(head.rawQuery()).isEqualTo("q=%20+&&=b&%7E%zz?/");
        assertThat(head.headers())
                .containsExactly(
                        new RequestHead.Header("Host", "EXAMPLE.test:8080"),
                        new RequestHead.Header("X-oDD-nAme", "two  blanks"),
                        new RequestHead.Header("x-odd-name", "again"),
                        new RequestHead.Header(
                                "content-TYPE", "Application/JSON;Charset=\"UTF-8\""),
                        new RequestHead.Header("X-Empty", ""),
                        new RequestHead.Header("X-High", "caf\u00e9"),
                        new RequestHead.Header(
                                "Authorization",
                                "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=c;d"),
                        new RequestHead.Header("accept", "*/*"),
                        new RequestHead.Header("Content-Length", "256"));
        assertThat(received.body()).isEqualTo(body.toByteArray());
    }

    @ParameterizedTest
    @CsvSource({
        "/face,             /face, ",
        "/face?,            /face, ''",
        "http://h/face/x?y, /face/x, y",
        "/face//,           /face//, ",
    })
    void targetIsSplitAtTheQuestionMarkAndNothingElse(String target, String path, String query)
            throws Exception {
        start(ServerLimits.DEFAULT);

        try (RawClient raw = connect()) {
            raw.send("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n").read();
        }

        RequestHead head = face.received.take().head();
        assertThat(head.rawPath()).isEqualTo(path);
        assertThat(head.rawQuery()).isEqualTo(query);
        assertThat(head.header("HOST")).isEqualTo("h");
    }

    @Test
    void headersAreThoseOfTheirOwnRequest() throws Exception {
        start(ServerLimits.DEFAULT);

        try (RawClient raw = connect()) {
            for (String value : new String[] {"GZIP", "gzip", "A b", "a B", "GZIP"}) {
                String headers = "Accept-Encoding: " + value + "\r\nX-Own: " + value;
                raw.send("GET /face HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n\r\n").read();
                RequestHead head = face.received.take().head();
                assertThat(head.header("accept-encoding")).isEqualTo(value);
                assertThat(head.header("x-own")).isEqualTo(value);
            }
        }
    }

    @Test
    void answerIsSentWithDateAndLengthAndOnAConnectionThatStays() throws Exception {
        start(ServerLimits.DEFAULT);
        face.work = request -> "J\u00fcrgen";

        try (RawClient raw = connect()) {
            for (int i = 0; i < 3; i++) {
                Response response = raw.send(get("/face")).read();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.body()).isEqualTo("J\u00fcrgen");
                assertThat(response.headers())
                        .containsEntry("Content-Length", "7")
                        .containsEntry("Content-Type", "application/x-test")
                        .containsEntry("x-request-id", face.received.take().head().id())
                        .containsOnlyKeys("Content-Length", "Content-Type", "x-request-id", "Date");
                assertThat(
                                ZonedDateTime.parse(
                                                response.headers().get("Date"),
                                                DateTimeFormatter.RFC_1123_DATE_TIME)
                                        .toInstant())
                        .isBetween(Instant.now().minusSeconds(600), Instant.now().plusSeconds(1));
            }
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        start(ServerLimits.DEFAULT);
        face.work = request -> request.head().rawPath() + new String(request.body(), ISO_8859_1);

        try (RawClient raw = connect()) {
            raw.send(
                    get("/face/1") + post("/face/2", "Content-Length: 3") + "abc" + get("/face/3"));

            assertThat(raw.read().body()).isEqualTo("/face/1");
            assertThat(raw.read().body()).isEqualTo("/face/2abc");
            assertThat(raw.read().body()).isEqualTo("/face/3");
        }
    }

    @Test
    void chunkedBodyArrivesWhole() throws Exception {
        start(ServerLimits.DEFAULT);

        try (RawClient raw = connect()) {
            raw.send(post("/face", "Transfer-Encoding: chunked"))
                    .send("3\r\nabc\r\n")
                    .send("4;x=y\r\nde")
                    .send("fg\r\n0\r\nTrailer: x\r\n\r\n");
            assertThat(raw.read().status()).isEqualTo(200);
            assertThat(raw.send(get("/face")).read().status()).isEqualTo(200);
        }

        assertThat(face.received.take().body()).asString().isEqualTo("abcdefg");
    }

    @Test
    void clientThatAsksFirstIsToldToContinue() throws Exception {
        start(ServerLimits.DEFAULT);

        try (RawClient raw = connect()) {
            raw.send(post("/face", "Content-Length: 3\r\nExpect: 100-continue"));
            assertThat(raw.read().status()).isEqualTo(100);
            assertThat(raw.send("abc").read().status()).isEqualTo(200);
        }

        assertThat(face.received.take().body()).asString().isEqualTo("abc");
    }

    @Test
    void clientThatAsksFirstIsToldThatItsBodyIsTooLarge() throws Exception {
        start(ServerLimits.DEFAULT);

        try (RawClient raw = connect()) {
            raw.send(post("/face", "Content-Length: 65537\r\nExpect: 100-continue"));
            assertThat(raw.read().status()).isEqualTo(413);
            assertThat(raw.isClosedByServer()).isTrue();
        }
        assertThat(face.received).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"65536, 200", "65537, 413", "1000000, 413"})
    void bodyMayHaveSixtyFourKibibytes(int bytes, int status) throws Exception {
        start(ServerLimits.DEFAULT);

        HttpResponse<String> whole =
                client.send(
                        HttpRequest.newBuilder(uri("/face"))
                                .POST(BodyPublishers.ofByteArray(new byte[bytes]))
                                .build(),
                        BodyHandlers.ofString());
        HttpResponse<String> chunked =
                client.send(
                        HttpRequest.newBuilder(uri("/face"))
                                .POST(
                                        BodyPublishers.fromPublisher(
                                                BodyPublishers.ofByteArray(new byte[bytes])))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(whole.statusCode()).isEqualTo(status);
        assertThat(chunked.statusCode()).isEqualTo(status);
        assertThat(face.received).hasSize(status == 200 ? 2 : 0);
        if (status == 413) {
            assertThat(whole.body()).isEqualTo("BODY_TOO_LARGE");
            assertThat(chunked.body()).isEqualTo("BODY_TOO_LARGE");
        }
    }

    @Test
    void endlessBodyIsCutOff() throws Exception {
        start(ServerLimits.DEFAULT);
        byte[] part = new byte[65_536];

        try (RawClient raw = connect()) {
            raw.send(post("/face", "Content-Length: 1000000000000"));
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    raw.send(part);
                                }
                            })
                    .isInstanceOf(IOException.class);
        }
        assertThat(face.received).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 10", "Transfer-Encoding: chunked"})
    void bodyThatDoesNotComeInTimeIsRefused(String framing) throws Exception {
        start(ServerLimits.DEFAULT.withBodyTimeout(Duration.ofMillis(200)));

        try (RawClient raw = connect()) {
            Response response = raw.send(post("/face", framing) + "3\r\nab").read();

            assertThat(response.status()).isEqualTo(408);
            assertThat(response.body()).isEqualTo("BODY_INCOMPLETE");
            assertThat(raw.isClosedByServer()).isTrue();
        }
        assertThat(face.received).isEmpty();
    }

    @Test
    void bodyThatIsThereWithItsHeadIsNeverLate() throws Exception {
        start(ServerLimits.DEFAULT.withBodyTimeout(Duration.ZERO));

        try (RawClient raw = connect()) {
            for (int i = 0; i < 1_000; i++) {
                raw.send(post("/face", "Content-Length: 3") + "abc" + get("/face"));
                assertThat(raw.read().body()).isEqualTo("done");
                assertThat(raw.read().body()).isEqualTo("done");
            }
        }
    }

    /** Four thousand bodies that stood still before their last byte once filled the heap. */
    @Test
    void bodiesThatStandStillTakeOnlySoMuchMemoryAndKeepNobodySmallOut() throws Exception {
        start(ServerLimits.DEFAULT.withBodiesBytesMax(100_000).withBodyTimeout(LONG));
        String most = "x".repeat(60_000);

        try (RawClient other = connect()) {
            try (RawClient first = connect();
                    RawClient second = connect()) {
                first.send(post("/face", "Content-Length: 60001")).send(most);
                second.send(post("/face", "Content-Length: 60001")).send(most);
                Awaitility.await().forever().until(() -> first.hasMore() || second.hasMore());
                RawClient refused = first.hasMore() ? first : second;
                RawClient taken = refused == first ? second : first;

                assertThat(refused.read().body()).isEqualTo("OVERLOADED");
                assertThat(refused.isClosedByServer()).isTrue();
                for (int i = 0; i < 100; i++) {
                    other.send(post("/face", "Content-Length: 4096")).send("x".repeat(4096));
                    assertThat(other.read().status()).isEqualTo(200);
                }
                assertThat(taken.send("x").read().status()).isEqualTo(200);
            }
            for (int i = 0; i < 10; i++) {
                other.send(post("/face", "Content-Length: 60001")).send(most + "x");
                assertThat(other.read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void bodyThatEndsTooSoonIsRefused() throws Exception {
        start(ServerLimits.DEFAULT.withBodyTimeout(LONG));

        try (RawClient raw = connect()) {
            raw.send(post("/face", "Content-Length: 10")).send("abc").end();

            assertThat(raw.read().body()).isEqualTo("BODY_INCOMPLETE");
        }
        assertThat(face.received).isEmpty();
    }

    @Test
    void headIsAnsweredWithoutABody() throws Exception {
        start(ServerLimits.DEFAULT);

        try (RawClient raw = connect()) {
            Response response = raw.send("HEAD /face HTTP/1.1\r\nHost: h\r\n\r\n").readHead();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.headers()).containsEntry("Content-Length", "4");
            assertThat(raw.send(get("/face")).read().body()).isEqualTo("done");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/fac", "/livez/", "//livez", "/%6civez", "/..%2f..%2fetc/passwd"})
    void whatIsForNobodyIsNotFound(String path) throws Exception {
        start(ServerLimits.DEFAULT);

        try (RawClient raw = connect()) {
            Response response = raw.send(post(path, "Content-Length: 2") + "{}").read();
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.headers()).containsEntry("Content-Type", "application/json");
            assertThat(response.headers().get("x-amzn-RequestId")).hasSize(36);
            assertThat(response.body()).isEqualTo("{\"message\":\"there is nothing here\"}");
            assertThat(raw.send(get("/face")).read().status()).isEqualTo(200);
        }
    }

    /** As of a client that looks for an answer only when it has sent everything. */
    @ParameterizedTest
    @CsvSource({"/, 404", "/readyz, 405"})
    void bodyThatNobodyNeedsDoesNotLoseTheAnswer(String path, int status) throws Exception {
        start(ServerLimits.DEFAULT.withBodyTimeout(LONG));

        try (RawClient raw = connect()) {
            raw.send(post(path, "Content-Length: 10"));
            for (int i = 0; i < 10; i++) {
                assertThat(fetch("/livez").statusCode()).isEqualTo(200); // It had time to close
                raw.send("x");
            }
            assertThat(raw.read().status()).isEqualTo(status);
            assertThat(raw.send(get("/face")).read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        GET /face HTTP/1.1~~                                   | 400
        GET /face HTTP/1.1~Host: a~Host: b~~                   | 400
        GET /face HTTP/1.1~Host: ~~                            | 400
        GET /face HTTP/9.9~Host: h~~                           | 505
        GET /face%00 HTTP/1.1~Host: h~~                        | 400
        GET /fa ce HTTP/1.1~Host: h~~                          | 400
        GET /face~~                                            | 505
        \u0016\u0003\u0001\u0002 tls~~                         | 400
        GET /face HTTP/1.1~Host: h~no colon~~                  | 400
        GET /face HTTP/1.1~Host: h~X: a\u0000b~~               | 400
        POST /face HTTP/1.1~Host: h~Content-Length: -1~~       | 400
        POST /face HTTP/1.1~Host: h~Content-Length: 1~Content-Length: 2~~ | 400
        POST /face HTTP/1.1~Host: h~Content-Length: 1~Transfer-Encoding: chunked~~ | 400
        POST /face HTTP/1.1~Host: h~Expect: the unexpected~~   | 417
        """)
    void whatIsNoHttpIsRefusedInJson(String text, int status) throws Exception {
        start(ServerLimits.DEFAULT);

        try (RawClient raw = connect()) {
            Response response = raw.send(text.replace("~", "\r\n")).read();

            assertRefusedInJson(response, status);
        }
        assertThat(face.received).isEmpty();
        assertThat(metric("http_faults_total{status=\"" + status + "\"}")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"'GET /', 414", "'GET / HTTP/1.1~Host: h~X-Long: ', 431"})
    void headMayNotBeEndless(String begin, int status) throws Exception {
        start(ServerLimits.DEFAULT);

        try (RawClient raw = connect()) {
            raw.send(begin.replace("~", "\r\n") + "x".repeat(20_000));
            assertRefusedInJson(raw.read(), status);
        }
    }

    /** A thousand heads of thousands of tiny fields once filled the heap. */
    @Test
    void headMayHaveAHundredFields() throws Exception {
        start(ServerLimits.DEFAULT);
        String begin = "GET /face HTTP/1.1\r\nHost: h\r\n";

        try (RawClient raw = connect()) {
            for (int i = 0; i < 3; i++) {
                raw.send(begin + "a:\r\n".repeat(99) + "\r\n");
                assertThat(raw.read().status()).isEqualTo(200);
            }
            raw.send(begin + "a:\r\n".repeat(101)); // It is the next line that ends one
            assertRefusedInJson(raw.read(), 431);
            assertThat(raw.isClosedByServer()).isTrue();
        }
    }

    private static void assertRefusedInJson(Response response, int status) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.headers())
                .containsEntry("Content-Type", "application/json")
                .containsKeys("Date", "Content-Length", "x-amzn-RequestId")
                .doesNotContainKey("Server");
        assertThat(response.body())
                .matches("\\{\"message\":\"[^\"]+\"}")
                .doesNotContainIgnoringCase("exception")
                .doesNotContain("jetty");
    }

    @ParameterizedTest
    @CsvSource({
        "runtime, 500, INTERNAL",
        "error, 500, INTERNAL",
        "null, 500, INTERNAL",
        "io, 503, STORE_UNAVAILABLE"
    })
    void faultOfAFaceIsAnsweredWithoutDetails(String kind, int status, String refusal)
            throws Exception {
        start(ServerLimits.DEFAULT);
        face.work =
                request ->
                        switch (kind) {
                            case "runtime" -> throw new IllegalStateException("a secret");
                            case "error" -> throw new StackOverflowError("a secret");
                            case "io" -> throw new IOException("a secret");
                            default -> null;
                        };

        try (RawClient raw = connect()) {
            Response response = raw.send(get("/face")).read();
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.body()).isEqualTo(refusal);
            face.work = request -> "well";
            assertThat(raw.send(get("/face")).read().body()).isEqualTo("well");
        }
        assertThat(metric(requests("unknown", refusal))).isEqualTo(1);
        assertThat(metric(requests("work", "ok"))).isEqualTo(1);
    }

    @Test
    void moreRequestsThanThereIsRoomForAreRefusedAtOnce() throws Exception {
        start(ServerLimits.DEFAULT.withRequests(1, 1));
        CountDownLatch release = new CountDownLatch(1);
        face.work =
                request -> {
                    release.await();
                    return "late";
                };

        try (RawClient working = connect();
                RawClient waiting = connect();
                RawClient refused = connect()) {
            working.send(get("/face/1"));
            face.received.take();
            waiting.send(get("/face/2"));
            Awaitility.await().forever().until(() -> metric("requests_waiting") == 1);
            assertThat(metric("request_threads_busy")).isEqualTo(1);
            assertThat(metric("requests_in_progress")).isEqualTo(3); // This one is the third
            assertThat(refused.send(get("/face/3")).read().body()).isEqualTo("OVERLOADED");
            assertThat(refused.send(get("/livez")).read().status()).isEqualTo(200);

            release.countDown();
            assertThat(working.read().body()).isEqualTo("late");
            assertThat(waiting.read().body()).isEqualTo("late");
        }
        assertThat(metric(requests("unknown", "OVERLOADED"))).isEqualTo(1);
    }

    @Test
    void stopFinishesWhatIsInProgressAndTakesNothingNew() throws Exception {
        start(stopTimeout(LONG));
        CountDownLatch release = new CountDownLatch(1);
        face.work =
                request -> {
                    release.await();
                    return "finished";
                };

        try (RawClient idle = connect();
                RawClient working = connect()) {
            idle.send(get("/livez")).read();
            working.send(get("/face"));
            face.received.take();
            int port = server.port();
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::close);
            assertThat(idle.isClosedByServer()).isTrue();
            assertThatThrownBy(() -> new RawClient(port)).isInstanceOf(ConnectException.class);
            assertThat(stopping).isNotDone();

            release.countDown();
            Response response = working.read();
            assertThat(response.body()).isEqualTo("finished");
            assertThat(working.isClosedByServer()).isTrue();
            stopping.join();
        }
    }

    @Test
    void stopWaitsForARequestWithinABound() throws Exception {
        start(stopTimeout(Duration.ofMillis(200)));
        CountDownLatch interrupted = new CountDownLatch(1);
        face.work =
                request -> {
                    try {
                        new CountDownLatch(1).await();
                        return "never";
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                };

        try (RawClient raw = connect()) {
            raw.send(get("/face"));
            face.received.take();
            server.close();
            interrupted.await();
            assertThat(raw.isClosedByServer()).isTrue();
        }
    }

    @Test
    void halfOpenHeadsDoNotKeepOthersOut() throws Exception {
        int most = 500;
        start(ServerLimits.DEFAULT.withConnectionsMax(most));
        List<RawClient> idle = new ArrayList<>();

        try {
            for (int i = 0; i < 4 * most; i++) {
                idle.add(connect().send("POST /face HTTP/1.1\r\nHost: h\r\nX-"));
            }
            try (RawClient raw = connect()) {
                assertThat(raw.send(get("/face")).read().status()).isEqualTo(200);
                assertThat(raw.send(get("/face")).read().status()).isEqualTo(200);
            }
            assertThat(metric("connections")).isLessThanOrEqualTo(most);
            // Several threads take connections in: a few may be behind.
            Awaitility.await()
                    .forever()
                    .until(
                            () ->
                                    metric("connections_closed_total{reason=\"evicted\"}")
                                            >= 3 * most);
            assertThat(idle.get(0).isClosedByServer()).isTrue();
            RawClient newest = idle.get(idle.size() - 1);
            assertThat(newest.send("A: b\r\nContent-Length: 0\r\n\r\n").read().status())
                    .isEqualTo(200);
        } finally {
            for (RawClient raw : idle) {
                raw.close();
            }
        }
    }

    @Test
    void requestInProgressIsNotEvicted() throws Exception {
        start(ServerLimits.DEFAULT.withConnectionsMax(2));
        CountDownLatch release = new CountDownLatch(1);
        face.work =
                request -> {
                    release.await();
                    return "finished";
                };

        try (RawClient working = connect()) {
            working.send(get("/face"));
            face.received.take();
            for (int i = 0; i < 10; i++) {
                try (RawClient other = connect()) {
                    assertThat(other.send(get("/livez")).read().status()).isEqualTo(200);
                }
            }
            release.countDown();
            assertThat(working.read().body()).isEqualTo("finished");
        }
    }

    @Test
    void headThatTricklesIsCutOff() throws Exception {
        start(ServerLimits.DEFAULT.withHeadTimeout(Duration.ofMillis(500)));

        try (RawClient raw = connect()) {
            raw.send("GET /face HTTP/1.1\r\nHost: h\r\nX: ");
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    raw.send("x");
                                    Thread.onSpinWait();
                                    if (metric("connections_closed_total{reason=\"head-timeout\"}")
                                            > 0) {
                                        assertThat(raw.isClosedByServer()).isTrue();
                                        throw new IOException("closed");
                                    }
                                }
                            })
                    .isInstanceOf(IOException.class);
        }
        assertThat(face.received).isEmpty();
    }

    /** Eight at a time, for what is bad must not get into the way of what comes beside it. */
    @Test
    void fortyThousandRequestsMostlyBadAreEachAnswered() throws Exception {
        start(ServerLimits.DEFAULT);
        String[] requests = {
            "GET /face%00 HTTP/1.1\r\nHost: h\r\n\r\n",
            "\u0000\u0001\u0002\r\n\r\n",
            "GET /face HTTP/1.1\r\n\r\n",
            "POST /face HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n",
            "GET /livez HTTP/1.1\r\nHost: h\r\n\r\nBREW\r\n\r\n",
            "POST /face HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
            "BREW /pot HTTP/1.1\r\nHost: h\r\n\r\n",
            "GET /livez HTTP/1.1\r\nHost: h\r\n\r\n",
        };
        int[] statuses = {400, 400, 400, 400, 200, 408, 404, 200};

        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> sent = new ArrayList<>();
            for (int client = 0; client < 8; client++) {
                int first = client;
                sent.add(
                        clients.submit(
                                () -> {
                                    for (int i = first; i < first + 5_000; i++) {
                                        int kind = i % requests.length;
                                        try (RawClient raw = connect()) {
                                            assertThat(raw.send(requests[kind]).read().status())
                                                    .isEqualTo(statuses[kind]);
                                        }
                                    }
                                    return null;
                                }));
            }
            for (Future<?> one : sent) {
                one.get();
            }
        } finally {
            clients.shutdownNow();
        }

        try (RawClient raw = connect()) {
            assertThat(raw.send(get("/face")).read().status()).isEqualTo(200);
        }
        assertThat(metric("http_faults_total{status=\"400\"}")).isGreaterThanOrEqualTo(20_000);
        assertThat(metric("http_faults_total{status=\"404\"}")).isEqualTo(5_000);
        assertThat(metric("requests_in_progress")).isEqualTo(1);
        Awaitility.await().forever().until(() -> metric("connections") == 1);
    }

    @Test
    void ownEndpointsTellHowTheServerIs() throws Exception {
        start(ServerLimits.DEFAULT);

        assertThat(fetch("/livez").statusCode()).isEqualTo(200);
        assertThat(fetch("/readyz").statusCode()).isEqualTo(200);
        assertThat(fetch("/metrics").headers().firstValue("Content-Type"))
                .hasValue("text/plain; version=0.0.4; charset=utf-8");
        try (RawClient raw = connect()) {
            Response response = raw.send(post("/readyz", "Content-Length: 0")).read();
            assertThat(response.status()).isEqualTo(405);
            assertThat(response.headers()).containsEntry("Allow", "GET, HEAD");
            assertThat(raw.send("HEAD /livez HTTP/1.1\r\nHost: h\r\n\r\n").readHead().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void serverThatIsNotReadySaysWhyAndLives() throws Exception {
        readiness = () -> "the store is away";
        start(ServerLimits.DEFAULT);

        HttpResponse<String> response = fetch("/readyz");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("{\"message\":\"the store is away\"}");
        assertThat(fetch("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void metricsTellWhatWasAskedAndAnswered() throws Exception {
        start(ServerLimits.DEFAULT);
        metrics.gauge("a_number", "Of a test.", () -> 42);
        for (int i = 0; i < 3; i++) {
            fetch("/face");
        }

        assertThat(metric(requests("work", "ok"))).isEqualTo(3);
        assertThat(metric("request_duration_seconds_count{face=\"test\",operation=\"work\"}"))
                .isEqualTo(3);
        assertThat(metric("a_number")).isEqualTo(42);
        assertThat(metric("request_threads_max")).isEqualTo(ServerLimits.DEFAULT.requestThreads());
    }

    @Test
    void portInUseIsSaid() throws Exception {
        start(ServerLimits.DEFAULT);

        assertThatThrownBy(
                        () ->
                                ApiServer.start(
                                        "127.0.0.1",
                                        server.port(),
                                        ServerLimits.DEFAULT,
                                        List.of(),
                                        () -> null,
                                        new ApiMetrics()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot listen on 127.0.0.1 port " + server.port() + ": ");
    }

    private static ServerLimits stopTimeout(Duration timeout) {
        ServerLimits limits = ServerLimits.DEFAULT;
        return new ServerLimits(
                limits.headBytesMax(),
                limits.headFieldsMax(),
                limits.bodyBytesMax(),
                limits.bodiesBytesMax(),
                limits.bodyTimeout(),
                limits.headTimeout(),
                limits.connectionsMax(),
                limits.requestThreads(),
                limits.requestsWaitingMax(),
                timeout);
    }

    private void start(ServerLimits limits) throws IOException {
        server =
                ApiServer.start(
                        "127.0.0.1", 0, limits, List.of(face), () -> readiness.problem(), metrics);
    }

    private RawClient connect() throws IOException {
        return new RawClient(server.port());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private HttpResponse<String> fetch(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    /** The value of a metric of the server's, as {@code /metrics} shows it. */
    private double metric(String name) throws Exception {
        String line = "session_statistics_api_" + name + " ";
        try (RawClient raw = connect()) {
            return raw.send(get("/metrics"))
                    .read()
                    .body()
                    .lines()
                    .filter(text -> text.startsWith(line))
                    .mapToDouble(text -> Double.parseDouble(text.substring(line.length())))
                    .findFirst()
                    .orElse(0);
        }
    }

    private static String requests(String operation, String outcome) {
        return "requests_total{face=\"test\",operation=\"%s\",outcome=\"%s\"}"
                .formatted(operation, outcome);
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n";
    }

    private static String post(String path, String headers) {
        return "POST " + path + " HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n\r\n";
    }
}
