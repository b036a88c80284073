package io.sessionstats.api.deadline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sessionstats.api.AccessKey;
import io.sessionstats.api.Credentials;
import io.sessionstats.api.Hashes;
import io.sessionstats.api.ReceivedRequest;
import io.sessionstats.api.RequestHead;
import io.sessionstats.api.deadline.AuthenticationException.Code;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Verifies AWS Signature Version 4 in the {@code Authorization} header. What AWS has beside it is
 * not taken, and refused: signatures in the query, a {@code Date} header in place of {@code
 * X-Amz-Date}, and session tokens, since our keys are long-term ones and no token was ever issued
 * for them. Whatever a request holds, the answer is a key or one of the failures.
 *
 * <p>Derived signing keys are not kept: deriving one takes a few microseconds, and nothing is
 * quicker for a key that was seen before.
 */
final class SignatureV4 {

    private static final String SERVICE = "deadline";
    private static final String TERMINATOR = "aws4_request";
    private static final DateTimeFormatter BASIC_ISO =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT);
    private static final int BASIC_ISO_LENGTH = 16;

    private SignatureV4() {}

    /**
     * Whose request it is.
     *
     * @param now the time by which its time stamp is judged
     * @param clockWindow how far that may be off, to either side
     * @return the key that has signed it
     */
    static AccessKey verify(
            ReceivedRequest request, Credentials credentials, Instant now, Duration clockWindow)
            throws AuthenticationException {
        Map<String, List<String>> headers = headers(request.head());
        AuthorizationHeader authorization = authorization(headers);
        Timestamp timestamp = timestamp(headers, authorization);
        checkScope(authorization, timestamp);
        checkClock(timestamp, now, clockWindow);
        if (headers.containsKey("x-amz-security-token")) {
            throw unrecognized();
        }
        AccessKey key = credentials.find(authorization.accessKeyId());
        if (key == null) {
            throw unrecognized();
        }
        String bodySha256 = Hashes.sha256Hex(request.body());
        for (String sent : headers.getOrDefault("x-amz-content-sha256", List.of())) {
            if (!sent.equals(bodySha256)) {
                throw invalid(
                        "expected the SHA-256 of the body, as lower-case hex digits, in"
                                + " x-amz-content-sha256");
            }
        }
        String expected =
                signature(request.head(), headers, authorization, timestamp.text, bodySha256, key);
        if (!MessageDigest.isEqual(
                expected.getBytes(UTF_8), authorization.signature().getBytes(UTF_8))) {
            throw invalid(
                    "The request signature we calculated does not match the signature you"
                            + " provided. Check your AWS Secret Access Key and signing method."
                            + " Consult the service documentation for details");
        }
        return key;
    }

    /** The values of each header by its name in lower case, without blanks around them. */
    static Map<String, List<String>> headers(RequestHead head) {
        Map<String, List<String>> headers = new HashMap<>();
        for (RequestHead.Header header : head.headers()) {
            headers.computeIfAbsent(
                            header.name().toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
                    .add(CanonicalRequest.headerValue(header.value()));
        }
        return headers;
    }

    private static AuthorizationHeader authorization(Map<String, List<String>> headers)
            throws AuthenticationException {
        List<String> values = headers.getOrDefault("authorization", List.of(""));
        if (values.size() > 1) {
            throw incomplete("expected one Authorization header");
        }
        if (values.get(0).isEmpty()) {
            throw new AuthenticationException(
                    Code.MISSING_AUTHENTICATION_TOKEN,
                    "Missing Authentication Token: expected an Authorization header with a"
                            + " signature of "
                            + AuthorizationHeader.ALGORITHM
                            + ".");
        }
        return AuthorizationHeader.parse(values.get(0));
    }

    /** When a request was signed, also as {@code X-Amz-Date} says it. */
    private record Timestamp(String text, Instant instant) {}

    private static Timestamp timestamp(
            Map<String, List<String>> headers, AuthorizationHeader authorization)
            throws AuthenticationException {
        for (String name : List.of("host", "x-amz-date")) {
            if (!authorization.signedHeaders().contains(name)) {
                throw incomplete("expected '" + name + "' among the SignedHeaders");
            }
        }
        List<String> values = headers.getOrDefault("x-amz-date", List.of());
        if (values.size() != 1) {
            throw incomplete("Authorization header requires existence of one 'X-Amz-Date' header");
        }
        String text = values.get(0);
        try {
            if (text.length() == BASIC_ISO_LENGTH) {
                LocalDateTime time = LocalDateTime.parse(text, BASIC_ISO);
                return new Timestamp(text, time.toInstant(ZoneOffset.UTC));
            }
        } catch (DateTimeException e) {
            // Is refused like one of another length
        }
        throw incomplete(
                "X-Amz-Date must be in ISO-8601 'basic format': expected 'yyyymmddThhmmssZ'");
    }

    private static void checkScope(AuthorizationHeader authorization, Timestamp timestamp)
            throws AuthenticationException {
        if (!authorization.service().equals(SERVICE)) {
            throw invalid("Credential should be scoped to correct service: '" + SERVICE + "'");
        }
        if (!authorization.terminator().equals(TERMINATOR)) {
            throw invalid(
                    "Credential should be scoped with a valid terminator: '" + TERMINATOR + "'");
        }
        String date = timestamp.text.substring(0, 8);
        if (!authorization.date().equals(date)) {
            throw invalid(
                    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of"
                            + " date from HTTP: expected '"
                            + date
                            + "', from '"
                            + timestamp.text
                            + "'");
        }
    }

    private static void checkClock(Timestamp timestamp, Instant now, Duration clockWindow)
            throws AuthenticationException {
        Instant earliest = now.minus(clockWindow);
        Instant latest = now.plus(clockWindow);
        if (timestamp.instant.isBefore(earliest)) {
            throw invalid(
                    "Signature expired: "
                            + timestamp.text
                            + " is now earlier than "
                            + basicIso(earliest)
                            + " ("
                            + basicIso(now)
                            + " - "
                            + inWords(clockWindow)
                            + ")");
        }
        if (timestamp.instant.isAfter(latest)) {
            throw invalid(
                    "Signature not yet current: "
                            + timestamp.text
                            + " is still later than "
                            + basicIso(latest)
                            + " ("
                            + basicIso(now)
                            + " + "
                            + inWords(clockWindow)
                            + ")");
        }
    }

    private static String basicIso(Instant instant) {
        return BASIC_ISO.format(instant.atOffset(ZoneOffset.UTC));
    }

    private static String inWords(Duration window) {
        return window.toSecondsPart() == 0
                ? window.toMinutes() + " min."
                : window.toSeconds() + " s.";
    }

    /**
     * The signature that the request has if the key has signed it, as lower-case hex digits.
     *
     * @param headers see {@link #headers}
     * @param timestamp {@code X-Amz-Date} as sent
     */
    static String signature(
            RequestHead head,
            Map<String, List<String>> headers,
            AuthorizationHeader authorization,
            String timestamp,
            String bodySha256,
            AccessKey key)
            throws AuthenticationException {
        List<String> headerLines = new ArrayList<>();
        for (String name : authorization.signedHeaders()) {
            List<String> values = headers.get(name);
            if (values == null) {
                throw invalid("expected the header '" + name + "', which is one of SignedHeaders");
            }
            headerLines.add(name + ":" + String.join(",", values));
        }
        String canonicalRequest =
                CanonicalRequest.text(
                        head.method(),
                        head.rawPath(),
                        head.rawQuery(),
                        headerLines,
                        authorization.signedHeaders(),
                        bodySha256);
        String scope =
                String.join(
                        "/",
                        authorization.date(),
                        authorization.region(),
                        authorization.service(),
                        authorization.terminator());
        String toSign =
                String.join(
                        "\n",
                        AuthorizationHeader.ALGORITHM,
                        timestamp,
                        scope,
                        Hashes.sha256Hex(canonicalRequest.getBytes(UTF_8)));
        byte[] signingKey = ("AWS4" + key.secret()).getBytes(UTF_8);
        for (String part : scope.split("/", -1)) {
            signingKey = Hashes.hmac(Hashes.HMAC_SHA256, signingKey, part);
        }
        return HexFormat.of().formatHex(Hashes.hmac(Hashes.HMAC_SHA256, signingKey, toSign));
    }

    private static AuthenticationException unrecognized() {
        return new AuthenticationException(
                Code.UNRECOGNIZED_CLIENT, "The security token included in the request is invalid.");
    }

    private static AuthenticationException incomplete(String message) {
        return new AuthenticationException(Code.INCOMPLETE_SIGNATURE, message + ".");
    }

    private static AuthenticationException invalid(String message) {
        return new AuthenticationException(Code.INVALID_SIGNATURE, message + ".");
    }
}
