package io.sessionstats.options;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Where events come from.
 *
 * @param bootstrapServers {@code host:port}, several with commas between them
 * @param topic the topic that events are read from
 * @param rejectedTopic the topic that rejected records are sent to; never {@code topic}
 * @param groupId the consumer group that positions are shown under
 * @param startingOffsets where reading begins when no state is restored
 * @param propertiesFile further client properties, secrets among them; null for none
 */
public record KafkaOptions(
        String bootstrapServers,
        String topic,
        String rejectedTopic,
        String groupId,
        StartingOffsets startingOffsets,
        Path propertiesFile) {

    /**
     * Reads the further client properties: empty where no file is named.
     *
     * @throws InvalidOptionException if the file cannot be read, or sets what an option sets
     */
    public Properties clientProperties() {
        Properties properties = new Properties();
        if (propertiesFile == null) {
            return properties;
        }
        try (Reader reader = Files.newBufferedReader(propertiesFile, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidOptionException(
                    "option kafka-properties-file: cannot read " + propertiesFile + ": " + e);
        }
        refuse(properties, "bootstrap.servers", JobOptionTable.BOOTSTRAP_SERVERS);
        refuse(properties, "group.id", JobOptionTable.GROUP_ID);
        refuse(properties, "auto.offset.reset", JobOptionTable.STARTING_OFFSETS);
        return properties;
    }

    private void refuse(Properties properties, String key, Option<?> option) {
        if (properties.containsKey(key)) {
            throw new InvalidOptionException(
                    "option kafka-properties-file: %s sets %s; give option %s instead"
                            .formatted(propertiesFile, key, option.name()));
        }
    }
}
