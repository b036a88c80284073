package io.sessionstats.benchmark;

import io.sessionstats.benchmark.SessionRecords.Fleet;
import io.sessionstats.ingest.ParsedRecord;
import io.sessionstats.ingest.SessionEventJson;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.lib.util.IteratorSourceReaderBase;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.util.NumberSequenceIterator;

/**
 * The starts of sessions that do not end; then, from each reader, an event for each step of the
 * {@link EdgeClock} when that allows it; then nothing.
 */
final class OpenSessions extends SessionSource {

    private static final long serialVersionUID = 1L;

    private final Fleet fleet;

    OpenSessions(Fleet fleet, int sessions) {
        super(sessions);
        this.fleet = fleet;
    }

    @Override
    public SourceReader<ParsedRecord, NumberSequenceSplit> createReader(
            SourceReaderContext context) {
        return new Reader(fleet, context);
    }

    @SuppressWarnings("try") // the parent's close() may throw anything
    private static final class Reader
            extends IteratorSourceReaderBase<
                    Long, ParsedRecord, NumberSequenceIterator, NumberSequenceSplit> {

        private final SessionEventJson json = new SessionEventJson();
        private final Fleet fleet;
        private final int subtask;
        private boolean allStarted;
        private int step;

        Reader(Fleet fleet, SourceReaderContext context) {
            super(context);
            this.fleet = fleet;
            this.subtask = context.getIndexOfSubtask();
        }

        @Override
        public InputStatus pollNext(ReaderOutput<ParsedRecord> output) {
            if (!allStarted) {
                InputStatus status = super.pollNext(output);
                if (status != InputStatus.END_OF_INPUT) {
                    return status;
                }
                allStarted = true;
            }
            if (step < EdgeClock.stepCount() && EdgeClock.allowed(step).isDone()) {
                // A watermark stays a millisecond behind its event.
                output.collect(
                        start(
                                Integer.MAX_VALUE + 1L + subtask,
                                EdgeClock.watermarkMillis(step) + 1));
                step++;
            }
            return InputStatus.NOTHING_AVAILABLE;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            if (!allStarted) {
                return super.isAvailable();
            }
            return step < EdgeClock.stepCount()
                    ? EdgeClock.allowed(step).thenApply(nanos -> null)
                    : new CompletableFuture<>();
        }

        @Override
        protected ParsedRecord convert(Long session) {
            return start(session, BenchmarkSettings.startMillis(session));
        }

        private ParsedRecord start(long session, long timeMillis) {
            byte[] value = SessionRecords.start(fleet, session, session, timeMillis);
            return SessionRecords.parsed(json, value, Long.MAX_VALUE / 2);
        }
    }
}
