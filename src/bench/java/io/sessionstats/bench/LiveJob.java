package io.sessionstats.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/** The JVM of the job under a live load: runs until the process that started it ends it. */
final class LiveJob {

    static final String SCHEMA = "session_statistics";

    private LiveJob() {}

    /** The process itself: TASK, as JSON. */
    public static void main(String[] arguments) throws Exception {
        ChildProcess.endWithParent();
        Task task = Task.fromJson(arguments[0]);
        Path directory = Path.of(task.directory()).resolve("live");
        Files.createDirectories(directory);
        RunMeter.next(0);
        JobContender.runForEver(task, directory, SCHEMA);
        System.exit(1);
    }
}
