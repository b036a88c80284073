package io.sessionstats.local;

import io.sessionstats.options.ApiOptionTable;
import io.sessionstats.options.ApiOptions;
import io.sessionstats.options.InvalidOptionException;
import io.sessionstats.options.JobOptionTable;
import io.sessionstats.options.JobOptions;
import io.sessionstats.options.Option;
import io.sessionstats.options.OptionLayers;
import io.sessionstats.options.OptionTable;
import io.sessionstats.options.OptionValues;
import io.sessionstats.options.ValueParser;
import java.nio.file.Path;
import java.util.Map;

/**
 * What {@code jobs/local} can be told.
 *
 * @param kafkaPort the broker's port
 * @param postgresPort the database's port
 * @param flinkPort the port of Flink's web UI
 * @param dataDirectory where everything is kept; null for a temporary place
 * @param demo whether to publish sessions of demo farms and projects
 * @param job the job's options, with the addresses of the parts started here
 * @param api those of the API server, likewise
 */
record LocalOptions(
        int kafkaPort,
        int postgresPort,
        int flinkPort,
        Path dataDirectory,
        boolean demo,
        JobOptions job,
        ApiOptions api) {

    static final Option<Integer> KAFKA_PORT =
            new Option<>(
                    "kafka-port",
                    "PORT",
                    "9092",
                    "The port of the Kafka broker, on this machine only.",
                    ValueParser.port());

    static final Option<Integer> POSTGRES_PORT =
            new Option<>(
                    "postgres-port",
                    "PORT",
                    "15432",
                    "The port of the PostgreSQL server, on this machine only.",
                    ValueParser.port());

    static final Option<Integer> FLINK_PORT =
            new Option<>(
                    "flink-port",
                    "PORT",
                    "8081",
                    "The port of Flink's web UI, on this machine only.",
                    ValueParser.port());

    private static final Option<Path> DATA_DIRECTORY =
            new Option<>(
                    "data-dir",
                    "DIR",
                    null,
                    "Keeps everything in this directory; the next start with it carries on where"
                            + " this one stops. Without it, all is in a temporary place that is"
                            + " removed at the end.",
                    ValueParser.path());

    private static final Option<Boolean> NO_DEMO =
            Option.ofSwitch("no-demo", "Publishes no demo sessions.");

    private static final String OWN_STORE =
            "jobs/local starts a database of its own; its port is chosen with --postgres-port";

    private static final OptionTable TABLE =
            OptionTable.of(KAFKA_PORT, POSTGRES_PORT, FLINK_PORT, DATA_DIRECTORY, NO_DEMO)
                    .plus(ApiOptionTable.OWN)
                    .plus(JobOptionTable.TABLE)
                    .refusing(
                            JobOptionTable.BOOTSTRAP_SERVERS,
                            "jobs/local starts a broker of its own; its port is chosen with"
                                    + " --kafka-port")
                    .refusing(
                            JobOptionTable.KAFKA_PROPERTIES_FILE,
                            "jobs/local starts a broker of its own, which needs none")
                    .refusing(
                            ApiOptionTable.HOST,
                            "jobs/local listens on this machine only; jobs/serve on any address")
                    .refusing(JobOptionTable.STORE_URL, OWN_STORE)
                    .refusing(JobOptionTable.STORE_USER, OWN_STORE)
                    .refusing(JobOptionTable.STORE_PASSWORD_FILE, OWN_STORE);

    private static final String LOOPBACK = "127.0.0.1";
    private static final int DEFAULT_PARALLELISM = 2;

    /**
     * Reads all layers, and checks that the rate card can be read; starts nothing.
     *
     * @throws InvalidOptionException for the first thing that cannot be accepted
     */
    static LocalOptions read(String[] arguments, Map<String, String> environment) {
        OptionValues values = OptionLayers.read(TABLE, arguments, environment);
        int kafkaPort = values.get(KAFKA_PORT);
        int postgresPort = values.get(POSTGRES_PORT);
        int flinkPort = values.get(FLINK_PORT);
        refuseSame(KAFKA_PORT, kafkaPort, POSTGRES_PORT, postgresPort);
        refuseSame(KAFKA_PORT, kafkaPort, FLINK_PORT, flinkPort);
        refuseSame(POSTGRES_PORT, postgresPort, FLINK_PORT, flinkPort);
        int apiPort = values.get(ApiOptionTable.PORT);
        refuseSame(KAFKA_PORT, kafkaPort, ApiOptionTable.PORT, apiPort);
        refuseSame(POSTGRES_PORT, postgresPort, ApiOptionTable.PORT, apiPort);
        refuseSame(FLINK_PORT, flinkPort, ApiOptionTable.PORT, apiPort);

        OptionValues ofParts =
                values.with(JobOptionTable.BOOTSTRAP_SERVERS, LOOPBACK + ":" + kafkaPort)
                        .with(JobOptionTable.STORE_URL, LocalPostgres.jdbcUrl(postgresPort))
                        .with(JobOptionTable.STORE_USER, LocalPostgres.USER)
                        .with(ApiOptionTable.HOST, LOOPBACK);
        if (values.get(JobOptionTable.PARALLELISM) == null) {
            ofParts = ofParts.with(JobOptionTable.PARALLELISM, DEFAULT_PARALLELISM);
        }
        JobOptions job = JobOptions.from(ofParts);
        job.rateCard();
        return new LocalOptions(
                kafkaPort,
                postgresPort,
                flinkPort,
                values.get(DATA_DIRECTORY),
                !values.get(NO_DEMO),
                job,
                ApiOptions.from(ofParts));
    }

    static String help() {
        return """
                jobs/local: Kafka, PostgreSQL, Flink with the job, API and a demo, all on this machine.

                """
                + TABLE.help()
                + OptionLayers.HELP;
    }

    private static void refuseSame(Option<?> one, int port, Option<?> other, int otherPort) {
        if (port == otherPort) {
            throw new InvalidOptionException(
                    "option %s = \"%d\": expected another port than option %s"
                            .formatted(other.name(), otherPort, one.name()));
        }
    }
}
