package io.sessionstats.bench;

import com.sun.management.OperatingSystemMXBean;
import io.sessionstats.bench.events.EventShape;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.runtime.util.EnvironmentInformation;

/** What figures depend on, by name: the machine, the versions, the events and the settings. */
final class Circumstances {

    private Circumstances() {}

    static Map<String, Object> of(BenchOptions options) {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        EventShape shape = options.shape();
        Map<String, Object> valueByName = new LinkedHashMap<>();
        valueByName.put("date", Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
        valueByName.put("cores", system.getAvailableProcessors());
        valueByName.put("memory-gib", system.getTotalMemorySize() >> 30);
        valueByName.put("java", System.getProperty("java.runtime.version"));
        valueByName.put("flink", EnvironmentInformation.getVersion());
        valueByName.put("sessions", shape.sessions());
        valueByName.put("first-day", shape.firstDay().toString());
        valueByName.put("days", shape.days());
        valueByName.put("farms", shape.farms());
        valueByName.put("projects", shape.projects());
        valueByName.put("field-devices", shape.fieldDevices());
        valueByName.put("remote-devices", shape.remoteDevices());
        valueByName.put("remote-devices-a-session", shape.remoteDevicesPerSession());
        valueByName.put("skew", shape.skew().toString());
        valueByName.put("length-median", shape.lengthMedian().toString());
        valueByName.put("disorder", shape.disorder().toString());
        valueByName.put("seed", shape.seed());
        valueByName.put("runs", options.runs());
        valueByName.put("warm-up-runs", options.warmUpRuns());
        valueByName.put("parallelism", options.parallelism());
        valueByName.put("checkpoint-interval", options.checkpointInterval().toString());
        valueByName.put("heap", options.heap());
        valueByName.put("gc", options.collector().toString());
        return valueByName;
    }
}
