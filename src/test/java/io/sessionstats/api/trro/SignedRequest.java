package io.sessionstats.api.trro;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sessionstats.api.AccessKey;
import io.sessionstats.api.ReceivedRequest;
import io.sessionstats.api.RequestHead;
import java.net.URLEncoder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A request in the making, which signs itself: that signatures are the vendor's is shown by what
 * its clients have sent.
 */
final class SignedRequest {

    private static final String NO_SIGNATURE = "0".repeat(64);

    private final AccessKey key;
    private String method = "POST";
    private String path = "/";
    private byte[] body = {'{', '}'};
    private final Map<String, String> headers = new LinkedHashMap<>();

    private SignedRequest(AccessKey key, Instant now) {
        this.key = key;
        headers.put("Host", "127.0.0.1:8080");
        headers.put("Content-Type", "application/json");
        headers.put("X-TC-Version", "2022-03-25");
        headers.put("X-TC-Timestamp", Long.toString(now.getEpochSecond()));
    }

    static SignedRequest of(AccessKey key, Instant now, String action) {
        return new SignedRequest(key, now).header("X-TC-Action", action);
    }

    SignedRequest method(String other) {
        method = other;
        return this;
    }

    SignedRequest path(String other) {
        path = other;
        return this;
    }

    SignedRequest body(String other) {
        return body(other.getBytes(UTF_8));
    }

    SignedRequest body(byte[] other) {
        body = other;
        return this;
    }

    /** Sets a header, or with null takes it away. */
    SignedRequest header(String name, String value) {
        if (value == null) {
            headers.remove(name);
        } else {
            headers.put(name, value);
        }
        return this;
    }

    /** Signed by TC3 over content type and host. */
    ReceivedRequest tc3() throws TrroException {
        String timestamp = headers.getOrDefault("X-TC-Timestamp", "0");
        String date =
                timestamp.matches("[0-9]{1,12}")
                        ? Instant.ofEpochSecond(Long.parseLong(timestamp))
                                .atZone(ZoneOffset.UTC)
                                .toLocalDate()
                                .toString()
                        : "1970-01-01";
        String authorization =
                "TC3-HMAC-SHA256 Credential=%s/%s/trro/tc3_request, SignedHeaders=content-type;host, Signature=%s";
        if (!headers.containsKey("X-TC-Timestamp")) {
            return received(authorization.formatted(key.id(), date, NO_SIGNATURE));
        }
        ReceivedRequest unsigned = received(authorization.formatted(key.id(), date, NO_SIGNATURE));
        List<String> signatures =
                SignatureTc3.claim(new TrroRequest(unsigned, null)).expected(key.secret());
        return signatures.isEmpty()
                ? unsigned
                : received(authorization.formatted(key.id(), date, signatures.get(0)));
    }

    /** As it is, without a signature unless a header has one. */
    ReceivedRequest unsigned() {
        return received(null);
    }

    /** A form with these fields and the common ones, signed by v1. */
    static ReceivedRequest v1(AccessKey key, Instant now, Map<String, String> given)
            throws TrroException {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Action", "DescribeSessionStatistics");
        fields.put("Version", "2022-03-25");
        fields.put("Timestamp", Long.toString(now.getEpochSecond()));
        fields.put("Nonce", "1");
        fields.put("SecretId", key.id());
        fields.put("Signature", "none");
        fields.putAll(given);
        fields.values().removeIf("absent"::equals);
        ReceivedRequest unsigned = form(fields);
        if (fields.containsKey("Signature")) {
            try {
                fields.put(
                        "Signature",
                        SignatureV1.claim(TrroRequest.of(unsigned)).expected(key.secret()).get(0));
            } catch (TrroException e) {
                return unsigned;
            }
        }
        return form(fields);
    }

    private static ReceivedRequest form(Map<String, String> fields) {
        String body =
                fields.entrySet().stream()
                        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining("&"));
        return new ReceivedRequest(
                new RequestHead(
                        "request-1",
                        "POST",
                        "/",
                        null,
                        List.of(
                                new RequestHead.Header("Host", "127.0.0.1:8080"),
                                new RequestHead.Header(
                                        "Content-Type", "application/x-www-form-urlencoded")),
                        Instant.EPOCH),
                body.getBytes(UTF_8));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private ReceivedRequest received(String authorization) {
        List<RequestHead.Header> lines = new ArrayList<>();
        headers.forEach((name, value) -> lines.add(new RequestHead.Header(name, value)));
        if (authorization != null) {
            lines.add(new RequestHead.Header("Authorization", authorization));
        }
        int question = path.indexOf('?');
        return new ReceivedRequest(
                new RequestHead(
                        "request-1",
                        method,
                        question < 0 ? path : path.substring(0, question),
                        question < 0 ? null : path.substring(question + 1),
                        lines,
                        Instant.EPOCH),
                method.equals("POST") ? body : new byte[0]);
    }
}
