package io.sessionstats.options;

import io.sessionstats.session.Scope;
import io.sessionstats.usage.UsageGrain;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Every option of the job, declared once. */
public final class JobOptionTable {

    /**
     * Ten years. Event times lie between 1973 and the wall clock, so sums with such durations are
     * far from the ends of a {@code long}.
     */
    private static final Duration LONGEST = Duration.ofDays(3660);

    private static final Duration ONE_MILLISECOND = Duration.ofMillis(1);

    private static final ValueParser<String> TOPIC =
            ValueParser.matching(
                    "(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}",
                    "a topic of 1 to 249 letters, digits, dots, hyphens and underscores");

    public static final Option<String> BOOTSTRAP_SERVERS =
            new Option<>(
                    "bootstrap-servers",
                    "HOST:PORT,...",
                    "localhost:9092",
                    "The Kafka brokers to ask first.",
                    JobOptionTable::bootstrapServers);

    /** The topic's name; other commands that need it declare it the same. */
    public static final Option<String> TOPIC_NAME =
            new Option<>(
                    "topic",
                    "TOPIC",
                    "session-events",
                    "The topic that session events are on.",
                    TOPIC);

    public static final Option<String> REJECTED_TOPIC =
            new Option<>(
                    "rejected-topic",
                    "TOPIC",
                    "session-events-rejected",
                    "The topic that records are sent to that are not counted, with the reason.",
                    TOPIC);

    public static final Option<String> GROUP_ID =
            new Option<>(
                    "group-id",
                    "ID",
                    "session-statistics",
                    "The consumer group under which Kafka shows how far the job has read.",
                    ValueParser.matching(
                            "\\S(.{0,253}\\S)?", "1 to 255 characters without blanks at the ends"));

    public static final Option<StartingOffsets> STARTING_OFFSETS =
            new Option<>(
                    "starting-offsets",
                    "earliest|latest|INSTANT",
                    "earliest",
                    "Where reading begins when no state is restored: the records that Kafka still"
                            + " has, those to come, or those since an ISO-8601 instant.",
                    StartingOffsets::parse);

    public static final Option<Path> KAFKA_PROPERTIES_FILE =
            new Option<>(
                    "kafka-properties-file",
                    "FILE",
                    null,
                    "Further properties of the Kafka clients, such as those of SASL and TLS; their"
                            + " secrets stay in that file.",
                    ValueParser.path());

    public static final Option<ZoneId> TIME_ZONE =
            new Option<>(
                    "time-zone",
                    "ZONE",
                    "UTC",
                    "The IANA time zone whose hours, days and months statistics are kept in.",
                    TimeZones::parse);

    public static final Option<Map<Scope, ZoneId>> SCOPE_TIME_ZONES =
            new Option<>(
                    "scope-time-zones",
                    "SCOPE=ZONE,...",
                    "",
                    "Farms and projects with a time zone of their own:"
                            + " project:nasa-ames=America/Los_Angeles,farm:f1=Europe/Berlin"
                            + " (a comma within an id is written \\, and in a properties file"
                            + " \\\\,).",
                    ScopeZoneList::parse);

    public static final Option<Duration> ALLOWED_LATENESS =
            new Option<>(
                    "allowed-lateness",
                    "DURATION",
                    "PT24H",
                    "How far behind the watermark an event may be and still count; also how long a"
                            + " session is remembered after its end.",
                    ValueParser.duration(Duration.ZERO, LONGEST));

    public static final Option<Duration> OUT_OF_ORDERNESS =
            new Option<>(
                    "out-of-orderness",
                    "DURATION",
                    "PT10S",
                    "How far the watermark stays behind the latest event of a partition. Later"
                            + " events count as well; it decides how soon data is called complete.",
                    ValueParser.duration(Duration.ZERO, Duration.ofDays(366)));

    public static final Option<Duration> MAX_SESSION_DURATION =
            new Option<>(
                    "max-session-duration",
                    "DURATION",
                    "P7D",
                    "The longest that a session can be; an end later than that is refused, and an"
                            + " open session is credited no more.",
                    ValueParser.duration(ONE_MILLISECOND, LONGEST));

    public static final Option<UsageGrain> USAGE_GRAIN =
            new Option<>(
                    "usage-grain",
                    "DURATION",
                    UsageGrain.DEFAULT.toString(),
                    "The grid that the usage of farms is kept on: whole minutes that divide an"
                            + " hour. It is exact for every period whose edges lie on the grid; the"
                            + " store refuses a job with another grain than its data has.",
                    JobOptionTable::usageGrain);

    public static final Option<Path> RATE_CARD =
            new Option<>(
                    "rate-card",
                    "FILE",
                    null,
                    "What sessions of farms cost whose starts send no hourlyRateUsd, in US dollars"
                            + " an hour, as JSON: {\"instanceTypes\": {\"m5.xlarge\": 0.192},"
                            + " \"licenseProducts\": {\"maya-2026\": 0.35}}. A COMPUTE session is"
                            + " priced by its instance type, a LICENSE session by its license"
                            + " product; what the card does not name costs nothing. The file is read"
                            + " when the job is submitted, and a session keeps the rate that applied"
                            + " when its start was counted.",
                    ValueParser.path());

    public static final Option<Duration> UPDATE_INTERVAL =
            new Option<>(
                    "update-interval",
                    "DURATION",
                    "PT2S",
                    "How often results are published: the checkpoint interval.",
                    ValueParser.duration(Duration.ofMillis(100), Duration.ofHours(1)));

    /** Null is off. */
    public static final Option<Duration> IDLE_ADVANCE =
            new Option<>(
                    "idle-advance",
                    "DURATION|off",
                    "PT60S",
                    "After how long without any event event time moves on at the speed of the wall"
                            + " clock; off: never.",
                    JobOptionTable::idleAdvance);

    public static final Option<String> STORE_URL =
            new Option<>(
                    "store-url",
                    "JDBC-URL",
                    "jdbc:postgresql://localhost:5432/postgres",
                    "The PostgreSQL database that keeps the statistics. Its password comes from"
                            + " environment variable "
                            + StoreOptions.PASSWORD_VARIABLE
                            + " or from store-password-file.",
                    JobOptionTable::storeUrl);

    public static final Option<String> STORE_USER =
            new Option<>(
                    "store-user",
                    "NAME",
                    "postgres",
                    "The role that connects to the store.",
                    ValueParser.matching("[^\\p{Cntrl}]{1,63}", "a role of 1 to 63 characters"));

    public static final Option<Path> STORE_PASSWORD_FILE =
            new Option<>(
                    "store-password-file",
                    "FILE",
                    null,
                    "A file that holds that role's password, on every machine of the cluster.",
                    ValueParser.path());

    public static final Option<String> STORE_SCHEMA =
            new Option<>(
                    "store-schema",
                    "NAME",
                    "session_statistics",
                    "The schema that holds the tables; a rebuild beside the live job takes another.",
                    ValueParser.matching(
                            "[a-z_][a-z0-9_]{0,62}",
                            "1 to 63 lower-case letters, digits and underscores, no digit first"));

    public static final Option<Integer> PARALLELISM =
            new Option<>(
                    "parallelism",
                    "NUMBER",
                    null,
                    "How many subtasks an operator has; left to the cluster where it is not given.",
                    ValueParser.integer(1, 32_767, "a number"));

    /** All of them, and the names that look like options and are not. */
    public static final OptionTable TABLE =
            OptionTable.of(
                            BOOTSTRAP_SERVERS,
                            TOPIC_NAME,
                            REJECTED_TOPIC,
                            GROUP_ID,
                            STARTING_OFFSETS,
                            KAFKA_PROPERTIES_FILE,
                            TIME_ZONE,
                            SCOPE_TIME_ZONES,
                            ALLOWED_LATENESS,
                            OUT_OF_ORDERNESS,
                            MAX_SESSION_DURATION,
                            USAGE_GRAIN,
                            RATE_CARD,
                            UPDATE_INTERVAL,
                            IDLE_ADVANCE,
                            STORE_URL,
                            STORE_USER,
                            STORE_PASSWORD_FILE,
                            STORE_SCHEMA,
                            PARALLELISM)
                    .refusing(
                            "store-password",
                            "a password is not accepted here, where others could read it; set"
                                    + " environment variable "
                                    + StoreOptions.PASSWORD_VARIABLE
                                    + " or name a file with store-password-file");

    /** What {@code jobs/session-statistics.properties} opens with. */
    static final String PROPERTIES_OPENING =
            "The options of the job, each at its default. Remove the # to change one. Environment"
                    + " variables win over this file (SESSION_STATISTICS_TIME_ZONE over time-zone),"
                    + " arguments (--time-zone) over both.";

    private static final Pattern SERVER =
            Pattern.compile("([^\\s:,/\\[\\]]+|\\[[0-9a-fA-F:.%]+\\]):([0-9]{1,5})");

    private JobOptionTable() {}

    private static String bootstrapServers(String text) {
        for (String server : text.split(",", -1)) {
            var matcher = SERVER.matcher(server);
            if (!matcher.matches()
                    || Integer.parseInt(matcher.group(2)) < 1
                    || Integer.parseInt(matcher.group(2)) > 65_535) {
                throw new IllegalArgumentException(
                        "expected host:port, several with commas between them and no blanks, such"
                                + " as broker1:9092,broker2:9092");
            }
        }
        return text;
    }

    private static Duration idleAdvance(String text) {
        if (text.equals("off")) {
            return null;
        }
        try {
            return ValueParser.duration(Duration.ofMillis(100), Duration.ofDays(1)).parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + "; or off", e);
        }
    }

    private static UsageGrain usageGrain(String text) {
        try {
            Duration duration = Duration.parse(text);
            UsageGrain grain = UsageGrain.of(duration);
            if (grain.duration().equals(duration)) {
                return grain;
            }
        } catch (DateTimeParseException | ArithmeticException | IllegalArgumentException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "expected an ISO-8601 duration of whole minutes that divide an hour, such as PT5M,"
                        + " PT15M or PT1H");
    }

    private static String storeUrl(String text) {
        if (text.toLowerCase(Locale.ROOT).contains("password=")) {
            throw new IllegalArgumentException(
                    "a password is not accepted here, where others could read it; set environment"
                            + " variable "
                            + StoreOptions.PASSWORD_VARIABLE
                            + " or name a file with store-password-file");
        }
        if (!text.matches("jdbc:postgresql://[^\\s/@]+/[^\\s/?@]+(\\?\\S*)?")) {
            throw new IllegalArgumentException(
                    "expected jdbc:postgresql://HOST:PORT/DATABASE, without user and password");
        }
        return text;
    }
}
