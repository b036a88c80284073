package io.sessionstats.pairing;

import io.sessionstats.ingest.PackedRecord;
import io.sessionstats.ingest.SourceRecord;
import io.sessionstats.session.PackedEvent.PackedDetails;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What is kept of an end whose start has not come, besides its time and quality.
 *
 * @param details its scope and session id
 * @param source the record it came in, for the day that it is rejected
 */
record WaitingEnd(PackedDetails details, SourceRecord source) {

    private static final int NO_VALUE = -1;

    /** An end as bytes. */
    static byte[] payload(PackedRecord end) {
        byte[] event = end.event().bytes();
        SourceRecord source = end.source();
        byte[] topic = source.topic().getBytes(StandardCharsets.UTF_8);
        byte[] value = source.value();
        int valueLength = value == null ? 0 : value.length;
        ByteBuffer payload =
                ByteBuffer.allocate(
                        4 + event.length + 4 + topic.length + 4 + 8 + 4 + 4 + valueLength);
        payload.putInt(event.length).put(event);
        payload.putInt(topic.length).put(topic);
        payload.putInt(source.partition()).putLong(source.offset());
        payload.putInt(source.originalBytes());
        payload.putInt(value == null ? NO_VALUE : valueLength);
        if (value != null) {
            payload.put(value);
        }
        return payload.array();
    }

    static WaitingEnd of(byte[] payload) {
        ByteBuffer in = ByteBuffer.wrap(payload);
        PackedDetails details = new PackedDetails(bytes(in, in.getInt()));
        String topic = new String(bytes(in, in.getInt()), StandardCharsets.UTF_8);
        int partition = in.getInt();
        long offset = in.getLong();
        int originalBytes = in.getInt();
        int valueLength = in.getInt();
        byte[] value = valueLength == NO_VALUE ? null : bytes(in, valueLength);
        return new WaitingEnd(
                details, new SourceRecord(topic, partition, offset, originalBytes, value));
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
