package io.sessionstats.api.trro;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sessionstats.api.Hashes;
import io.sessionstats.api.RequestHead;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Signature TC3-HMAC-SHA256, of the header {@code Authorization}.
 *
 * <p>Two things that its description does not say and every SDK does: the service in the scope is
 * what stands before the first dot of the endpoint ({@code 127} for an address), so any is taken;
 * and the host is signed with its port by some and without it by others, so both are.
 *
 * @see <a href="https://cloud.tencent.com/document/api/1150/49447">Signature v3</a>
 */
final class SignatureTc3 {

    private static final String ALGORITHM = "TC3-HMAC-SHA256";
    private static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

    private static final Pattern AUTHORIZATION =
            Pattern.compile(
                    "TC3-HMAC-SHA256\\s+Credential=([^\\s/,]*)/(\\d{4}-\\d{2}-\\d{2})/([^\\s/,]{1,255})"
                            + "/tc3_request\\s*,\\s*SignedHeaders=([a-z0-9;-]{1,1024})\\s*,\\s*"
                            + "Signature=([0-9a-fA-F]{64})");

    private static final int AUTHORIZATION_CHARS_MAX = 4096;

    private SignatureTc3() {}

    /**
     * What a request says of its signer.
     *
     * @throws TrroException if it has no such signature
     */
    static Claim claim(TrroRequest request) throws TrroException {
        String authorization = request.head().header("Authorization");
        if (authorization == null || authorization.length() > AUTHORIZATION_CHARS_MAX) {
            throw malformed();
        }
        Matcher matcher = AUTHORIZATION.matcher(authorization.strip());
        if (!matcher.matches()) {
            throw malformed();
        }
        String date = matcher.group(2);
        String service = matcher.group(3);
        List<String> signedHeaders = List.of(matcher.group(4).split(";", -1));
        if (!signedHeaders.contains("host") || !signedHeaders.contains("content-type")) {
            throw malformed();
        }
        String timestamp = request.requiredCommon("Timestamp");
        return new Claim(
                matcher.group(1),
                matcher.group(5).toLowerCase(Locale.ROOT),
                secret -> {
                    List<String> signatures = new ArrayList<>();
                    for (String host : hosts(request.head())) {
                        signatures.add(
                                signature(
                                        secret,
                                        date,
                                        service,
                                        timestamp,
                                        canonicalRequest(request, signedHeaders, host)));
                    }
                    return isDateOf(timestamp, date) ? signatures : List.of();
                });
    }

    private static String signature(
            String secret, String date, String service, String timestamp, String canonical) {
        String toSign =
                String.join(
                        "\n",
                        ALGORITHM,
                        timestamp,
                        date + "/" + service + "/tc3_request",
                        Hashes.sha256Hex(canonical.getBytes(UTF_8)));
        byte[] dateKey = Hashes.hmac(Hashes.HMAC_SHA256, ("TC3" + secret).getBytes(UTF_8), date);
        byte[] serviceKey = Hashes.hmac(Hashes.HMAC_SHA256, dateKey, service);
        byte[] signingKey = Hashes.hmac(Hashes.HMAC_SHA256, serviceKey, "tc3_request");
        return HexFormat.of().formatHex(Hashes.hmac(Hashes.HMAC_SHA256, signingKey, toSign));
    }

    private static String canonicalRequest(
            TrroRequest request, List<String> signedHeaders, String host) {
        RequestHead head = request.head();
        StringBuilder canonical = new StringBuilder();
        canonical.append(head.method()).append("\n/\n");
        canonical.append(head.rawQuery() == null ? "" : head.rawQuery()).append('\n');
        for (String name : signedHeaders) {
            String value = name.equals("host") ? host : head.header(name);
            canonical
                    .append(name)
                    .append(':')
                    .append(value == null ? "" : value.strip().toLowerCase(Locale.ROOT))
                    .append('\n');
        }
        canonical.append('\n').append(String.join(";", signedHeaders)).append('\n');
        boolean unsigned = UNSIGNED_PAYLOAD.equals(head.header("X-TC-Content-SHA256"));
        byte[] payload = unsigned ? UNSIGNED_PAYLOAD.getBytes(UTF_8) : request.received().body();
        return canonical.append(Hashes.sha256Hex(payload)).toString();
    }

    /** The host as received, and without its port. */
    private static List<String> hosts(RequestHead head) {
        String host = head.header("Host");
        if (host == null) {
            return List.of("");
        }
        String withoutPort = host.replaceFirst(":[0-9]*$", "");
        return host.equals(withoutPort) ? List.of(host) : List.of(host, withoutPort);
    }

    private static boolean isDateOf(String timestamp, String date) {
        return timestamp.matches("[0-9]{1,12}")
                && Instant.ofEpochSecond(Long.parseLong(timestamp))
                        .atZone(ZoneOffset.UTC)
                        .toLocalDate()
                        .toString()
                        .equals(date);
    }

    private static TrroException malformed() {
        return new TrroException(
                ErrorCode.INVALID_AUTHORIZATION,
                "Authorization: expected TC3-HMAC-SHA256"
                        + " Credential=<SecretId>/<yyyy-mm-dd>/<service>/tc3_request,"
                        + " SignedHeaders=content-type;host, Signature=<64 hex digits>",
                "Authorization：应为 TC3-HMAC-SHA256"
                        + " Credential=<SecretId>/<yyyy-mm-dd>/<service>/tc3_request,"
                        + " SignedHeaders=content-type;host, Signature=<64 位十六进制>");
    }
}
