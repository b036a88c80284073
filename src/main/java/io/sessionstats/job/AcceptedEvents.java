package io.sessionstats.job;

import io.sessionstats.ingest.PackedRecord;
import io.sessionstats.ingest.ParsedRecord;
import io.sessionstats.ingest.RejectionReason;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The events among the parsed records; the rejected ones go to {@link
 * SessionPairingOperator#REJECTED}.
 */
public final class AcceptedEvents extends ProcessFunction<ParsedRecord, PackedRecord> {

    private static final long serialVersionUID = 1L;

    private transient RejectionCounters rejections;

    @Override
    public void open(OpenContext context) {
        rejections =
                new RejectionCounters(
                        getRuntimeContext().getMetricGroup(),
                        RejectionReason.MALFORMED,
                        RejectionReason.FUTURE);
    }

    @Override
    public void processElement(ParsedRecord parsed, Context context, Collector<PackedRecord> out) {
        if (parsed.event() != null) {
            out.collect(new PackedRecord(parsed.event(), parsed.source()));
        } else {
            rejections.count(parsed.rejection());
            context.output(SessionPairingOperator.REJECTED, parsed.rejection());
        }
    }
}
