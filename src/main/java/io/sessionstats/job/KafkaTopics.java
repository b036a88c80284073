package io.sessionstats.job;

import io.sessionstats.options.InvalidOptionException;
import io.sessionstats.options.JobOptionTable;
import io.sessionstats.options.KafkaOptions;
import io.sessionstats.options.Option;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics that a job needs. Without this a job whose topic for rejected records is missing would
 * run until there is one to reject, and then fail for as long as that record is there.
 */
final class KafkaTopics {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);

    private static final int MILLIS_TO_ANSWER = 10_000;

    private KafkaTopics() {}

    /**
     * Asks Kafka whether both topics are there. That it does not answer is no reason against the
     * job, which waits for Kafka.
     *
     * @throws InvalidOptionException if one of them is not
     */
    static void require(KafkaOptions kafka) throws InterruptedException {
        Properties properties = kafka.clientProperties();
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        try (Admin admin = Admin.create(properties)) {
            Map<String, KafkaFuture<?>> topics =
                    Map.copyOf(
                            admin.describeTopics(
                                            List.of(kafka.topic(), kafka.rejectedTopic()),
                                            new DescribeTopicsOptions().timeoutMs(MILLIS_TO_ANSWER))
                                    .topicNameValues());
            require(topics.get(kafka.topic()), JobOptionTable.TOPIC_NAME, kafka.topic(), kafka);
            require(
                    topics.get(kafka.rejectedTopic()),
                    JobOptionTable.REJECTED_TOPIC,
                    kafka.rejectedTopic(),
                    kafka);
        } catch (ExecutionException | KafkaException e) {
            LOG.warn("Cannot ask {} for the job's topics", kafka.bootstrapServers(), e);
        }
    }

    private static void require(
            KafkaFuture<?> topic, Option<String> option, String name, KafkaOptions kafka)
            throws ExecutionException, InterruptedException {
        try {
            topic.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw e;
            }
            throw new InvalidOptionException(
                    "option %s = %s: there is no such topic at %s; make it before the job starts"
                            .formatted(option.name(), name, kafka.bootstrapServers()));
        }
    }
}
