package io.sessionstats.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the operating system knows of processes. Only Linux knows all of it. */
final class ProcessFigures {

    private static final Path PROCESSES = Path.of("/proc");

    /** The kernel counts in hundredths of a second, on all machines that Java 17 runs on. */
    private static final double TICKS_PER_SECOND = 100;

    /** Where the fields of a process's line are, after the name, which may hold blanks. */
    private static final int PARENT = 1;

    /** Then system time, and both of the children that have exited. */
    private static final int USER_TIME = 11;

    private static final int SYSTEM_TIME_OF_EXITED_CHILDREN = 14;

    private ProcessFigures() {}

    /** The CPU seconds of this process. */
    static double cpuSeconds() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1e9;
    }

    /** The CPU seconds of a process and its children, exited ones included; null if unknown. */
    static Double cpuSecondsOfFamily(long process) {
        long ticks = 0;
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path directory : directories) {
                List<String> fields = fields(directory);
                if (fields.size() > PARENT && Long.parseLong(fields.get(PARENT)) == process) {
                    ticks += ticks(fields, USER_TIME, SYSTEM_TIME_OF_EXITED_CHILDREN);
                }
            }
            List<String> own = fields(PROCESSES.resolve(Long.toString(process)));
            return own.isEmpty()
                    ? null
                    : (ticks + ticks(own, USER_TIME, SYSTEM_TIME_OF_EXITED_CHILDREN))
                            / TICKS_PER_SECOND;
        } catch (IOException e) {
            return null;
        }
    }

    /** The most memory that this process has had; null if unknown. */
    static Long peakResidentBytes() {
        try {
            for (String line : Files.readAllLines(PROCESSES.resolve("self/status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
        } catch (IOException e) {
            // Not Linux
        }
        return null;
    }

    private static long ticks(List<String> fields, int first, int last) {
        return fields.subList(first, last + 1).stream().mapToLong(Long::parseLong).sum();
    }

    /** Empty for a process that has just exited. */
    private static List<String> fields(Path directory) {
        try {
            String line = Files.readString(directory.resolve("stat"));
            return List.of(line.substring(line.lastIndexOf(')') + 2).strip().split(" ", -1));
        } catch (IOException e) {
            return List.of();
        }
    }
}
