package io.sessionstats.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.ingest.SourceRecord;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * A rejected event as a record of the rejected topic: the original bytes, and in headers why, where
 * it came from and how many bytes it had.
 */
final class RejectedRecords implements KafkaRecordSerializationSchema<RejectedEvent> {

    private static final long serialVersionUID = 1L;

    private final String topic;

    RejectedRecords(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            RejectedEvent event, KafkaSinkContext context, Long timestamp) {
        SourceRecord source = event.source();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, null, source.value());
        Headers headers = record.headers();
        add(headers, "reason", event.reason().word());
        add(headers, "message", event.message());
        add(headers, "topic", source.topic());
        add(headers, "partition", Integer.toString(source.partition()));
        add(headers, "offset", Long.toString(source.offset()));
        add(headers, "original-size", Integer.toString(source.originalBytes()));
        return record;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}
