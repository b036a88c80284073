package io.sessionstats.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sessionstats.ingest.ParsedRecord;
import io.sessionstats.ingest.RecordHeaders;
import io.sessionstats.ingest.SessionEventJson;
import java.time.Clock;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Every record of the topic as an event or a rejection. Records are parsed where they are read, so
 * that each partition has a watermark of its own.
 */
final class SessionEventRecords implements KafkaRecordDeserializationSchema<ParsedRecord> {

    private static final long serialVersionUID = 1L;

    private final Clock wallClock;

    private transient SessionEventJson json;

    /**
     * @param wallClock what an event may not be far ahead of
     */
    SessionEventRecords(Clock wallClock) {
        this.wallClock = wallClock;
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        json = new SessionEventJson();
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ParsedRecord> out) {
        out.collect(
                json.parse(
                        record.value(),
                        headers(record.headers()),
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        wallClock.millis()));
    }

    @Override
    public TypeInformation<ParsedRecord> getProducedType() {
        return FlowTypes.PARSED_RECORD;
    }

    private static RecordHeaders headers(Headers headers) {
        if (!headers.iterator().hasNext()) {
            return RecordHeaders.NONE;
        }
        return name -> {
            Header header = headers.lastHeader(name);
            return header == null || header.value() == null
                    ? null
                    : new String(header.value(), UTF_8);
        };
    }
}
