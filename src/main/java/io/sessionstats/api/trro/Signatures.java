package io.sessionstats.api.trro;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sessionstats.api.AccessKey;
import io.sessionstats.api.Credentials;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Tells whose a request is: its signature must be that of a known key, and its time stamp near the
 * server's. Temporary credentials are not issued here, so a request with a token is refused.
 */
final class Signatures {

    private static final Pattern SECRET_ID = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{1,12}");

    private final Credentials credentials;
    private final Clock clock;
    private final Duration window;

    /**
     * @param window how far a time stamp may be from the clock, both ways
     */
    Signatures(Credentials credentials, Clock clock, Duration window) {
        this.credentials = credentials;
        this.clock = clock;
        this.window = window;
    }

    /**
     * The key that signed a request.
     *
     * @throws TrroException if none did, or not now
     */
    AccessKey verify(TrroRequest request) throws TrroException {
        Claim claim = request.isV1() ? SignatureV1.claim(request) : SignatureTc3.claim(request);
        requireSecretId(claim.secretId());
        long timestampSeconds = timestamp(request);
        AccessKey key = credentials.find(claim.secretId());
        if (key == null) {
            throw new TrroException(
                    ErrorCode.SECRET_ID_NOT_FOUND,
                    "SecretId: expected one that this server knows",
                    "SecretId 不存在");
        }
        requireNow(timestampSeconds);
        if (!isSignedBy(key, claim)) {
            throw new TrroException(
                    ErrorCode.SIGNATURE_FAILURE,
                    "the signature is not that of this request with the secret of this SecretId",
                    "签名错误：与该 SecretId 的密钥对本请求计算的签名不一致");
        }
        if (request.common("Token") != null) {
            throw new TrroException(
                    ErrorCode.TOKEN_FAILURE,
                    "Token: expected none, this server issues no temporary credentials",
                    "Token：本服务不签发临时密钥，不应携带");
        }
        return key;
    }

    private static void requireSecretId(String secretId) throws TrroException {
        if (!SECRET_ID.matcher(secretId).matches()) {
            throw new TrroException(
                    ErrorCode.INVALID_SECRET_ID,
                    "SecretId: expected 1 to 128 visible ASCII characters",
                    "SecretId：应为 1 至 128 个可见 ASCII 字符");
        }
    }

    private static long timestamp(TrroRequest request) throws TrroException {
        String text = request.requiredCommon("Timestamp");
        if (!TIMESTAMP.matcher(text).matches()) {
            throw new TrroException(
                    ErrorCode.INVALID_PARAMETER,
                    "Timestamp: expected epoch seconds",
                    "Timestamp：应为秒级 UNIX 时间戳");
        }
        return Long.parseLong(text);
    }

    private void requireNow(long timestampSeconds) throws TrroException {
        long skewSeconds = Math.abs(timestampSeconds - clock.instant().getEpochSecond());
        if (skewSeconds > window.toSeconds()) {
            throw new TrroException(
                    ErrorCode.SIGNATURE_EXPIRE,
                    "Timestamp: expected one within %d s of the server's clock, which is at %d"
                            .formatted(window.toSeconds(), clock.instant().getEpochSecond()),
                    "Timestamp：与服务器时间 %d 相差不得超过 %d 秒"
                            .formatted(clock.instant().getEpochSecond(), window.toSeconds()));
        }
    }

    private static boolean isSignedBy(AccessKey key, Claim claim) {
        boolean matches = false;
        for (String signature : claim.expected(key.secret())) {
            matches |=
                    MessageDigest.isEqual(signature.getBytes(UTF_8), claim.given().getBytes(UTF_8));
        }
        return matches;
    }
}
