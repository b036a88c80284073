package io.sessionstats.options;

import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.ingest.RateCardJson;
import io.sessionstats.usage.RateCard;
import io.sessionstats.usage.UsageGrain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Everything that the job can be told, validated. Holds no secret: {@link
 * StoreOptions#passwordFile()} and {@link KafkaOptions#clientProperties()} say where those are.
 *
 * @param kafka where events come from
 * @param zones whose calendar each scope follows
 * @param allowedLateness how far behind the watermark an event may be; 0 to ten years
 * @param outOfOrderness how far the watermark stays behind a partition's latest event; 0 to a year
 * @param maxSessionDuration the longest that a session can be; 1 ms to ten years
 * @param usageGrain the grid that usage is kept on
 * @param rateCardFile what sessions cost that send no rate; null for nothing
 * @param updateInterval the checkpoint interval; 0.1 s to an hour
 * @param idleAdvance after how long without events event time moves on; 0.1 s to a day, null is off
 * @param store where statistics are published
 * @param parallelism 1 to 32,767; null leaves it to the cluster
 */
public record JobOptions(
        KafkaOptions kafka,
        ScopeZones zones,
        Duration allowedLateness,
        Duration outOfOrderness,
        Duration maxSessionDuration,
        UsageGrain usageGrain,
        Path rateCardFile,
        Duration updateInterval,
        Duration idleAdvance,
        StoreOptions store,
        Integer parallelism) {

    public JobOptions {
        if (kafka.topic().equals(kafka.rejectedTopic())) {
            throw new InvalidOptionException(
                    "option rejected-topic = %s: expected another topic than option topic, or"
                                    .formatted(OptionLayers.shown(kafka.rejectedTopic()))
                            + " rejected records would be read again");
        }
    }

    /**
     * Reads the job's options from all layers, and checks that the file of Kafka properties and the
     * rate card can be read.
     *
     * @throws InvalidOptionException for the first thing that cannot be accepted
     */
    public static JobOptions read(String[] arguments, Map<String, String> environment) {
        OptionValues values =
                OptionLayers.read(
                        JobOptionTable.TABLE.besides(ApiOptionTable.TABLE), arguments, environment);
        StoreOptions.requireOnePassword(values, environment);
        JobOptions options = from(values);
        options.kafka.clientProperties();
        options.rateCard();
        return options;
    }

    /**
     * Reads the rate card: empty where no file is named.
     *
     * @throws InvalidOptionException if the file cannot be read, or is no rate card
     */
    public RateCard rateCard() {
        if (rateCardFile == null) {
            return RateCard.EMPTY;
        }
        try {
            return RateCardJson.parse(Files.readAllBytes(rateCardFile));
        } catch (IOException e) {
            throw new InvalidOptionException(
                    "option rate-card: cannot read " + rateCardFile + ": " + e);
        } catch (IllegalArgumentException e) {
            throw new InvalidOptionException(
                    "option rate-card: " + rateCardFile + ": " + e.getMessage());
        }
    }

    /** The help of the job's options. */
    public static String help() {
        return JobOptionTable.TABLE.help() + OptionLayers.HELP;
    }

    /** Puts together values of the job's table. */
    public static JobOptions from(OptionValues values) {
        return new JobOptions(
                new KafkaOptions(
                        values.get(JobOptionTable.BOOTSTRAP_SERVERS),
                        values.get(JobOptionTable.TOPIC_NAME),
                        values.get(JobOptionTable.REJECTED_TOPIC),
                        values.get(JobOptionTable.GROUP_ID),
                        values.get(JobOptionTable.STARTING_OFFSETS),
                        values.get(JobOptionTable.KAFKA_PROPERTIES_FILE)),
                new ScopeZones(
                        values.get(JobOptionTable.TIME_ZONE),
                        values.get(JobOptionTable.SCOPE_TIME_ZONES)),
                values.get(JobOptionTable.ALLOWED_LATENESS),
                values.get(JobOptionTable.OUT_OF_ORDERNESS),
                values.get(JobOptionTable.MAX_SESSION_DURATION),
                values.get(JobOptionTable.USAGE_GRAIN),
                values.get(JobOptionTable.RATE_CARD),
                values.get(JobOptionTable.UPDATE_INTERVAL),
                values.get(JobOptionTable.IDLE_ADVANCE),
                StoreOptions.from(values),
                values.get(JobOptionTable.PARALLELISM));
    }
}
