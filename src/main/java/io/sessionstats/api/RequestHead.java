package io.sessionstats.api;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A request up to its body, as it was received: nothing is decoded, for signatures are over what
 * was sent.
 *
 * @param id a UUID that the answer and the log carry
 * @param method in upper case, as sent
 * @param rawPath the path as sent, percent-encoded
 * @param rawQuery what follows the question mark, as sent; null if there is none
 * @param headers in their order; values as sent, without blanks at their ends, a byte a character;
 *     names of well-known ones perhaps in another case than sent
 * @param receivedAt by the server's clock
 */
public record RequestHead(
        String id,
        String method,
        String rawPath,
        String rawQuery,
        List<Header> headers,
        Instant receivedAt) {

    /** One line of the head. */
    public record Header(String name, String value) {}

    public RequestHead {
        headers = List.copyOf(headers);
    }

    /** The value of a header; of several lines the values with commas between; null if absent. */
    public String header(String name) {
        String joined = null;
        for (Header header : headers) {
            if (header.name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                joined = joined == null ? header.value() : joined + "," + header.value();
            }
        }
        return joined;
    }
}
