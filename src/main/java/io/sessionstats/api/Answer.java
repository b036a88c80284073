package io.sessionstats.api;

import java.util.Map;

/**
 * What a face answers.
 *
 * @param operation which operation it was, of a closed list, for metrics and limits; {@code
 *     "unknown"} for none of the face's
 * @param outcome {@code "ok"}, or the dialect's error code, of a closed list, for metrics
 * @param status the HTTP status
 * @param headers beside those that the server itself sets ({@code Date}, {@code Content-Length})
 * @param body UTF-8 JSON
 */
@SuppressWarnings("ArrayRecordComponent") // Is handed on once and compared by nobody
public record Answer(
        String operation, String outcome, int status, Map<String, String> headers, byte[] body) {

    public static final String UNKNOWN_OPERATION = "unknown";
    public static final String OK = "ok";

    public Answer {
        headers = Map.copyOf(headers);
    }
}
