package io.sessionstats.bench;

import java.util.Map;
import java.util.Properties;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.TraceOptions;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.traces.Span;
import org.apache.flink.traces.reporter.TraceReporter;
import org.apache.flink.traces.reporter.TraceReporterFactory;

/** Tells the meter of every checkpoint that completes, as Flink's own statistics report it. */
public final class CheckpointReports implements TraceReporterFactory {

    private static final String NAME = "bench";

    /** Has Flink report to this class. */
    static void configure(Configuration configuration) {
        configuration.set(TraceOptions.TRACE_REPORTERS_LIST, NAME);
        TraceOptions.forReporter(configuration, NAME)
                .set(TraceOptions.REPORTER_FACTORY_CLASS, CheckpointReports.class.getName());
    }

    @Override
    public TraceReporter createTraceReporter(Properties properties) {
        return new TraceReporter() {

            @Override
            public void open(MetricConfig config) {}

            @Override
            public void close() {}

            @Override
            public void notifyOfAddedSpan(Span span) {
                report(span);
            }
        };
    }

    private static void report(Span span) {
        Map<String, Object> attributes = span.getAttributes();
        if (span.getName().equals("Checkpoint")
                && "COMPLETED".equals(attributes.get("checkpointStatus"))) {
            RunMeter.current()
                    .completed(
                            new RunMeter.CompletedCheckpoint(
                                    span.getEndTsMillis() - span.getStartTsMillis(),
                                    number(attributes.get("checkpointedSize")),
                                    number(attributes.get("fullSize"))));
        }
    }

    private static double number(Object value) {
        return value instanceof Number number ? number.doubleValue() : 0;
    }
}
