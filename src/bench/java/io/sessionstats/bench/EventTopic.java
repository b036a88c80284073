package io.sessionstats.bench;

import io.sessionstats.bench.events.EventShape;
import io.sessionstats.bench.events.GeneratedEvents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** Topics of the benchmark: four partitions, compressed by lz4, keyed by session id. */
final class EventTopic {

    private static final int PARTITIONS = 4;
    private static final int LINGER_MILLIS = 50;
    private static final long SECONDS_MAX = 60;

    private EventTopic() {}

    /**
     * Publishes the events of a shape, unless a kept broker has them all already.
     *
     * @param directory where it is remembered that the broker has all of them
     * @return the topic's name
     */
    static String fill(EventShape shape, String bootstrapServers, Path directory, Progress progress)
            throws Exception {
        Path complete = directory.resolve(shape.topic() + "-complete");
        if (Files.exists(complete)) {
            progress.say("%,d events are there".formatted(shape.events()));
            return shape.topic();
        }
        progress.say("publishing %,d events".formatted(shape.events()));
        create(shape.topic(), bootstrapServers, Map.of());
        try (EventProducer producer =
                new EventProducer(shape.topic(), bootstrapServers, LINGER_MILLIS)) {
            new GeneratedEvents(shape).inOrderOfArrival(producer::send);
            producer.flush();
        }
        Files.createFile(complete);
        return shape.topic();
    }

    /** Makes a topic, empty even if there was one of that name. */
    static void create(String topic, String bootstrapServers, Map<String, String> more)
            throws Exception {
        try (Admin admin =
                Admin.create(
                        Map.<String, Object>of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            if (admin.listTopics().names().get(SECONDS_MAX, TimeUnit.SECONDS).contains(topic)) {
                admin.deleteTopics(List.of(topic)).all().get(SECONDS_MAX, TimeUnit.SECONDS);
            }
            NewTopic wanted =
                    new NewTopic(topic, Optional.of(PARTITIONS), Optional.of((short) 1))
                            .configs(more);
            for (int attempt = 1; ; attempt++) {
                try {
                    admin.createTopics(List.of(wanted)).all().get(SECONDS_MAX, TimeUnit.SECONDS);
                    return;
                } catch (ExecutionException e) {
                    if (attempt == 20) {
                        throw e;
                    }
                    // The one that was deleted takes a moment to go.
                    TimeUnit.MILLISECONDS.sleep(250);
                }
            }
        }
    }
}
