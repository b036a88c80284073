package io.sessionstats.job;

import io.sessionstats.options.InvalidOptionException;
import io.sessionstats.options.JobOptionTable;
import io.sessionstats.options.KafkaOptions;
import io.sessionstats.options.Option;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
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
     * Requires the topic of events, and makes that of rejected records, as the broker makes topics,
     * where it is not there. That Kafka does not answer is no reason against the job, which waits
     * for Kafka.
     *
     * @throws InvalidOptionException if the topic of events is not there, or that of rejected
     *     records cannot be made
     */
    static void prepare(KafkaOptions kafka) throws InterruptedException {
        Properties properties = kafka.clientProperties();
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        try (Admin admin = Admin.create(properties)) {
            if (!exists(admin, kafka.topic())) {
                throw missing(JobOptionTable.TOPIC_NAME, kafka.topic(), kafka, "");
            }
            if (!exists(admin, kafka.rejectedTopic())) {
                makeRejectedTopic(admin, kafka);
            }
        } catch (ExecutionException | KafkaException e) {
            LOG.warn("Cannot ask {} for the job's topics", kafka.bootstrapServers(), e);
        }
    }

    private static boolean exists(Admin admin, String topic)
            throws ExecutionException, InterruptedException {
        try {
            admin.describeTopics(
                            List.of(topic), new DescribeTopicsOptions().timeoutMs(MILLIS_TO_ANSWER))
                    .allTopicNames()
                    .get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }

    private static void makeRejectedTopic(Admin admin, KafkaOptions kafka)
            throws InterruptedException {
        NewTopic topic = new NewTopic(kafka.rejectedTopic(), Optional.empty(), Optional.empty());
        try {
            admin.createTopics(
                            List.of(topic), new CreateTopicsOptions().timeoutMs(MILLIS_TO_ANSWER))
                    .all()
                    .get();
            LOG.info("Made topic {} for rejected records", kafka.rejectedTopic());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw missing(
                        JobOptionTable.REJECTED_TOPIC,
                        kafka.rejectedTopic(),
                        kafka,
                        " (" + e.getCause().getMessage() + ")");
            }
        }
    }

    private static InvalidOptionException missing(
            Option<String> option, String topic, KafkaOptions kafka, String why) {
        return new InvalidOptionException(
                "option %s = %s: there is no such topic at %s%s; make it before the job starts"
                        .formatted(option.name(), topic, kafka.bootstrapServers(), why));
    }
}
