package io.sessionstats.bench;

import io.sessionstats.options.InvalidOptionException;
import io.sessionstats.options.OptionLayers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code jobs/bench} starts. Exit codes: 0 when all has been measured, 1 when something
 * failed, 2 when the arguments make no sense.
 */
final class Bench {

    private final BenchOptions options;
    private final Progress progress = new Progress(System.err);

    private Bench(BenchOptions options) {
        this.options = options;
    }

    public static void main(String[] arguments) {
        if (OptionLayers.askForHelp(arguments)) {
            System.out.print(BenchOptions.help());
            return;
        }
        BenchOptions options;
        try {
            options = BenchOptions.read(arguments);
        } catch (InvalidOptionException e) {
            System.err.println("jobs/bench: " + e.getMessage());
            System.err.println("jobs/bench --help lists the options.");
            System.exit(2);
            return;
        }
        System.exit(new Bench(options).run());
    }

    private int run() {
        try {
            if (options.json() != null) {
                requireWritable(options.json());
            }
            switch (options.command()) {
                case COMPARE -> compare();
                case FRESHNESS -> measureFreshness();
                case PROFILE -> profile();
            }
            return 0;
        } catch (BenchException e) {
            System.err.println("jobs/bench: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            System.err.println("jobs/bench: " + e);
        }
        return 1;
    }

    private void compare() throws Exception {
        List<ContenderResult> results = new ArrayList<>();
        try (Workbench workbench = Workbench.open(options, progress)) {
            String topic = workbench.fillTopic();
            for (Contender contender : options.contenders()) {
                results.add(workbench.measure(contender, topic, List.of()));
            }
        }
        Comparison comparison = new Comparison(Circumstances.of(options), results);
        System.out.print(comparison.toText());
        write(comparison.toJson());
    }

    private void measureFreshness() throws Exception {
        try (Workbench workbench = Workbench.open(options, progress)) {
            Freshness freshness = Freshness.measure(options, workbench, progress);
            System.out.print(freshness.toText());
            write(freshness.toJson());
        }
    }

    private void profile() throws Exception {
        Contender contender = options.contenders().get(0);
        try (Workbench workbench = Workbench.open(options, progress)) {
            String topic = workbench.fillTopic();
            Path recording =
                    options.recording() == null
                            ? workbench.directory().resolve("profile.jfr")
                            : options.recording().toAbsolutePath();
            ContenderResult result =
                    workbench.measure(contender, topic, Profile.recordingFlags(recording));
            progress.say("reading the recording");
            System.out.print(Profile.read(recording, result).toText());
            write(new Comparison(Circumstances.of(options), List.of(result)).toJson());
        }
    }

    /** Looks before the work is done whether its result can be kept. */
    private static void requireWritable(Path file) throws BenchException {
        Path directory = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(directory) || Files.isDirectory(file)) {
            throw new BenchException(
                    "option json = \"%s\": expected a file in a directory that exists"
                            .formatted(file));
        }
    }

    private void write(String json) throws IOException {
        if (options.json() != null) {
            Files.writeString(options.json(), json);
        }
    }
}
