package io.sessionstats.bench;

import io.sessionstats.bench.events.EventShape;
import io.sessionstats.bench.events.Skew;
import io.sessionstats.options.InvalidOptionException;
import io.sessionstats.options.Option;
import io.sessionstats.options.OptionLayers;
import io.sessionstats.options.OptionTable;
import io.sessionstats.options.OptionValues;
import io.sessionstats.options.ValueParser;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What {@code jobs/bench} can be told.
 *
 * @param command what to do
 * @param shape what the events are like
 * @param contenders who runs, in the order of the table
 * @param runs how many runs of each count
 * @param warmUpRuns how many runs of each come before those
 * @param parallelism how many subtasks an operator has
 * @param checkpointInterval how often the job and Flink SQL write a checkpoint
 * @param heap the heap of each contender, as {@code -Xmx} takes it
 * @param collector how a contender's JVM collects garbage
 * @param keep where the broker's data stays; null for a temporary place
 * @param json where the results go besides; null for nowhere
 * @param recording where a profile's recording stays; null for a temporary place
 * @param sustained what freshness is measured against, events a second; null: it is measured first
 * @param loads the loads at which freshness is measured, in percent of that
 * @param seconds how long freshness is measured at each load
 */
record BenchOptions(
        Command command,
        EventShape shape,
        List<Contender> contenders,
        int runs,
        int warmUpRuns,
        int parallelism,
        Duration checkpointInterval,
        String heap,
        Collector collector,
        Path keep,
        Path json,
        Path recording,
        Integer sustained,
        List<Integer> loads,
        int seconds) {

    /** What is to be done. */
    enum Command {
        COMPARE,
        FRESHNESS,
        PROFILE
    }

    private static final Option<Integer> SESSIONS =
            new Option<>(
                    "sessions",
                    "NUMBER",
                    "1000000",
                    "How many sessions, each of a start and an end.",
                    ValueParser.integer(1, EventShape.SESSIONS_MAX, "a number"));

    private static final Option<LocalDate> FIRST_DAY =
            new Option<>(
                    "first-day",
                    "DATE",
                    "2026-03-02",
                    "The UTC date on which the first sessions start.",
                    BenchOptions::date);

    private static final Option<Integer> DAYS =
            new Option<>(
                    "days",
                    "NUMBER",
                    "3",
                    "Over how many days the starts are spread.",
                    ValueParser.integer(1, EventShape.DAYS_MAX, "a number"));

    private static final Option<Integer> FARMS =
            new Option<>(
                    "farms",
                    "NUMBER",
                    "20",
                    "How many farms.",
                    ValueParser.integer(1, 100_000, "a number"));

    private static final Option<Integer> PROJECTS =
            new Option<>(
                    "projects",
                    "NUMBER",
                    "50",
                    "How many projects; their sizes follow Zipf's law.",
                    ValueParser.integer(1, 100_000, "a number"));

    private static final Option<Integer> FIELD_DEVICES =
            new Option<>(
                    "field-devices",
                    "NUMBER",
                    "20000",
                    "How many field devices the projects have together.",
                    ValueParser.integer(1, 10_000_000, "a number"));

    private static final Option<Integer> REMOTE_DEVICES =
            new Option<>(
                    "remote-devices",
                    "NUMBER",
                    "2000",
                    "How many consoles the projects have together.",
                    ValueParser.integer(1, 10_000_000, "a number"));

    private static final Option<Integer> REMOTE_DEVICES_A_SESSION =
            new Option<>(
                    "remote-devices-a-session",
                    "NUMBER",
                    "1",
                    "How many consoles a session has, or as many as its project has.",
                    ValueParser.integer(1, 64, "a number"));

    private static final Option<Skew> SKEW =
            new Option<>(
                    "skew",
                    "even|farm90|project90|device|console",
                    "even",
                    "What a large part of the sessions has in common: nothing, nine of ten a farm or"
                            + " a project, a third of them one field device, or one console, which"
                            + " then meets 20,000 devices.",
                    Skew::parse);

    private static final Option<Duration> LENGTH_MEDIAN =
            lengthMedian("PT10M", "The median length of a session; the mean is about twice that.");

    private static final Option<Duration> LIVE_LENGTH_MEDIAN =
            lengthMedian(
                    "PT20S",
                    "The median length of a session, short so that as many end as start soon; the"
                            + " mean is about twice that.");

    private static final Option<Duration> DISORDER =
            new Option<>(
                    "disorder",
                    "DURATION",
                    "PT10S",
                    "An event arrives at most so long after its time.",
                    ValueParser.duration(Duration.ZERO, Duration.ofDays(1)));

    private static final Option<Integer> SEED =
            new Option<>(
                    "seed",
                    "NUMBER",
                    "42",
                    "Another seed gives other sessions of the same kind.",
                    ValueParser.integer(0, 1_000_000_000, "a number"));

    private static final Option<List<Contender>> ONLY =
            new Option<>(
                    "only",
                    "NAME,...",
                    "all",
                    "The contenders that run: all, or some of " + Contender.names() + ".",
                    Contender::parseList);

    private static final Option<Integer> RUNS =
            new Option<>(
                    "runs",
                    "NUMBER",
                    "2",
                    "How many runs of each contender count; the table has their medians.",
                    ValueParser.integer(1, 100, "a number"));

    private static final Option<Integer> WARM_UP_RUNS =
            new Option<>(
                    "warm-up-runs",
                    "NUMBER",
                    "1",
                    "How many runs come before those, in the same JVM; and more, until they have taken"
                            + " 20 s together. 0 for none.",
                    ValueParser.integer(0, 100, "a number"));

    private static final Option<Integer> PARALLELISM =
            new Option<>(
                    "parallelism",
                    "NUMBER",
                    "2",
                    "How many subtasks an operator has.",
                    ValueParser.integer(1, 128, "a number"));

    private static final Option<Duration> CHECKPOINT_INTERVAL =
            new Option<>(
                    "checkpoint-interval",
                    "DURATION",
                    "PT2S",
                    "How often the job and Flink SQL write a checkpoint: the job's update-interval,"
                            + " at its default. (The limit writes none.)",
                    ValueParser.duration(Duration.ofMillis(100), Duration.ofHours(1)));

    private static final Option<String> HEAP =
            new Option<>(
                    "heap",
                    "SIZE",
                    "8g",
                    "The heap of each contender.",
                    ValueParser.matching("[1-9][0-9]{0,5}[mg]", "a size such as 900m or 8g"));

    private static final Option<Collector> COLLECTOR =
            new Option<>(
                    "gc",
                    "serial|parallel|g1",
                    "serial",
                    "How the contenders collect garbage; jobs/local takes the serial collector.",
                    Collector::parse);

    private static final Option<Path> KEEP =
            new Option<>(
                    "keep",
                    "DIR",
                    null,
                    "Keeps the broker's data in this directory, so that another call with the same"
                            + " events finds them there. Without it, all is in a temporary place that"
                            + " is removed at the end.",
                    ValueParser.path());

    private static final Option<Path> JSON =
            new Option<>(
                    "json",
                    "FILE",
                    null,
                    "Also writes the results, with each run, to this file.",
                    ValueParser.path());

    private static final Option<Path> RECORDING =
            new Option<>(
                    "recording",
                    "FILE",
                    null,
                    "Keeps the recording in this file, for other tools.",
                    ValueParser.path());

    private static final Option<Integer> SUSTAINED =
            new Option<>(
                    "sustained",
                    "EVENTS",
                    null,
                    "What the job sustains, in events a second. Without it, a run of"
                            + " job-postgres-heap over --sessions measures that first.",
                    ValueParser.integer(10, 100_000_000, "a number"));

    private static final Option<List<Integer>> LOADS =
            new Option<>(
                    "loads",
                    "PERCENT,...",
                    "10,50,80",
                    "The loads, in percent of what the job sustains.",
                    BenchOptions::percents);

    private static final Option<Integer> SECONDS =
            new Option<>(
                    "seconds",
                    "NUMBER",
                    "60",
                    "How long is measured at each load; as long again, at most 60 s, comes before.",
                    ValueParser.integer(5, 3600, "a number"));

    private static final OptionTable EVENTS =
            OptionTable.of(
                    SESSIONS,
                    FIRST_DAY,
                    DAYS,
                    FARMS,
                    PROJECTS,
                    FIELD_DEVICES,
                    REMOTE_DEVICES,
                    REMOTE_DEVICES_A_SESSION,
                    SKEW,
                    DISORDER,
                    SEED);

    private static final OptionTable PROCESSES =
            OptionTable.of(PARALLELISM, CHECKPOINT_INTERVAL, HEAP, COLLECTOR, KEEP, JSON);

    private static final OptionTable COMPARE_TABLE =
            OptionTable.of(ONLY, RUNS, WARM_UP_RUNS)
                    .plus(PROCESSES)
                    .plus(EVENTS)
                    .plus(OptionTable.of(LENGTH_MEDIAN));

    private static final OptionTable FRESHNESS_TABLE =
            OptionTable.of(SUSTAINED, LOADS, SECONDS)
                    .plus(PROCESSES)
                    .plus(EVENTS)
                    .plus(OptionTable.of(LIVE_LENGTH_MEDIAN));

    private static final OptionTable PROFILE_TABLE =
            OptionTable.of(RECORDING, WARM_UP_RUNS)
                    .plus(PROCESSES)
                    .plus(EVENTS)
                    .plus(OptionTable.of(LENGTH_MEDIAN));

    /**
     * Reads the arguments; opens nothing.
     *
     * @throws InvalidOptionException for the first thing that cannot be accepted
     */
    static BenchOptions read(String[] arguments) {
        boolean named = arguments.length > 0 && !arguments[0].startsWith("--");
        String[] rest = named ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments;
        return switch (named ? arguments[0] : "") {
            case "" -> compare(OptionLayers.readArguments(COMPARE_TABLE, rest));
            case "freshness" -> freshness(OptionLayers.readArguments(FRESHNESS_TABLE, rest));
            case "profile" -> profile(OptionLayers.readArguments(PROFILE_TABLE, rest));
            default ->
                    throw new InvalidOptionException(
                            "unknown command \"%s\": expected freshness, profile or none"
                                    .formatted(arguments[0]));
        };
    }

    private static BenchOptions compare(OptionValues values) {
        requireOperands(values, 0, "no argument that is not an option");
        return of(Command.COMPARE, values, values.get(ONLY), values.get(LENGTH_MEDIAN));
    }

    private static BenchOptions freshness(OptionValues values) {
        requireOperands(values, 0, "no argument that is not an option");
        return of(
                Command.FRESHNESS,
                values.with(RUNS, 1).with(WARM_UP_RUNS, 1),
                List.of(Contender.JOB_POSTGRES_HEAP),
                values.get(LIVE_LENGTH_MEDIAN));
    }

    private static BenchOptions profile(OptionValues values) {
        requireOperands(values, 1, "one contender to profile, of " + Contender.names());
        Contender contender;
        try {
            contender = Contender.parse(values.operands().get(0));
        } catch (IllegalArgumentException e) {
            throw new InvalidOptionException(
                    "contender \"%s\": expected one of %s"
                            .formatted(values.operands().get(0), Contender.names()));
        }
        return of(
                Command.PROFILE,
                values.with(RUNS, 1),
                List.of(contender),
                values.get(LENGTH_MEDIAN));
    }

    private static BenchOptions of(
            Command command,
            OptionValues values,
            List<Contender> contenders,
            Duration lengthMedian) {
        EventShape shape =
                new EventShape(
                        values.get(SESSIONS),
                        values.get(FIRST_DAY),
                        values.get(DAYS),
                        values.get(FARMS),
                        values.get(PROJECTS),
                        values.get(FIELD_DEVICES),
                        values.get(REMOTE_DEVICES),
                        values.get(REMOTE_DEVICES_A_SESSION),
                        values.get(SKEW),
                        lengthMedian,
                        values.get(DISORDER),
                        values.get(SEED));
        requirePast(shape);
        return new BenchOptions(
                command,
                shape,
                contenders,
                values.get(RUNS),
                values.get(WARM_UP_RUNS),
                values.get(PARALLELISM),
                values.get(CHECKPOINT_INTERVAL),
                values.get(HEAP),
                values.get(COLLECTOR),
                values.get(KEEP),
                values.get(JSON),
                values.get(RECORDING),
                values.get(SUSTAINED),
                values.get(LOADS),
                values.get(SECONDS) == null ? 0 : values.get(SECONDS));
    }

    /** The job rejects events of the future, and a session may last a day. */
    private static void requirePast(EventShape shape) {
        if (!shape.firstDay().plusDays(shape.days() + 2L).isBefore(LocalDate.now(ZoneOffset.UTC))) {
            throw new InvalidOptionException(
                    "option first-day = \"%s\": expected a date so early that %d days and a session's length later are past"
                            .formatted(shape.firstDay(), shape.days()));
        }
    }

    private static void requireOperands(OptionValues values, int count, String expected) {
        if (values.operands().size() != count) {
            throw new InvalidOptionException(
                    "expected %s, not %s"
                            .formatted(
                                    expected,
                                    values.operands().isEmpty()
                                            ? "none"
                                            : String.join(" ", values.operands())));
        }
    }

    static String help() {
        return """
                jobs/bench: what an event costs, beside the least that a Flink job can cost and beside
                Flink SQL. Starts a broker and, where needed, a PostgreSQL server; each contender has
                a JVM of its own. CPU is that of the contender's process, JIT and garbage collection
                included, from its first records on; "database" is the CPU of PostgreSQL.

                """
                + COMPARE_TABLE.help()
                + """

                  jobs/bench freshness: how long a record takes from its arrival in Kafka to the moment
                  at which a reader of PostgreSQL sees what it changed, under a steady live load. The
                  options for events, --parallelism, --checkpoint-interval, --heap, --gc, --keep and
                  --json as above, --length-median with another default, and

                """
                + OptionTable.of(SUSTAINED, LOADS, SECONDS, LIVE_LENGTH_MEDIAN).help()
                + """

                  jobs/bench profile CONTENDER: where a contender's CPU goes, by Java Flight Recorder.
                  The options above but --only and --runs, and

                """
                + OptionTable.of(RECORDING).help()
                + "  --help\n      Shows this and ends.\n";
    }

    private static Option<Duration> lengthMedian(String defaultText, String sentence) {
        return new Option<>(
                "length-median",
                "DURATION",
                defaultText,
                sentence,
                ValueParser.duration(Duration.ofSeconds(1), Duration.ofDays(1)));
    }

    private static LocalDate date(String text) {
        try {
            LocalDate date = LocalDate.parse(text);
            if (date.getYear() >= 1974 && date.getYear() <= 9999) {
                return date;
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        throw new IllegalArgumentException("expected a date from 1974 on, such as 2026-03-02");
    }

    private static List<Integer> percents(String text) {
        List<Integer> percents = new ArrayList<>();
        for (String percent : text.split(",", -1)) {
            if (!percent.matches("[1-9][0-9]{0,2}")) {
                throw new IllegalArgumentException(
                        "expected percentages from 1 to 999 with commas between them, such as"
                                + " 10,50,80");
            }
            percents.add(Integer.valueOf(percent));
        }
        return percents;
    }
}
