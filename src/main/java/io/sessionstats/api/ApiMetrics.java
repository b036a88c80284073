package io.sessionstats.api;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.function.DoubleSupplier;

/**
 * The server's metrics, each under {@code session_statistics_api_}. Labels have values of closed
 * lists alone, so that no caller can make them grow.
 */
public final class ApiMetrics {

    static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final String PREFIX = "session_statistics_api_";
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter format = PrometheusTextFormatWriter.create();

    private final Counter requests =
            Counter.builder()
                    .name(PREFIX + "requests")
                    .help("Requests that a face answered or refused.")
                    .labelNames("face", "operation", "outcome")
                    .register(registry);
    private final Histogram durations =
            Histogram.builder()
                    .name(PREFIX + "request_duration_seconds")
                    .help("From the end of a request's head to its answer.")
                    .classicOnly()
                    .classicUpperBounds(
                            0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
                    .labelNames("face", "operation")
                    .register(registry);
    private final Gauge inProgress =
            Gauge.builder()
                    .name(PREFIX + "requests_in_progress")
                    .help("Requests whose head has come and whose answer has not been made.")
                    .register(registry);
    private final Counter httpFaults =
            Counter.builder()
                    .name(PREFIX + "http_faults")
                    .help("Requests that are no HTTP, or for nothing that is here, by status.")
                    .labelNames("status")
                    .register(registry);
    private final Counter connectionsClosed =
            Counter.builder()
                    .name(PREFIX + "connections_closed")
                    .help(
                            "Connections closed for want of a request: there were too many, or a"
                                    + " head took too long.")
                    .labelNames("reason")
                    .register(registry);

    public ApiMetrics() {
        connectionsClosed.initLabelValues("evicted");
        connectionsClosed.initLabelValues("head-timeout");
        Runtime runtime = Runtime.getRuntime();
        register(
                "jvm_memory_used_bytes",
                "Java heap in use.",
                () -> runtime.totalMemory() - runtime.freeMemory());
        register("jvm_memory_max_bytes", "The largest Java heap.", runtime::maxMemory);
        register(
                "jvm_threads_current",
                "Live threads.",
                ManagementFactory.getThreadMXBean()::getThreadCount);
        register(
                "process_start_time_seconds",
                "When the process started, since 1970.",
                () -> ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
    }

    /**
     * Adds a number that is asked for whenever metrics are.
     *
     * @param name in lower case with underscores, after the prefix of all
     * @param number any thread may ask; must not block
     */
    public void gauge(String name, String help, DoubleSupplier number) {
        register(PREFIX + name, help, number);
    }

    private void register(String name, String help, DoubleSupplier number) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(number.getAsDouble()))
                .register(registry);
    }

    void requestBegins() {
        inProgress.inc();
    }

    /** Every request that has begun ends once. */
    void requestEnds() {
        inProgress.dec();
    }

    void answered(Face face, Answer answer, long durationNanos) {
        requests.labelValues(face.name(), answer.operation(), answer.outcome()).inc();
        durations
                .labelValues(face.name(), answer.operation())
                .observe(durationNanos / NANOS_PER_SECOND);
    }

    void httpFault(int status) {
        httpFaults.labelValues(Integer.toString(status)).inc();
    }

    void connectionEvicted() {
        connectionsClosed.labelValues("evicted").inc();
    }

    void headTimedOut() {
        connectionsClosed.labelValues("head-timeout").inc();
    }

    /** All metrics in Prometheus' text format. */
    byte[] text() {
        try {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            format.write(text, registry.scrape());
            return text.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
