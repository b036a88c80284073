package io.sessionstats.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tencentcloudapi.common.Sign;
import com.tencentcloudapi.common.exception.TencentCloudSDKException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;

/** Calls of the TRRO face, signed by TC3 with the vendor's functions. */
final class SignedCalls {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;
    private final String secretId;
    private final String secret;
    private final Clock clock;

    SignedCalls(int port, String secretId, String secret, Clock clock) {
        this.port = port;
        this.secretId = secretId;
        this.secret = secret;
        this.clock = clock;
    }

    /** The answer's {@code Response}; fails if that is an error. */
    JsonNode call(String action, String parameters) throws Exception {
        return response(
                http.send(signed(action, parameters), HttpResponse.BodyHandlers.ofString()));
    }

    CompletableFuture<JsonNode> begin(String action, String parameters) throws Exception {
        return http.sendAsync(signed(action, parameters), HttpResponse.BodyHandlers.ofString())
                .thenApply(SignedCalls::response);
    }

    private static JsonNode response(HttpResponse<String> answer) {
        try {
            JsonNode response = JSON.readTree(answer.body()).path("Response");
            if (answer.statusCode() != 200 || !response.has("RequestId") || response.has("Error")) {
                throw new AssertionError(answer.statusCode() + " " + answer.body());
            }
            return response;
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    private HttpRequest signed(String action, String body) throws TencentCloudSDKException {
        String host = "127.0.0.1:" + port;
        String date = clock.instant().atZone(ZoneOffset.UTC).toLocalDate().toString();
        String seconds = Long.toString(clock.instant().getEpochSecond());
        String scope = date + "/trro/tc3_request";
        String canonical =
                "POST\n/\n\ncontent-type:application/json\nhost:%s\n\ncontent-type;host\n%s"
                        .formatted(host, Sign.sha256Hex(body));
        String toSign =
                "TC3-HMAC-SHA256\n%s\n%s\n%s".formatted(seconds, scope, Sign.sha256Hex(canonical));
        byte[] key = ("TC3" + secret).getBytes(UTF_8);
        for (String part : new String[] {date, "trro", "tc3_request"}) {
            key = Sign.hmac256(key, part);
        }
        String signature = HexFormat.of().formatHex(Sign.hmac256(key, toSign));
        return HttpRequest.newBuilder(URI.create("http://" + host + "/"))
                .header("Content-Type", "application/json")
                .header("X-TC-Action", action)
                .header("X-TC-Version", "2022-03-25")
                .header("X-TC-Timestamp", seconds)
                .header(
                        "Authorization",
                        "TC3-HMAC-SHA256 Credential=%s/%s, SignedHeaders=content-type;host, Signature=%s"
                                .formatted(secretId, scope, signature))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
