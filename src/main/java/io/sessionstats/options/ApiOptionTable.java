package io.sessionstats.options;

import java.nio.file.Path;
import java.time.Duration;

/** Every option of the API server, declared once; those of the store it shares with the job. */
public final class ApiOptionTable {

    public static final Option<String> HOST =
            new Option<>(
                    "api-host",
                    "HOST",
                    "127.0.0.1",
                    "The address that the API server listens on; 0.0.0.0 is every one of the"
                            + " machine.",
                    ValueParser.matching(
                            "[A-Za-z0-9.:%_-]{1,253}", "a host name or an IP address"));

    public static final Option<Integer> PORT =
            new Option<>(
                    "api-port",
                    "PORT",
                    "8080",
                    "The port that the API server listens on.",
                    ValueParser.port());

    public static final Option<Path> CREDENTIALS_FILE =
            new Option<>(
                    "credentials-file",
                    "FILE",
                    null,
                    "The access keys that callers of the API sign with, and the scopes that each may"
                            + " read; read again when it changes. JSON: {\"keys\": [{\"accessKeyId\":"
                            + " \"...\", \"secret\": \"...\", \"scopes\": [\"farm:farm-1\","
                            + " \"project:p1\"]}]}; the scopes [\"*\"] are all.",
                    ValueParser.path());

    public static final Option<Integer> REQUEST_RATE =
            new Option<>(
                    "api-request-rate",
                    "NUMBER",
                    "1000",
                    "How many requests a second each access key may make of each operation of the"
                            + " Deadline Cloud API. A client that pages through a result makes"
                            + " hundreds.",
                    ValueParser.integer(1, 1_000_000, "a number"));

    public static final Option<Integer> TRRO_REQUEST_RATE =
            new Option<>(
                    "trro-request-rate",
                    "NUMBER",
                    "20",
                    "The same for each operation of the TRRO API.",
                    ValueParser.integer(1, 1_000_000, "a number"));

    public static final Option<Integer> AGGREGATION_THREADS =
            new Option<>(
                    "aggregation-threads",
                    "NUMBER",
                    "2",
                    "How many aggregations of usage a server works on at a time.",
                    ValueParser.integer(1, 64, "a number"));

    public static final Option<Duration> AGGREGATION_TIMEOUT =
            new Option<>(
                    "aggregation-timeout",
                    "DURATION",
                    "PT5M",
                    "How long an aggregation of usage may take before it is given up. (It and its"
                            + " result are kept for an hour.)",
                    ValueParser.duration(Duration.ofSeconds(1), Duration.ofHours(1)));

    public static final Option<Integer> STORE_CONNECTIONS =
            new Option<>(
                    "store-connections",
                    "NUMBER",
                    "10",
                    "How many connections to the store the API server keeps.",
                    ValueParser.integer(1, 1_000, "a number"));

    public static final Option<Duration> CLOCK_WINDOW =
            new Option<>(
                    "api-clock-window",
                    "DURATION",
                    "PT5M",
                    "How far the time that a request was signed at may be from the server's.",
                    ValueParser.duration(Duration.ofSeconds(1), Duration.ofDays(1)));

    /** Those that the API server alone has. */
    public static final OptionTable OWN =
            OptionTable.of(
                    HOST,
                    PORT,
                    CREDENTIALS_FILE,
                    REQUEST_RATE,
                    TRRO_REQUEST_RATE,
                    AGGREGATION_THREADS,
                    AGGREGATION_TIMEOUT,
                    STORE_CONNECTIONS,
                    CLOCK_WINDOW);

    /** All of them, and the names that look like options and are not. */
    public static final OptionTable TABLE =
            OWN.plus(
                            OptionTable.of(
                                    JobOptionTable.STORE_URL,
                                    JobOptionTable.STORE_USER,
                                    JobOptionTable.STORE_PASSWORD_FILE,
                                    JobOptionTable.STORE_SCHEMA))
                    .refusing(
                            "store-password", JobOptionTable.TABLE.refused().get("store-password"));

    /** What the second part of {@code jobs/session-statistics.properties} opens with. */
    static final String PROPERTIES_OPENING =
            "The options of the API server besides those of the store above. Each program reads"
                    + " its own.";

    private ApiOptionTable() {}
}
