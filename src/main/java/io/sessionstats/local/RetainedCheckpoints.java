package io.sessionstats.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The checkpoints that earlier runs have left in a directory. */
final class RetainedCheckpoints {

    private static final Pattern NAME = Pattern.compile("chk-([0-9]{1,18})");

    private RetainedCheckpoints() {}

    /**
     * The directory of the newest complete checkpoint of any job: the one with the highest number,
     * since a restored job goes on counting. A checkpoint is complete once it has its metadata,
     * which Flink puts there last and at once.
     */
    static Optional<Path> newest(Path checkpoints) throws IOException {
        if (!Files.isDirectory(checkpoints)) {
            return Optional.empty();
        }
        List<Path> complete;
        try (Stream<Path> directories =
                Files.find(checkpoints, 2, (path, is) -> is.isDirectory())) {
            complete =
                    directories
                            .filter(d -> NAME.matcher(d.getFileName().toString()).matches())
                            .filter(RetainedCheckpoints::isComplete)
                            .toList();
        }
        return complete.stream()
                .max(
                        Comparator.comparingLong(RetainedCheckpoints::number)
                                .thenComparingLong(d -> metadata(d).toFile().lastModified()));
    }

    private static boolean isComplete(Path directory) {
        return metadata(directory).toFile().length() > 0;
    }

    private static Path metadata(Path directory) {
        return directory.resolve("_metadata");
    }

    private static long number(Path directory) {
        Matcher matcher = NAME.matcher(directory.getFileName().toString());
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
    }
}
