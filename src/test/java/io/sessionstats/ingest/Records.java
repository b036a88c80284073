package io.sessionstats.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.session.SessionEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Reads records as they would come from Kafka, and says what is to become of them. */
final class Records {

    static final long NOW_MILLIS = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();

    private final SessionEventJson reader = new SessionEventJson();

    ParsedRecord read(byte[] value, RecordHeaders headers) {
        return reader.parse(value, headers, "session-events", 3, 42, NOW_MILLIS);
    }

    ParsedRecord read(byte[] value) {
        return read(value, RecordHeaders.NONE);
    }

    ParsedRecord read(String value) {
        return read(value.getBytes(StandardCharsets.UTF_8));
    }

    SessionEvent event(byte[] value, RecordHeaders headers) {
        ParsedRecord record = read(value, headers);
        assertThat(record.rejection()).isNull();
        return record.event().unpacked();
    }

    SessionEvent event(String value) {
        return event(value.getBytes(StandardCharsets.UTF_8), RecordHeaders.NONE);
    }

    void assertMalformed(byte[] value, RecordHeaders headers, String... messageParts) {
        assertRejected(read(value, headers), RejectionReason.MALFORMED, messageParts);
    }

    void assertMalformed(byte[] value, String... messageParts) {
        assertMalformed(value, RecordHeaders.NONE, messageParts);
    }

    void assertMalformed(String value, String... messageParts) {
        assertMalformed(value.getBytes(StandardCharsets.UTF_8), messageParts);
    }

    static void assertRejected(
            ParsedRecord record, RejectionReason reason, String... messageParts) {
        assertThat(record.event()).isNull();
        assertThat(record.rejection().message())
                .contains(messageParts)
                .doesNotContain("could not be read")
                .hasSizeLessThan(400);
        assertThat(record.rejection().reason()).isEqualTo(reason);
    }
}
