package io.sessionstats.api.deadline;

import static io.sessionstats.api.deadline.Captures.KEY;
import static io.sessionstats.api.deadline.Captures.hasSessionToken;
import static io.sessionstats.api.deadline.Captures.signedAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sessionstats.api.AccessKey;
import io.sessionstats.api.CapturedRequest;
import io.sessionstats.api.Credentials;
import io.sessionstats.api.Grants;
import io.sessionstats.api.Hashes;
import io.sessionstats.api.RequestHead;
import io.sessionstats.api.RequestHead.Header;
import io.sessionstats.api.deadline.AuthenticationException.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class SignatureV4Test {

    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final Credentials CREDENTIALS = id -> id.equals(KEY.id()) ? KEY : null;

    /** What can be changed about a request so that its signature no longer holds. */
    static final Map<String, UnaryOperator<CapturedRequest>> FORGERIES =
            Map.ofEntries(
                    Map.entry("a body longer by a blank", r -> r.withBody(body -> body + " ")),
                    Map.entry("another method", r -> r.withMethod("PUT")),
                    Map.entry("another farm", r -> r.withPath(p -> p.replace("/farm", "/farmx"))),
                    Map.entry("a path decoded once", r -> r.withPath(p -> p.replace("a", "%61"))),
                    Map.entry("a longer path", r -> r.withPath(p -> p + "/x")),
                    Map.entry("a path with a slash at its end", r -> r.withPath(p -> p + "/")),
                    Map.entry(
                            "another query", r -> r.withQuery(q -> (q == null ? "" : q) + "&x=1")),
                    Map.entry("another host", r -> r.withHeader("Host", host -> "x" + host)),
                    Map.entry("another port", r -> r.withHeader("Host", host -> host + "1")),
                    Map.entry("a second host", r -> r.withMoreHeader("Host", "example.com")),
                    Map.entry(
                            "a later second",
                            r -> r.withHeader("X-Amz-Date", date -> date.replace("T0", "T1"))),
                    Map.entry(
                            "another region",
                            r -> r.withHeader("Authorization", a -> a.replace("west-2", "east-1"))),
                    Map.entry(
                            "another signature",
                            r ->
                                    r.withHeader(
                                            "Authorization",
                                            a -> a.replaceFirst("Signature=.", "Signature=g"))),
                    Map.entry(
                            "half a signature",
                            r ->
                                    r.withHeader(
                                            "Authorization", a -> a.substring(0, a.length() - 32))),
                    Map.entry(
                            "a signature in upper case",
                            r ->
                                    r.withHeader(
                                            "Authorization",
                                            a ->
                                                    a.substring(0, a.length() - 64)
                                                            + a.substring(a.length() - 64)
                                                                    .toUpperCase(Locale.ROOT))),
                    Map.entry(
                            "one signed header less",
                            r ->
                                    r.withHeader(
                                            "Authorization",
                                            a ->
                                                    a.contains("=content-type;")
                                                            ? a.replace("content-type;", "")
                                                            : a.replace("amz-sdk-request;", "")
                                                                    .replace(
                                                                            "=host;x-amz-date",
                                                                            "=x-amz-date;host"))));

    static Stream<CapturedRequest> captures() {
        return Captures.all();
    }

    static Stream<Arguments> forgedCaptures() {
        return Captures.all()
                .flatMap(
                        request ->
                                FORGERIES.entrySet().stream()
                                        .map(
                                                forgery ->
                                                        Arguments.of(
                                                                forgery.getKey(),
                                                                forgery.getValue().apply(request),
                                                                signedAt(request))));
    }

    @Test
    void allClientsAndRequestsAreHere() {
        assertThat(Captures.all()).hasSize(27);
        assertThat(Captures.all().filter(Captures::hasSessionToken)).hasSize(3);
    }

    @ParameterizedTest
    @MethodSource("captures")
    void signatureIsTheClients(CapturedRequest request) throws Exception {
        assertThat(signature(request, KEY)).isEqualTo(claimedSignature(request));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void realRequestIsVerifiedAtItsOwnTime(CapturedRequest request) throws Exception {
        if (hasSessionToken(request)) {
            assertThat(refusal(request, signedAt(request)).code())
                    .isEqualTo(Code.UNRECOGNIZED_CLIENT);
            return;
        }
        assertThat(verify(request, signedAt(request))).isSameAs(KEY);
    }

    /** The clock may be wrong by five minutes to either side, and by no second more. */
    @ParameterizedTest
    @MethodSource("captures")
    void timeMustBeWithinTheWindow(CapturedRequest request) throws Exception {
        Instant signedAt = signedAt(request);
        if (!hasSessionToken(request)) {
            assertThat(verify(request, signedAt.plusSeconds(299))).isSameAs(KEY);
            assertThat(verify(request, signedAt.plusSeconds(300))).isSameAs(KEY);
            assertThat(verify(request, signedAt.minusSeconds(299))).isSameAs(KEY);
            assertThat(verify(request, signedAt.minusSeconds(300))).isSameAs(KEY);
        }

        AuthenticationException late = refusal(request, signedAt.plusSeconds(301));
        AuthenticationException early = refusal(request, signedAt.minusSeconds(301));

        assertThat(late.code()).isEqualTo(Code.INVALID_SIGNATURE);
        assertThat(late)
                .hasMessageStartingWith("Signature expired: ")
                .hasMessageContaining("5 min");
        assertThat(early.code()).isEqualTo(Code.INVALID_SIGNATURE);
        assertThat(early).hasMessageStartingWith("Signature not yet current: ");
    }

    /** At the window's size, since one of the changes is of the time. */
    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("forgedCaptures")
    void changedRequestIsRefused(String change, CapturedRequest forged, Instant signedAt)
            throws Exception {
        AuthenticationException refusal =
                catchThrowableOfType(
                        AuthenticationException.class,
                        () ->
                                SignatureV4.verify(
                                        forged.received(),
                                        CREDENTIALS,
                                        signedAt,
                                        Duration.ofHours(12)));

        assertThat(refusal).isNotNull();
        assertThat(refusal.code())
                .isEqualTo(
                        hasSessionToken(forged)
                                ? Code.UNRECOGNIZED_CLIENT
                                : Code.INVALID_SIGNATURE);
        assertThat(refusal.getMessage()).doesNotContain(KEY.secret());
        assertThat(signature(forged, KEY)).isNotEqualTo(claimedSignature(forged));
        assertThat(refusal.getMessage()).doesNotContain(signature(forged, KEY));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void anotherSecretIsRefused(CapturedRequest request) throws Exception {
        AccessKey other = new AccessKey(KEY.id(), KEY.secret() + "x", Grants.ALL);

        assertThat(signature(request, other)).isNotEqualTo(claimedSignature(request));
        if (!hasSessionToken(request)) {
            assertThat(refusal(request, id -> other, signedAt(request)).code())
                    .isEqualTo(Code.INVALID_SIGNATURE);
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    void unknownKeyIsRefused(CapturedRequest request) {
        AuthenticationException refusal = refusal(request, id -> null, signedAt(request));

        assertThat(refusal.code()).isEqualTo(Code.UNRECOGNIZED_CLIENT);
        assertThat(refusal.code().wireName()).isEqualTo("UnrecognizedClientException");
        assertThat(refusal).hasMessage("The security token included in the request is invalid.");
    }

    /** A proxy may add, drop and change headers that are not signed, and move all of them about. */
    @ParameterizedTest
    @MethodSource("captures")
    void whatIsNotSignedMayChange(CapturedRequest request) throws Exception {
        CapturedRequest forwarded =
                request.withHeader("User-Agent", any -> null)
                        .withHeader("Connection", any -> "close")
                        .withMoreHeader("X-Forwarded-For", "10.0.0.1")
                        .withHeader("Host", host -> "  " + host + " ");
        Stream<Header> reversed =
                forwarded.head().headers().stream()
                        .sorted((one, other) -> other.name().compareToIgnoreCase(one.name()))
                        .map(h -> new Header(h.name().toUpperCase(Locale.ROOT), h.value()));
        CapturedRequest moved = forwarded.withHeaders(reversed.toList());

        assertThat(signature(moved, KEY)).isEqualTo(claimedSignature(request));
        if (!hasSessionToken(request)) {
            assertThat(verify(moved, signedAt(request))).isSameAs(KEY);
        }
    }

    /** The parameters of these requests are what the signature says, whatever their order. */
    @Test
    void orderAndSpellingOfTheQueryDoNotMatter() throws Exception {
        CapturedRequest request = Captures.read("py-deadline-get-page-token.http");
        String token = "nextToken=a%2Bb%2Fc%3D%3D";
        assertThat(request.head().rawQuery()).contains(token);

        CapturedRequest same =
                request.withQuery(
                        query ->
                                query.replace(token + "&", "").replace("&" + token, "")
                                        + "&nextToken=%61%2bb%2fc%3d%3d");

        assertThat(same.head().rawQuery()).isNotEqualTo(request.head().rawQuery());
        assertThat(verify(same, signedAt(request))).isSameAs(KEY);
    }

    /** Tokens are refused whether or not they are signed: none was ever issued. */
    @Test
    void sessionTokenIsRefused() {
        CapturedRequest request =
                Captures.read("py-deadline-get.http").withMoreHeader("X-Amz-Security-Token", "any");

        assertThat(refusal(request, signedAt(request)).code()).isEqualTo(Code.UNRECOGNIZED_CLIENT);
    }

    @ParameterizedTest
    @CsvSource({"java-deadline-start-queues.http", "py-deadline-start-queues.http"})
    void hashOfTheBodyMustBeRightIfItIsSent(String file) {
        CapturedRequest request = Captures.read(file);
        for (String hash :
                List.of(
                        "UNSIGNED-PAYLOAD",
                        "",
                        "0".repeat(64),
                        Hashes.sha256Hex(request.received().body()).toUpperCase(Locale.ROOT))) {
            CapturedRequest other =
                    request.withHeader("x-amz-content-sha256", any -> null)
                            .withMoreHeader("X-Amz-Content-Sha256", hash);

            AuthenticationException refusal = refusal(other, signedAt(request));

            assertThat(refusal.code()).isEqualTo(Code.INVALID_SIGNATURE);
            assertThat(refusal).hasMessageContaining("x-amz-content-sha256");
        }
    }

    @Test
    void hashOfTheBodyMayBeSentUnsignedIfItIsRight() throws Exception {
        CapturedRequest request = Captures.read("py-deadline-start-queues.http");

        assertThat(
                        verify(
                                request.withMoreHeader(
                                        "x-amz-content-sha256",
                                        Hashes.sha256Hex(request.received().body())),
                                signedAt(request)))
                .isSameAs(KEY);
    }

    static final List<Arguments> AUTHORIZATIONS =
            List.of(
                    Arguments.of(Code.MISSING_AUTHENTICATION_TOKEN, "", "Missing Auth"),
                    Arguments.of(Code.MISSING_AUTHENTICATION_TOKEN, "  ", "Missing Auth"),
                    Arguments.of(Code.INCOMPLETE_SIGNATURE, "Basic dTpw", "AWS4-HMAC-SHA256"),
                    Arguments.of(Code.INCOMPLETE_SIGNATURE, "AWS4-HMAC-SHA256", "algorithm"),
                    Arguments.of(Code.INCOMPLETE_SIGNATURE, "aws4-hmac-sha256 a=b", "algorithm"),
                    Arguments.of(Code.INCOMPLETE_SIGNATURE, "AWS4-HMAC-SHA256 a", "equal-sign"),
                    Arguments.of(
                            Code.INCOMPLETE_SIGNATURE,
                            "AWS4-HMAC-SHA256 " + "Credential=C,".repeat(2),
                            "one 'Credential'"),
                    Arguments.of(Code.INCOMPLETE_SIGNATURE, "AWS4-HMAC-SHA256 X=Y", "Signature]"),
                    authorization(Code.INCOMPLETE_SIGNATURE, "Signature=", "Sig=", "parameters"),
                    authorization(Code.INCOMPLETE_SIGNATURE, ", Signature=.*", "", "'Signature'"),
                    authorization(
                            Code.INCOMPLETE_SIGNATURE,
                            "SignedHeaders=[^ ]* ",
                            "",
                            "'SignedHeaders'"),
                    authorization(
                            Code.INCOMPLETE_SIGNATURE, "Credential=[^ ]* ", "", "'Credential'"),
                    authorization(Code.INCOMPLETE_SIGNATURE, "AKIDEXAMPLE", "", "Credential"),
                    authorization(Code.INCOMPLETE_SIGNATURE, "us-west-2/", "", "Credential"),
                    authorization(Code.INCOMPLETE_SIGNATURE, "us-west-2", "us/2", "Credential"),
                    authorization(Code.INCOMPLETE_SIGNATURE, "host;", "", "'host'"),
                    authorization(Code.INCOMPLETE_SIGNATURE, ";x-amz-date", "", "'x-amz-date'"),
                    authorization(Code.INCOMPLETE_SIGNATURE, "host;", "host;host;", "repeats"),
                    authorization(Code.INCOMPLETE_SIGNATURE, "host;", "Host;", "lower case"),
                    authorization(Code.INCOMPLETE_SIGNATURE, "host;", "host;;", "lower case"),
                    authorization(Code.INCOMPLETE_SIGNATURE, "host;", "host;a\nb;", "lower case"),
                    authorization(
                            Code.INCOMPLETE_SIGNATURE,
                            "Signature=",
                            "Signature=" + "0".repeat(1 << 20),
                            "8192"),
                    authorization(Code.INVALID_SIGNATURE, "host;", "accept;host;", "'accept'"),
                    authorization(Code.INVALID_SIGNATURE, "/deadline/", "/s3/", "'deadline'"),
                    authorization(Code.INVALID_SIGNATURE, "aws4_request", "aws5", "'aws4_request'"),
                    authorization(Code.INVALID_SIGNATURE, "/2026112./", "/20261121/", "'20261122'"),
                    authorization(Code.INVALID_SIGNATURE, "/2026112./", "//", "'20261122'"),
                    authorization(
                            Code.UNRECOGNIZED_CLIENT, "AKIDEXAMPLE", "AKID", "security token"),
                    authorization(Code.INVALID_SIGNATURE, "Signature=.*", "Signature=", "match"),
                    authorization(
                            Code.INVALID_SIGNATURE, "Signature=.*", "Signature=é\uD800", "match"));

    private static Arguments authorization(
            Code code, String pattern, String replacement, String message) {
        String real = Captures.read("py-deadline-get.http").header("Authorization");
        return Arguments.of(code, real.replaceFirst(pattern, replacement), message);
    }

    @ParameterizedTest
    @FieldSource("AUTHORIZATIONS")
    void authorizationThatIsNotAsExpectedIsRefused(Code code, String value, String message) {
        CapturedRequest request = Captures.read("py-deadline-get.http");

        AuthenticationException refusal =
                refusal(request.withHeader("Authorization", any -> value), signedAt(request));

        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal).hasMessageContaining(message);
        assertThat(refusal.getMessage()).hasSizeLessThan(300).endsWith(".");
    }

    @Test
    void authorizationMustBeThereOnce() {
        CapturedRequest request = Captures.read("py-deadline-get.http");

        assertThat(
                        refusal(request.withHeader("Authorization", any -> null), signedAt(request))
                                .code())
                .isEqualTo(Code.MISSING_AUTHENTICATION_TOKEN);
        assertThat(
                        refusal(
                                        request.withMoreHeader(
                                                "authorization", request.header("Authorization")),
                                        signedAt(request))
                                .code())
                .isEqualTo(Code.INCOMPLETE_SIGNATURE);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            textBlock =
                    """
            none
            ''
            20261122
            2026-11-22T05:33:06Z
            20261122T053306+0000
            20261122T053306
            20261322T053306Z
            20260230T053306Z
            20261122T253306Z
            20261122T053306ZZ
            99999999999999999999
            """)
    void dateThatIsNotAsExpectedIsRefused(String date) {
        CapturedRequest request = Captures.read("py-deadline-get.http");

        AuthenticationException refusal =
                refusal(request.withHeader("X-Amz-Date", any -> date), signedAt(request));

        assertThat(refusal.code()).isEqualTo(Code.INCOMPLETE_SIGNATURE);
        assertThat(refusal).hasMessageContaining("X-Amz-Date");
    }

    /** A {@code Date} header does not stand in for {@code X-Amz-Date}, as it does with AWS. */
    @Test
    void dateHeaderAloneIsRefused() {
        CapturedRequest request = Captures.read("py-deadline-get.http");

        assertThat(
                        refusal(
                                request.withHeader("X-Amz-Date", any -> null)
                                        .withMoreHeader("Date", "Sun, 22 Nov 2026 05:33:06 GMT"),
                                signedAt(request)))
                .hasMessageContaining("'X-Amz-Date'");
    }

    /** The worked example of AWS's documentation of the signing process. */
    @Test
    void signatureOfTheDocumentedExample() throws Exception {
        RequestHead head =
                new RequestHead(
                        "00000000-0000-4000-8000-000000000001",
                        "GET",
                        "/",
                        "Action=ListUsers&Version=2010-05-08",
                        List.of(
                                new Header("Host", "iam.amazonaws.com"),
                                new Header(
                                        "Content-Type",
                                        "application/x-www-form-urlencoded; charset=utf-8"),
                                new Header("X-Amz-Date", "20150830T123600Z")),
                        Instant.EPOCH);
        AuthorizationHeader authorization =
                AuthorizationHeader.parse(
                        "AWS4-HMAC-SHA256"
                                + " Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request,"
                                + " SignedHeaders=content-type;host;x-amz-date, Signature=x");

        assertThat(
                        SignatureV4.signature(
                                head,
                                SignatureV4.headers(head),
                                authorization,
                                "20150830T123600Z",
                                Hashes.sha256Hex(new byte[0]),
                                new AccessKey(
                                        "AKIDEXAMPLE",
                                        "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                                        Grants.ALL)))
                .isEqualTo("5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    }

    private static AccessKey verify(CapturedRequest request, Instant now) throws Exception {
        return SignatureV4.verify(request.received(), CREDENTIALS, now, WINDOW);
    }

    private static AuthenticationException refusal(CapturedRequest request, Instant now) {
        return refusal(request, CREDENTIALS, now);
    }

    private static AuthenticationException refusal(
            CapturedRequest request, Credentials credentials, Instant now) {
        AuthenticationException refusal =
                catchThrowableOfType(
                        AuthenticationException.class,
                        () -> SignatureV4.verify(request.received(), credentials, now, WINDOW));
        assertThat(refusal).as("is verified").isNotNull();
        return refusal;
    }

    private static String claimedSignature(CapturedRequest request) throws Exception {
        return AuthorizationHeader.parse(request.header("Authorization")).signature();
    }

    private static String signature(CapturedRequest request, AccessKey key) throws Exception {
        RequestHead head = request.received().head();
        return SignatureV4.signature(
                head,
                SignatureV4.headers(head),
                AuthorizationHeader.parse(request.header("Authorization")),
                request.header("X-Amz-Date"),
                Hashes.sha256Hex(request.received().body()),
                key);
    }
}
