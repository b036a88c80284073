package io.sessionstats.job;

import io.sessionstats.bench.RowCount;
import io.sessionstats.options.JobOptions;
import java.util.Properties;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job as it is, but for its source, which ends where the topic ended at the start. It names
 * none of the job's own types, so that these can change.
 */
public final class BoundedJob {

    private BoundedJob() {}

    /**
     * Adds the job to an environment.
     *
     * @param consumerProperties further properties of the Kafka consumers, for measuring
     * @param discarding whether rows are counted and discarded, and not published to PostgreSQL
     */
    public static void define(
            StreamExecutionEnvironment environment,
            JobOptions options,
            Properties consumerProperties,
            boolean discarding) {
        var source =
                SessionStatisticsJob.source(options)
                        .setBounded(OffsetsInitializer.latest())
                        .setProperties(consumerProperties)
                        .build();
        if (discarding) {
            SessionStatisticsJob.define(environment, options, source, new RowCount<>());
        } else {
            SessionStatisticsJob.define(
                    environment, options, source, SessionStatisticsJob.statisticsSink(options));
        }
    }
}
