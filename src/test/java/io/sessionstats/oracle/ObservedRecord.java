package io.sessionstats.oracle;

import io.sessionstats.ingest.RejectionReason;
import io.sessionstats.session.SessionEvent;
import java.util.Map;

/**
 * A record of the topic and what it is.
 *
 * @param key what it is to be partitioned by, so that the records of one session whose order
 *     matters stay in order; null where any partition will do
 * @param headers names to values, as in a CloudEvents message; mostly empty
 * @param value its bytes; null for a record without a value
 * @param event the event that the bytes stand for; null for garbage
 * @param garbage why the bytes stand for no event: {@code MALFORMED} or {@code FUTURE}; null for an
 *     event
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared
public record ObservedRecord(
        String key,
        Map<String, String> headers,
        byte[] value,
        SessionEvent event,
        RejectionReason garbage) {

    public ObservedRecord {
        headers = Map.copyOf(headers);
        if ((event == null) == (garbage == null)) {
            throw new IllegalArgumentException("a record is an event or garbage");
        }
    }
}
