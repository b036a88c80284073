package io.sessionstats.job;

import io.sessionstats.ingest.ParsedRecord;
import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.options.InvalidOptionException;
import io.sessionstats.options.JobOptions;
import io.sessionstats.options.KafkaOptions;
import io.sessionstats.options.OptionLayers;
import io.sessionstats.options.StoreOptions;
import io.sessionstats.pairing.PairingLimits;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.StoreSettings;
import io.sessionstats.store.postgres.PasswordSource;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.store.postgres.publishing.PostgresStatisticsStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * The job with its real ends: session events from Kafka, statistics to PostgreSQL, rejected records
 * to Kafka.
 */
public final class SessionStatisticsJob {

    public static final String NAME = "session-statistics";

    private static final Duration LONGEST_WATERMARK_INTERVAL = Duration.ofSeconds(1);

    /** Kafka's own default of 500 makes a poll for what a task counts in a few milliseconds. */
    private static final String RECORDS_A_POLL = "5000";

    private SessionStatisticsJob() {}

    /** Submits the job to the cluster that Flink's client is configured for. */
    public static void main(String[] arguments) throws Exception {
        if (OptionLayers.askForHelp(arguments)) {
            System.out.print(JobOptions.help());
            return;
        }
        JobOptions options;
        try {
            options = JobOptions.read(arguments, System.getenv());
            KafkaTopics.prepare(options.kafka());
        } catch (InvalidOptionException e) {
            System.err.println(NAME + ": " + e.getMessage());
            throw e;
        }
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        define(environment, options);
        environment.execute(NAME);
    }

    /** Adds the job to an environment, and configures that as the job needs it. */
    public static void define(StreamExecutionEnvironment environment, JobOptions options) {
        define(environment, options, source(options).build(), statisticsSink(options));
    }

    /** The same with other ends: a benchmark's source ends, and its sink may discard. */
    static void define(
            StreamExecutionEnvironment environment,
            JobOptions options,
            Source<ParsedRecord, ?, ?> source,
            Sink<RowChunk> statisticsSink) {
        environment.configure(configuration(options));
        if (options.parallelism() != null) {
            environment.setParallelism(options.parallelism());
        }
        new SessionStatisticsPipeline(
                        options.zones(),
                        new PairingLimits(
                                options.allowedLateness().toMillis(),
                                options.maxSessionDuration().toMillis()),
                        options.rateCard(),
                        options.usageGrain(),
                        options.outOfOrderness(),
                        options.idleAdvance(),
                        Clock.systemUTC())
                .define(environment, source, statisticsSink, rejectedSink(options.kafka()));
    }

    private static Configuration configuration(JobOptions options) {
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, options.updateInterval());
        // Where checkpoints take long, they come less often and leave time for what they are of.
        configuration.set(
                CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS,
                options.updateInterval().dividedBy(2));
        // While the store is away no checkpoint can complete: the job waits and does not fail.
        configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
        configuration.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        // A session that starts and ends between two watermarks is told once, as a whole; and what
        // is
        // complete shows only when a checkpoint does.
        configuration.set(
                PipelineOptions.AUTO_WATERMARK_INTERVAL,
                options.updateInterval().dividedBy(2).compareTo(LONGEST_WATERMARK_INTERVAL) < 0
                        ? options.updateInterval().dividedBy(2)
                        : LONGEST_WATERMARK_INTERVAL);
        // What flows is immutable, so it need not be copied between the functions of a chain; and
        // nothing may fall back to Kryo, whose state no later release could read.
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        return configuration;
    }

    static KafkaSourceBuilder<ParsedRecord> source(JobOptions options) {
        KafkaOptions kafka = options.kafka();
        return KafkaSource.<ParsedRecord>builder()
                .setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_A_POLL)
                .setProperties(kafka.clientProperties())
                // What a producer took back has never happened.
                .setProperty("isolation.level", "read_committed")
                .setBootstrapServers(kafka.bootstrapServers())
                .setTopics(kafka.topic())
                .setGroupId(kafka.groupId())
                .setStartingOffsets(new StartingPositions(kafka.startingOffsets()))
                .setDeserializer(new SessionEventRecords(Clock.systemUTC()));
    }

    static Sink<RowChunk> statisticsSink(JobOptions options) {
        return new StatisticsSink(
                PostgresStatisticsStore.in(database(options.store())),
                new StoreSettings(options.zones(), options.usageGrain()),
                RetryDelays.standard());
    }

    private static KafkaSink<RejectedEvent> rejectedSink(KafkaOptions kafka) {
        Properties properties = kafka.clientProperties();
        properties.putIfAbsent("compression.type", "lz4");
        return KafkaSink.<RejectedEvent>builder()
                .setKafkaProducerConfig(properties)
                .setBootstrapServers(kafka.bootstrapServers())
                .setRecordSerializer(new RejectedRecords(kafka.rejectedTopic()))
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .build();
    }

    /** Where no file is named, the variable is looked for on the machine that connects. */
    private static PostgresDatabase database(StoreOptions store) {
        return new PostgresDatabase(
                store.url(),
                store.user(),
                PasswordSource.of(store.passwordFile(), StoreOptions.PASSWORD_VARIABLE),
                store.schema());
    }
}
