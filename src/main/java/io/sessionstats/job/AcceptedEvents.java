package io.sessionstats.job;

import io.sessionstats.ingest.ParsedRecord;
import io.sessionstats.ingest.ReceivedEvent;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** The events among the parsed records; the rejected ones go to {@link SessionPairing#REJECTED}. */
public final class AcceptedEvents extends ProcessFunction<ParsedRecord, ReceivedEvent> {

    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(ParsedRecord parsed, Context context, Collector<ReceivedEvent> out) {
        if (parsed.event() != null) {
            out.collect(parsed.event());
        } else {
            context.output(SessionPairing.REJECTED, parsed.rejection());
        }
    }
}
