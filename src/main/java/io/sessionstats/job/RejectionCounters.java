package io.sessionstats.job;

import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.ingest.RejectionReason;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** The metric {@code rejectedEvents}, in a group for each reason that an operator rejects for. */
final class RejectionCounters {

    private final Map<RejectionReason, Counter> counters = new EnumMap<>(RejectionReason.class);

    RejectionCounters(MetricGroup metrics, RejectionReason... reasons) {
        for (RejectionReason reason : reasons) {
            counters.put(
                    reason, metrics.addGroup("reason", reason.word()).counter("rejectedEvents"));
        }
    }

    void count(RejectedEvent event) {
        counters.get(event.reason()).inc();
    }
}
