package io.sessionstats.bench;

import java.util.Arrays;
import java.util.Locale;

/** How a contender's JVM collects garbage. */
enum Collector {
    SERIAL("-XX:+UseSerialGC"),
    PARALLEL("-XX:+UseParallelGC"),
    G1("-XX:+UseG1GC");

    private final String flag;

    Collector(String flag) {
        this.flag = flag;
    }

    String flag() {
        return flag;
    }

    static Collector parse(String text) {
        return Arrays.stream(values())
                .filter(collector -> collector.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected serial, parallel or g1"));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
