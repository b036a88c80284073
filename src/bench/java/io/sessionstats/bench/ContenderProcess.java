package io.sessionstats.bench;

import io.sessionstats.local.LocalServers;
import java.nio.file.Files;
import java.nio.file.Path;

/** The JVM of one contender: does its runs one after another, and prints a line for each. */
final class ContenderProcess {

    /** What a line of this process begins with; other lines are of libraries. */
    static final String RUN = "RUN ";

    static final String WARM_UP = "WARM-UP ";

    /**
     * Runs warm up for so long at least. A run of the limit takes seconds, and what the compiler
     * does in it would make the limit look dear and whatever is put beside it cheap.
     */
    private static final double WARM_UP_SECONDS_MIN = 20;

    private final Task task;

    private ContenderProcess(Task task) {
        this.task = task;
    }

    /** The process itself: TASK, as JSON. */
    public static void main(String[] arguments) throws Exception {
        ChildProcess.endWithParent();
        Task task = Task.fromJson(arguments[0]);
        ContenderProcess process = new ContenderProcess(task);
        int number = 0;
        double warmUpSeconds = 0;
        while (number < task.warmUpRuns()
                || (task.warmUpRuns() > 0 && warmUpSeconds < WARM_UP_SECONDS_MIN)) {
            Run run = process.run(number++);
            warmUpSeconds += run.seconds();
            System.out.println(WARM_UP + run.toJson());
        }
        for (int i = 0; i < task.runs(); i++) {
            System.out.println(RUN + process.run(number++).toJson());
        }
        System.exit(0);
    }

    private Run run(int number) throws Exception {
        Path directory = Path.of(task.directory()).resolve("run-" + number);
        Files.createDirectories(directory);
        // What a run has left behind is nothing to the next.
        System.gc();
        try {
            RunMeter meter = RunMeter.next(task.postgresProcess());
            if (!task.contender().usesPostgres()) {
                execute(directory, null);
                return meter.end(task.contender().kind() == Contender.Kind.JOB);
            }
            try (RunSchema schema = RunSchema.create(task.postgresUrl(), "bench_run_" + number)) {
                execute(directory, schema.name());
                return meter.end(false).withRows(schema.rowsWritten());
            }
        } finally {
            LocalServers.delete(directory);
        }
    }

    private void execute(Path directory, String schema) throws Exception {
        switch (task.contender().kind()) {
            case LIMIT -> LimitJob.run(task);
            case JOB -> JobContender.run(task, directory, schema);
            case SQL -> SqlJob.run(task, directory, schema);
        }
    }
}
