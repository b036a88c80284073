package io.sessionstats.benchmark;

import io.sessionstats.benchmark.SessionRecords.Fleet;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * How much more of the heap is in use than when this was made. With {@code
 * -Dbenchmark.histogram=true} it also says what by.
 */
final class HeapUse {

    /** Only each fourth full collection of the serial collector leaves no dead wood. */
    private static final int COLLECTIONS = 4;

    private static final int CLASSES = 16;

    private final Fleet fleet;
    private final int sessions;
    private final long bytesBefore;

    HeapUse(Fleet fleet, int sessions) {
        this.fleet = fleet;
        this.sessions = sessions;
        this.bytesBefore = bytes();
    }

    void print(String what) throws JMException {
        System.out.printf(
                "%-8s %,d sessions, %s: %,d bytes a session%n",
                fleet, sessions, what, (bytes() - bytesBefore) / sessions);
        if (Boolean.getBoolean("benchmark.histogram")) {
            histogram().lines().limit(CLASSES).forEach(System.out::println);
        }
    }

    private static long bytes() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int collection = 0; collection < COLLECTIONS; collection++) {
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }

    private static String histogram() throws JMException {
        return (String)
                ManagementFactory.getPlatformMBeanServer()
                        .invoke(
                                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                "gcClassHistogram",
                                new Object[] {new String[0]},
                                new String[] {String[].class.getName()});
    }
}
