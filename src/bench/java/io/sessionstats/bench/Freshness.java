package io.sessionstats.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * How long a record takes from its arrival in Kafka to the moment at which a reader of PostgreSQL
 * sees what it changed.
 *
 * @param circumstances what it depends on
 * @param sustained the events a second that the loads are percentages of
 * @param levels what was measured at each load
 */
record Freshness(Map<String, Object> circumstances, double sustained, List<Level> levels) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOPIC = "live-events";
    private static final int START_SECONDS_MAX = 120;
    private static final int WARM_UP_SECONDS_MAX = 60;
    private static final int LAST_SECONDS_MAX = 60;

    /**
     * What was measured at one load.
     *
     * @param percent the load
     * @param eventsPerSecond what was published
     * @param probes how many records were followed
     * @param unseen how many of them were not visible a minute after the end
     * @param sortedMillis how long the others took
     */
    record Level(
            int percent, double eventsPerSecond, int probes, int unseen, List<Long> sortedMillis) {

        /** The time within which a share of the probes was visible; null where it is unknown. */
        Long millis(double share) {
            int index = (int) Math.ceil(share * probes) - 1;
            return index < 0 || index >= sortedMillis.size() ? null : sortedMillis.get(index);
        }
    }

    /** Measures all loads, one after another, with the same job. */
    static Freshness measure(BenchOptions options, Workbench workbench, Progress progress)
            throws Exception {
        double sustained =
                options.sustained() == null
                        ? workbench
                                .measure(
                                        Contender.JOB_POSTGRES_HEAP,
                                        workbench.fillTopic(),
                                        List.of())
                                .eventsPerSecond()
                        : options.sustained();
        EventTopic.create(
                TOPIC,
                workbench.bootstrapServers(),
                Map.of("message.timestamp.type", "LogAppendTime"));
        Probes probes = new Probes();
        List<Level> levels = new ArrayList<>();
        try (ServerProcess postgres = workbench.startPostgres("live");
                ChildProcess job =
                        workbench.start(
                                LiveJob.class,
                                Contender.JOB_POSTGRES_HEAP,
                                TOPIC,
                                postgres,
                                List.of());
                VisibleProbes reader = new VisibleProbes(postgres.postgresUrl(), probes);
                LiveLoad load =
                        LiveLoad.start(
                                options.shape(), TOPIC, workbench.bootstrapServers(), probes)) {
            progress.say("starting the job");
            reader.start();
            awaitFirst(probes, job);
            for (int percent : options.loads()) {
                progress.say("%d %% of %,.0f events/s".formatted(percent, sustained));
                levels.add(level(percent, sustained, options.seconds(), load, probes));
            }
        }
        return new Freshness(Circumstances.of(options), sustained, levels);
    }

    private static void awaitFirst(Probes probes, ChildProcess job) throws Exception {
        for (int second = 0; probes.visible() == 0; second++) {
            job.requireRunning("the job");
            if (second == START_SECONDS_MAX) {
                throw new BenchException(
                        "nothing is visible after %d s".formatted(START_SECONDS_MAX));
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }

    private static Level level(
            int percent, double sustained, int seconds, LiveLoad load, Probes probes)
            throws Exception {
        load.setRate(sustained * percent / 100);
        TimeUnit.SECONDS.sleep(Math.min(seconds, WARM_UP_SECONDS_MAX));
        long from = System.currentTimeMillis();
        long publishedBefore = load.published();
        TimeUnit.SECONDS.sleep(seconds);
        long to = System.currentTimeMillis();
        double eventsPerSecond = (load.published() - publishedBefore) * 1000.0 / (to - from);
        for (int second = 0; second < LAST_SECONDS_MAX; second++) {
            if (probes.arrivedIn(from, to).stream().allMatch(Probes.Probe::isVisible)) {
                break;
            }
            TimeUnit.SECONDS.sleep(1);
        }
        load.requireHealthy();
        List<Probes.Probe> measured = probes.arrivedIn(from, to);
        List<Long> sorted =
                measured.stream()
                        .filter(Probes.Probe::isVisible)
                        .map(Probes.Probe::latencyMillis)
                        .sorted()
                        .toList();
        return new Level(
                percent, eventsPerSecond, measured.size(), measured.size() - sorted.size(), sorted);
    }

    String toText() {
        TextTable table =
                new TextTable("load", "events/s", "p50 ms", "p95 ms", "p99 ms", "max ms", "probes");
        for (Level level : levels) {
            table.add(
                    level.percent() + " %",
                    String.format(Locale.ROOT, "%,.0f", level.eventsPerSecond()),
                    text(level.millis(0.5)),
                    text(level.millis(0.95)),
                    text(level.millis(0.99)),
                    text(level.millis(1)),
                    String.format(Locale.ROOT, "%,d", level.probes()));
        }
        return circumstances.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "))
                + "\n\nFrom a record's arrival in Kafka to its visible row, by a probe every 100 ms"
                + " that is looked for every "
                + VisibleProbes.RESOLUTION_MILLIS
                + " ms; sustained: "
                + String.format(Locale.ROOT, "%,.0f", sustained)
                + " events/s\n\n"
                + table;
    }

    String toJson() throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.set("circumstances", JSON.valueToTree(circumstances));
        root.put("sustainedEventsPerSecond", sustained);
        ArrayNode array = root.putArray("loads");
        for (Level level : levels) {
            array.addObject()
                    .put("percent", level.percent())
                    .put("eventsPerSecond", level.eventsPerSecond())
                    .put("probes", level.probes())
                    .put("unseenProbes", level.unseen())
                    .put("p50Millis", level.millis(0.5))
                    .put("p95Millis", level.millis(0.95))
                    .put("p99Millis", level.millis(0.99))
                    .put("maxMillis", level.millis(1));
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static String text(Long millis) {
        return millis == null ? "unseen" : String.format(Locale.ROOT, "%,d", millis);
    }
}
