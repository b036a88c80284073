package io.sessionstats.api.trro;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sessionstats.api.Hashes;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Signature v1, of the parameter {@code Signature}: over the method, the host as received, and all
 * other parameters, sorted, with their values decoded.
 *
 * @see <a href="https://cloud.tencent.com/document/api/1131/45291">Signature v1</a>
 */
final class SignatureV1 {

    private SignatureV1() {}

    /**
     * What a request says of its signer.
     *
     * @throws TrroException if it lacks something, or asks for another algorithm
     */
    static Claim claim(TrroRequest request) throws TrroException {
        String secretId = request.requiredCommon("SecretId");
        request.requiredCommon("Nonce");
        request.requiredCommon("Timestamp");
        String given = request.requiredCommon("Signature");
        String algorithm = algorithm(request.common("SignatureMethod"));
        String toSign = toSign(request);
        return new Claim(
                secretId,
                given,
                secret ->
                        List.of(
                                Base64.getEncoder()
                                        .encodeToString(
                                                Hashes.hmac(
                                                        algorithm,
                                                        secret.getBytes(UTF_8),
                                                        toSign))));
    }

    private static String toSign(TrroRequest request) {
        Map<String, String> sorted = new TreeMap<>(request.fields());
        sorted.remove("Signature");
        String host = request.head().header("Host");
        return request.head().method()
                + (host == null ? "" : host.strip())
                + "/?"
                + sorted.entrySet().stream()
                        .map(field -> field.getKey() + "=" + field.getValue())
                        .collect(Collectors.joining("&"));
    }

    private static String algorithm(String method) throws TrroException {
        if (method == null || method.equals("HmacSHA1")) {
            return Hashes.HMAC_SHA1;
        }
        if (method.equals("HmacSHA256")) {
            return Hashes.HMAC_SHA256;
        }
        throw new TrroException(
                ErrorCode.INVALID_PARAMETER_VALUE,
                "SignatureMethod: expected HmacSHA1 or HmacSHA256",
                "SignatureMethod：应为 HmacSHA1 或 HmacSHA256");
    }
}
