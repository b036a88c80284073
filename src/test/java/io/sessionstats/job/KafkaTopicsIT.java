package io.sessionstats.job;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.local.EmbeddedKafka;
import io.sessionstats.options.InvalidOptionException;
import io.sessionstats.options.JobOptions;
import io.sessionstats.options.KafkaOptions;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is asked of a real broker before a job is submitted. */
class KafkaTopicsIT {

    @BeforeAll
    static void makeTopics() throws Exception {
        EmbeddedKafka.server().createTopic("required-events", 1);
        EmbeddedKafka.server().createTopic("required-rejected", 1);
    }

    @Test
    void jobWithBothTopicsMayStart() {
        assertThatCode(() -> KafkaTopics.require(kafka("required-events", "required-rejected")))
                .doesNotThrowAnyException();
    }

    @Test
    void missingTopicIsNamedWithItsOption() {
        assertMissing("option topic = nowhere", kafka("nowhere", "required-rejected"));
        assertMissing("option rejected-topic = nowhere", kafka("required-events", "nowhere"));
    }

    /** As the job itself does; the first attempt of Kafka's client ends at its time limit. */
    @Test
    void brokerThatIsAwayIsWaitedFor() {
        JobOptions options =
                JobOptions.read(new String[] {"--bootstrap-servers=127.0.0.1:1"}, Map.of());

        assertThatCode(() -> KafkaTopics.require(options.kafka())).doesNotThrowAnyException();
    }

    private static void assertMissing(String option, KafkaOptions kafka) {
        assertThatThrownBy(() -> KafkaTopics.require(kafka))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage(
                        option
                                + ": there is no such topic at "
                                + EmbeddedKafka.server().bootstrapServers()
                                + "; make it before the job starts");
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
