package io.sessionstats.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the CPU of a contender's last run went: samples of the threads that ran Java code, every
 * ten milliseconds, as Java Flight Recorder takes them.
 */
final class Profile {

    private static final int SHOWN = 30;

    /** What tells the subtasks of an operator apart. */
    private static final Pattern SUBTASK = Pattern.compile(" ?\\(\\d+/\\d+\\)(#\\d+)?");

    private static final Pattern NUMBER_AT_END = Pattern.compile("[-#]\\d+$");

    /** What the JVM gives a class that it made itself, another one in each run. */
    private static final Pattern HIDDEN_CLASS = Pattern.compile("\\+0x[0-9a-f]+(\\.\\d+)?");

    private static final Pattern PACKAGE = Pattern.compile("\\b([a-z])[a-z0-9_]*\\.");

    /** Below everything, and so of no interest. */
    private static final List<String> TASK_LOOP =
            List.of(
                    "java.lang.Thread.",
                    "java.util.concurrent.",
                    "org.apache.flink.runtime.taskmanager.Task",
                    "org.apache.flink.streaming.runtime.io.",
                    "org.apache.flink.streaming.runtime.tasks.",
                    "org.apache.flink.util.MdcUtils");

    private static final String OWN = "io.sessionstats.";

    private final ContenderResult result;
    private final Map<String, Integer> byThread = new HashMap<>();
    private final Map<String, Integer> bySelf = new HashMap<>();
    private final Map<String, Integer> byInclusive = new HashMap<>();
    private int samples;
    private Duration pauses = Duration.ZERO;

    private Profile(ContenderResult result) {
        this.result = result;
    }

    /** What a JVM is to be told so that it records itself. */
    static List<String> recordingFlags(Path recording) {
        return List.of(
                "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + recording,
                "-XX:FlightRecorderOptions=stackdepth=256");
    }

    /** Reads what was recorded during the result's last run. */
    static Profile read(Path recording, ContenderResult result) throws IOException {
        Profile profile = new Profile(result);
        Run run = result.runs().get(result.runs().size() - 1);
        Instant start = Instant.ofEpochMilli(run.startMillis());
        Instant end = start.plusMillis((long) (run.seconds() * 1000));
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (!event.getStartTime().isBefore(start) && event.getStartTime().isBefore(end)) {
                    profile.add(event);
                }
            }
        }
        return profile;
    }

    private void add(RecordedEvent event) {
        switch (event.getEventType().getName()) {
            case "jdk.ExecutionSample" -> addSample(event);
            case "jdk.GarbageCollection" -> pauses = pauses.plus(event.getDuration("sumOfPauses"));
            default -> {
                // Not of interest here
            }
        }
    }

    private void addSample(RecordedEvent event) {
        if (event.getStackTrace() == null || event.getStackTrace().getFrames().isEmpty()) {
            return;
        }
        List<RecordedFrame> frames = event.getStackTrace().getFrames();
        samples++;
        byThread.merge(threadName(event.getThread("sampledThread")), 1, Integer::sum);
        bySelf.merge(name(frames.get(0)), 1, Integer::sum);
        Set<String> methods = new HashSet<>();
        frames.forEach(frame -> methods.add(name(frame)));
        methods.forEach(method -> byInclusive.merge(method, 1, Integer::sum));
    }

    String toText() {
        Run run = result.runs().get(result.runs().size() - 1);
        return String.format(
                        Locale.ROOT,
                        "%s: %,d events in %.1f s, %.1f s of CPU; stopped for garbage collection"
                                + " %.1f s (%.0f %% of the time); %,d samples%n",
                        result.contender(),
                        result.events(),
                        run.seconds(),
                        run.cpuSeconds(),
                        pauses.toMillis() / 1000.0,
                        pauses.toMillis() / 10.0 / run.seconds(),
                        samples)
                + section("threads", byThread, name -> true)
                + section("methods by their own time", bySelf, name -> true)
                + section(
                        "methods of the job with what they call",
                        byInclusive,
                        name -> name.startsWith(OWN))
                + section(
                        "methods of others with what they call, but for the task loop",
                        byInclusive,
                        name ->
                                !name.startsWith(OWN)
                                        && TASK_LOOP.stream().noneMatch(name::startsWith));
    }

    private String section(
            String title, Map<String, Integer> samplesByName, Predicate<String> shown) {
        StringBuilder text = new StringBuilder("\n" + title + "\n");
        samplesByName.entrySet().stream()
                .filter(entry -> shown.test(entry.getKey()))
                .sorted(
                        Map.Entry.<String, Integer>comparingByValue()
                                .reversed()
                                .thenComparing(Map.Entry.comparingByKey()))
                .limit(SHOWN)
                .forEach(
                        entry ->
                                text.append(
                                        String.format(
                                                Locale.ROOT,
                                                "  %5.1f %%  %s%n",
                                                100.0 * entry.getValue() / samples,
                                                shortened(entry.getKey()))));
        return text.toString();
    }

    private static String threadName(RecordedThread thread) {
        String name = thread == null ? null : thread.getJavaName();
        if (name == null) {
            return "a thread that has ended";
        }
        return NUMBER_AT_END.matcher(SUBTASK.matcher(name).replaceAll("")).replaceAll("");
    }

    private static String name(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return HIDDEN_CLASS.matcher(type).replaceAll("") + "." + frame.getMethod().getName();
    }

    /** {@code o.a.f.streaming.X.y}: a package by its first letter, class and method in full. */
    private static String shortened(String name) {
        return name.indexOf(' ') >= 0 ? name : PACKAGE.matcher(name).replaceAll("$1.");
    }
}
