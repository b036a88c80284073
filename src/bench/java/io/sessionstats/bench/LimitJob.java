package io.sessionstats.bench;

import java.io.IOException;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** The least that Flink can do with these events. */
final class LimitJob {

    private static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(10);

    private LimitJob() {}

    static void run(Task task) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(RestOptions.BIND_PORT, "0");
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(
                        task.parallelism(), configuration);
        KafkaSource<LimitEvent> source =
                KafkaSource.<LimitEvent>builder()
                        .setProperties(FirstRecords.consumerProperties())
                        .setBootstrapServers(task.bootstrapServers())
                        .setTopics(task.topic())
                        .setGroupId("limit")
                        .setStartingOffsets(OffsetsInitializer.earliest())
                        .setBounded(OffsetsInitializer.latest())
                        .setValueOnlyDeserializer(new Events())
                        .build();
        boolean pairs = task.contender() == Contender.LIMIT_PAIR;
        DataStream<LimitEvent> events =
                environment.fromSource(
                        source, pairs ? watermarks() : WatermarkStrategy.noWatermarks(), "events");
        if (pairs) {
            events = events.keyBy(event -> event.sessionId).process(new LimitPairing());
        }
        events.sinkTo(new DiscardingSink<>());
        environment.executeAsync(task.contender().toString()).getJobExecutionResult().get();
    }

    private static WatermarkStrategy<LimitEvent> watermarks() {
        return WatermarkStrategy.<LimitEvent>forBoundedOutOfOrderness(OUT_OF_ORDERNESS)
                .withTimestampAssigner((event, recordMillis) -> event.timeMillis);
    }

    private static final class Events implements DeserializationSchema<LimitEvent> {

        private static final long serialVersionUID = 1L;

        @Override
        public LimitEvent deserialize(byte[] value) throws IOException {
            return LimitEvent.parse(value);
        }

        @Override
        public boolean isEndOfStream(LimitEvent event) {
            return false;
        }

        @Override
        public TypeInformation<LimitEvent> getProducedType() {
            return TypeInformation.of(LimitEvent.class);
        }
    }
}
