package io.sessionstats.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Time by the clock, and CPU time of this JVM: of all threads, its compilers and collector
 * included. The latter tells more where others use the machine.
 */
record TimeSpent(long nanos, long cpuNanos) {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** Since some instant that all have in common. */
    static TimeSpent now() {
        return new TimeSpent(System.nanoTime(), SYSTEM.getProcessCpuTime());
    }

    TimeSpent since(TimeSpent before) {
        return new TimeSpent(nanos - before.nanos, cpuNanos - before.cpuNanos);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f s, CPU %.2f s", nanos / 1e9, cpuNanos / 1e9);
    }
}
