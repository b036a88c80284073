package io.sessionstats.replay;

import io.sessionstats.options.InvalidOptionException;
import io.sessionstats.options.JobOptionTable;
import io.sessionstats.options.Option;
import io.sessionstats.options.OptionLayers;
import io.sessionstats.options.OptionTable;
import io.sessionstats.options.OptionValues;
import java.math.BigDecimal;

/**
 * What {@code jobs/replay} can be told.
 *
 * @param file a path, or {@code -} for the standard input
 * @param bootstrapServers the brokers to ask first
 * @param topic the topic to publish to
 * @param eventsPerSecond null for as fast as possible
 */
record ReplayOptions(String file, String bootstrapServers, String topic, Double eventsPerSecond) {

    private static final Option<Double> RATE =
            new Option<>(
                    "rate",
                    "EVENTS",
                    null,
                    "How many events to publish a second; as fast as possible where it is not"
                            + " given.",
                    ReplayOptions::rate);

    private static final OptionTable TABLE =
            OptionTable.of(JobOptionTable.BOOTSTRAP_SERVERS, JobOptionTable.TOPIC_NAME, RATE);

    /**
     * Reads the arguments; opens nothing.
     *
     * @throws InvalidOptionException for the first thing that cannot be accepted
     */
    static ReplayOptions read(String[] arguments) {
        OptionValues values = OptionLayers.readArguments(TABLE, arguments);
        if (values.operands().size() != 1) {
            throw new InvalidOptionException(
                    "expected one file (or - for the standard input), not "
                            + (values.operands().isEmpty()
                                    ? "none"
                                    : String.join(" ", values.operands())));
        }
        return new ReplayOptions(
                values.operands().get(0),
                values.get(JobOptionTable.BOOTSTRAP_SERVERS),
                values.get(JobOptionTable.TOPIC_NAME),
                values.get(RATE));
    }

    static String help() {
        return """
                jobs/replay FILE: publishes a file of events to Kafka, a line a record, byte for byte.

                FILE is NDJSON, plain or compressed by gzip; - is the standard input. A line may be
                key<TAB>json; a line that starts with { has no key. Blank lines are left out.

                """
                + TABLE.help()
                + "  --help\n      Shows this and ends.\n";
    }

    private static Double rate(String text) {
        if (text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?") && new BigDecimal(text).signum() > 0) {
            return Double.valueOf(text);
        }
        throw new IllegalArgumentException("expected a number of events above 0, such as 500");
    }
}
