package io.sessionstats.api.trro;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sessionstats.api.ReceivedRequest;
import io.sessionstats.api.RequestHead;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A request taken apart, whichever of the four forms it has: signature TC3 with the common
 * parameters in headers, or signature v1 with all of them among the parameters; by POST or by GET.
 *
 * @param received as it came
 * @param fields of a v1 request all parameters, by name; null for TC3
 */
record TrroRequest(ReceivedRequest received, Map<String, String> fields) {

    private static final Set<String> COMMON_PARAMETERS =
            Set.of(
                    "Action",
                    "Version",
                    "Timestamp",
                    "Nonce",
                    "SecretId",
                    "SignatureMethod",
                    "Signature",
                    "Region",
                    "Token",
                    "Language",
                    "RequestClient");

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(10)
                                                    .build())
                                    // Shared tables of names would keep those of strangers
                                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                                    .build())
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    /**
     * Takes a request apart as far as its signature needs.
     *
     * @throws TrroException if it has none of the four forms
     */
    static TrroRequest of(ReceivedRequest received) throws TrroException {
        RequestHead head = received.head();
        boolean isPost = head.method().equals("POST");
        if (!isPost && !head.method().equals("GET")) {
            throw new TrroException(
                    ErrorCode.UNSUPPORTED_PROTOCOL,
                    "expected method GET or POST",
                    "请求方法应为 GET 或 POST");
        }
        if (isSignedByHeader(head)) {
            return new TrroRequest(received, null);
        }
        return new TrroRequest(
                received, FormFields.parse(isPost ? form(received.body()) : head.rawQuery()));
    }

    private static String form(byte[] body) throws TrroException {
        try {
            return utf8(body);
        } catch (CharacterCodingException e) {
            throw FormFields.malformed();
        }
    }

    private static String utf8(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    /**
     * The parameters that are not common, by name; JSON null is absent.
     *
     * @throws TrroException if they cannot be read
     */
    Map<String, JsonNode> parameters() throws TrroException {
        if (isV1()) {
            return texts(fields, COMMON_PARAMETERS);
        }
        return head().method().equals("POST")
                ? jsonParameters(received)
                : texts(FormFields.parse(head().rawQuery()), Set.of());
    }

    /** Whether the common parameters are in headers, as with TC3. */
    private static boolean isSignedByHeader(RequestHead head) {
        return head.header("Authorization") != null || head.header("X-TC-Action") != null;
    }

    /**
     * What language errors are to be in, even of a request that cannot be taken apart; a form that
     * has not been read is answered in English.
     */
    static Language language(RequestHead head) {
        boolean inQuery = ("&" + head.rawQuery() + "&").contains("&Language=zh-CN&");
        return inQuery && !isSignedByHeader(head)
                ? Language.CHINESE
                : Language.of(head.header("X-TC-Language"));
    }

    boolean isV1() {
        return fields != null;
    }

    RequestHead head() {
        return received.head();
    }

    Language language() {
        return isV1() ? Language.of(fields.get("Language")) : language(head());
    }

    /**
     * A common parameter, of a header or of a field.
     *
     * @param name without {@code X-TC-}
     * @return null if it is absent or empty
     */
    String common(String name) {
        String value = isV1() ? fields.get(name) : head().header("X-TC-" + name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /**
     * A common parameter that must be there.
     *
     * @throws TrroException if it is not
     */
    String requiredCommon(String name) throws TrroException {
        String value = common(name);
        if (value == null) {
            String shown = isV1() ? name : "X-TC-" + name;
            throw new TrroException(
                    ErrorCode.MISSING_PARAMETER,
                    shown + ": this common parameter is missing",
                    shown + "：缺少该公共参数");
        }
        return value;
    }

    private static Map<String, JsonNode> texts(Map<String, String> fields, Set<String> without) {
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        fields.forEach(
                (name, value) -> {
                    if (!without.contains(name)) {
                        parameters.put(name, TextNode.valueOf(value));
                    }
                });
        return parameters;
    }

    private static Map<String, JsonNode> jsonParameters(ReceivedRequest received)
            throws TrroException {
        String contentType = received.head().header("Content-Type");
        if (contentType == null
                || !contentType.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw new TrroException(
                    ErrorCode.INVALID_PARAMETER,
                    "Content-Type: expected application/json",
                    "Content-Type：应为 application/json");
        }
        JsonNode object;
        try {
            object = JSON.readTree(utf8(received.body()));
        } catch (JsonProcessingException | CharacterCodingException e) {
            throw notJson();
        }
        if (object == null || !object.isObject()) {
            throw notJson();
        }
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        object.properties()
                .forEach(
                        member -> {
                            if (!member.getValue().isNull()) {
                                parameters.put(member.getKey(), member.getValue());
                            }
                        });
        return parameters;
    }

    private static TrroException notJson() {
        return new TrroException(
                ErrorCode.INVALID_PARAMETER,
                "expected a body that is one JSON object, in UTF-8, each member once",
                "请求体应为一个 UTF-8 编码的 JSON 对象，且成员不重复");
    }
}
