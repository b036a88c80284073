package io.sessionstats.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The results of several contenders on the same events, as a table and as JSON. */
record Comparison(Map<String, Object> circumstances, List<ContenderResult> results) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NONE = "-";

    String toText() {
        TextTable table =
                new TextTable(
                        "contender",
                        "events/s",
                        "CPU s/M",
                        "database",
                        "x limit-pair",
                        "memory MB",
                        "checkpoints",
                        "mean ms",
                        "max ms",
                        "written MB",
                        "state MB",
                        "rows",
                        "load before");
        ContenderResult limit = limit();
        for (ContenderResult result : results) {
            boolean checkpoints = result.median(Run::checkpoints) > 0;
            table.add(
                    result.contender().toString(),
                    number("%,.0f", result.eventsPerSecond()),
                    number("%.2f", result.cpuPerMillion()),
                    number("%.2f", result.databaseCpuPerMillion()),
                    limit == null ? NONE : number("%.2f", Ratio.value(result, limit)),
                    number("%,.0f", megabytes(result.median(Run::peakResidentBytes))),
                    number("%.0f", result.median(Run::checkpoints)),
                    !checkpoints ? NONE : number("%,.0f", result.median(Run::checkpointMillisMean)),
                    !checkpoints ? NONE : number("%,.0f", result.median(Run::checkpointMillisMax)),
                    !checkpoints
                            ? NONE
                            : number("%,.1f", megabytes(result.median(Run::checkpointBytesMean))),
                    !checkpoints
                            ? NONE
                            : number("%,.1f", megabytes(result.median(Run::checkpointBytesMax))),
                    number("%,.0f", result.median(Run::rows)),
                    result.loadAverage() < 0 ? NONE : number("%.1f", result.loadAverage()));
        }
        List<Ratio> ratios = Ratio.among(results);
        return circumstancesText()
                + "\n"
                + table
                + (ratios.isEmpty() ? "" : "\nCPU, the database's counted in:\n")
                + ratios.stream()
                        .map(
                                ratio ->
                                        String.format(
                                                Locale.ROOT,
                                                "  %-20s : %-18s %6.2f%n",
                                                ratio.of(),
                                                ratio.to(),
                                                ratio.value()))
                        .collect(Collectors.joining());
    }

    String toJson() throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.set("circumstances", JSON.valueToTree(circumstances));
        ContenderResult limit = limit();
        ArrayNode contenders = root.putArray("contenders");
        for (ContenderResult result : results) {
            ObjectNode contender = contenders.addObject();
            contender.put("contender", result.contender().toString());
            contender.put("events", result.events());
            contender.put("loadAverageBefore", result.loadAverage());
            contender.put("eventsPerSecond", result.eventsPerSecond());
            contender.put("cpuSecondsPerMillion", result.cpuPerMillion());
            contender.put("databaseCpuSecondsPerMillion", result.databaseCpuPerMillion());
            if (limit != null) {
                contender.put("timesLimitPair", Ratio.value(result, limit));
            }
            contender.put("peakResidentBytes", result.median(Run::peakResidentBytes));
            contender.put("checkpoints", result.median(Run::checkpoints));
            contender.put("checkpointMillisMean", result.median(Run::checkpointMillisMean));
            contender.put("checkpointMillisMax", result.median(Run::checkpointMillisMax));
            contender.put("checkpointBytesMean", result.median(Run::checkpointBytesMean));
            contender.put("checkpointBytesMax", result.median(Run::checkpointBytesMax));
            contender.put("rows", result.median(Run::rows));
            contender.set("runs", JSON.valueToTree(result.runs()));
        }
        ArrayNode ratios = root.putArray("ratios");
        for (Ratio ratio : Ratio.among(results)) {
            ratios.addObject()
                    .put("of", ratio.of().toString())
                    .put("to", ratio.to().toString())
                    .put("value", ratio.value());
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private String circumstancesText() {
        return circumstances.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    /** Null when it did not run. */
    private ContenderResult limit() {
        return results.stream()
                .filter(result -> result.contender() == Contender.LIMIT_PAIR)
                .findFirst()
                .orElse(null);
    }

    private static Double megabytes(Double bytes) {
        return bytes == null ? null : bytes / 1e6;
    }

    private static String number(String format, Double value) {
        return value == null ? NONE : String.format(Locale.ROOT, format, value);
    }
}
