package io.sessionstats.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.local.EmbeddedKafka;
import io.sessionstats.options.InvalidOptionException;
import io.sessionstats.options.JobOptions;
import io.sessionstats.options.KafkaOptions;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is asked of a real broker before a job is submitted. */
class KafkaTopicsIT {

    @BeforeAll
    static void makeTopics() throws Exception {
        EmbeddedKafka.server().createTopic("required-events", 1);
        EmbeddedKafka.server().createTopic("required-rejected", 1);
        EmbeddedKafka.server().createTopic("required_rejected_", 1);
    }

    @Test
    void jobWithBothTopicsMayStart() {
        assertThatCode(() -> KafkaTopics.prepare(kafka("required-events", "required-rejected")))
                .doesNotThrowAnyException();
    }

    @Test
    void missingTopicOfEventsIsNamedWithItsOption() {
        assertRefused(
                kafka("nowhere", "required-rejected"),
                "option topic = nowhere: there is no such topic at ");
    }

    @Test
    void missingTopicOfRejectedRecordsIsMade() throws Exception {
        KafkaOptions kafka = kafka("required-events", "made-rejected");

        KafkaTopics.prepare(kafka);

        try (Admin admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                kafka.bootstrapServers()))) {
            assertThat(admin.listTopics().names().get()).contains("made-rejected");
        }
    }

    /** A broker takes no name that differs from another by dots and underscores alone. */
    @Test
    void topicThatCannotBeMadeIsNamedWithItsOptionAndTheReason() {
        assertRefused(
                kafka("required-events", "required.rejected_"),
                "option rejected-topic = required.rejected_: there is no such topic at ");
    }

    /** As the job itself does; the first attempt of Kafka's client ends at its time limit. */
    @Test
    void brokerThatIsAwayIsWaitedFor() {
        JobOptions options =
                JobOptions.read(new String[] {"--bootstrap-servers=127.0.0.1:1"}, Map.of());

        assertThatCode(() -> KafkaTopics.prepare(options.kafka())).doesNotThrowAnyException();
    }

    private static void assertRefused(KafkaOptions kafka, String beginning) {
        assertThatThrownBy(() -> KafkaTopics.prepare(kafka))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageStartingWith(beginning + EmbeddedKafka.server().bootstrapServers())
                .hasMessageEndingWith("; make it before the job starts");
    }

    private static KafkaOptions kafka(String topic, String rejectedTopic) {
        return JobOptions.read(
                        new String[] {
                            "--bootstrap-servers=" + EmbeddedKafka.server().bootstrapServers(),
                            "--topic=" + topic,
                            "--rejected-topic=" + rejectedTopic
                        },
                        Map.of())
                .kafka();
    }
}
