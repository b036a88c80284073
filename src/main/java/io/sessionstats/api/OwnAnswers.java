package io.sessionstats.api;

import java.util.HashMap;
import java.util.Map;

/** What the server itself answers, where no face does. */
final class OwnAnswers {

    /** The id of a request, where the SDKs of AWS look for it; any client may. */
    static final String REQUEST_ID = "x-amzn-RequestId";

    private static final String OPERATION = "server";

    private OwnAnswers() {}

    /** A status with a sentence. */
    static Answer message(String requestId, int status, String message) {
        return of(requestId, status, "application/json", Map.of(), MessageBody.of(message));
    }

    static Answer methodNotAllowed(String requestId) {
        return of(
                requestId,
                405,
                "application/json",
                Map.of("Allow", "GET, HEAD"),
                MessageBody.of("expected GET or HEAD"));
    }

    static Answer metrics(String requestId, byte[] text) {
        return of(requestId, 200, ApiMetrics.CONTENT_TYPE, Map.of(), text);
    }

    private static Answer of(
            String requestId,
            int status,
            String contentType,
            Map<String, String> more,
            byte[] body) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put(REQUEST_ID, requestId);
        headers.put("Content-Type", contentType);
        headers.put("Cache-Control", "no-store");
        return new Answer(OPERATION, status < 400 ? Answer.OK : "error", status, headers, body);
    }
}
