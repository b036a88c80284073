package io.sessionstats.bench;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells the meter when the first records of a run arrive, so that neither planning nor the start of
 * a job is charged to anybody. Kafka makes one for each consumer, by this class's name.
 */
public final class FirstRecords implements ConsumerInterceptor<byte[], byte[]> {

    static final String PROPERTY = "interceptor.classes";

    /** What a consumer needs to be told. */
    static Properties consumerProperties() {
        Properties properties = new Properties();
        properties.put(PROPERTY, FirstRecords.class.getName());
        return properties;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        if (!records.isEmpty()) {
            RunMeter.current().recordsArrived();
        }
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> properties) {}
}
