package io.sessionstats.benchmark;

import io.sessionstats.benchmark.SessionRecords.Fleet;
import io.sessionstats.ingest.ParsedRecord;
import io.sessionstats.ingest.SessionEventJson;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.lib.util.IteratorSourceReaderBase;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.util.NumberSequenceIterator;

/**
 * Sessions of ten projects that start and end as time passes, at a steady rate: at each time as
 * many end as start, and {@value #OPEN} are open to each reader.
 */
final class LiveSessions extends SessionSource {

    private static final long serialVersionUID = 1L;

    private static final int OPEN = 1_000;
    private static final long RETRY_MILLIS = 10;

    /** Of so many devices in the field the sessions are. */
    private static final int DEVICES = 20_000;

    private final Clock clock;
    private final double eventsPerSecond;

    /**
     * @param clock the time of the events
     */
    LiveSessions(Clock clock, int parallelism, int eventsPerSecond) {
        super(parallelism);
        this.clock = clock;
        this.eventsPerSecond = (double) eventsPerSecond / parallelism;
    }

    @Override
    public SourceReader<ParsedRecord, NumberSequenceSplit> createReader(
            SourceReaderContext context) {
        return new Reader(clock, eventsPerSecond, context);
    }

    @SuppressWarnings("try") // the parent's close() may throw anything
    private static final class Reader
            extends IteratorSourceReaderBase<
                    Long, ParsedRecord, NumberSequenceIterator, NumberSequenceSplit> {

        private final SessionEventJson json = new SessionEventJson();
        private final Clock clock;
        private final double eventsPerSecond;
        private final long firstSession;
        private final long beganMillis;
        private long events;

        Reader(Clock clock, double eventsPerSecond, SourceReaderContext context) {
            super(context);
            this.clock = clock;
            this.eventsPerSecond = eventsPerSecond;
            this.firstSession = 1_000_000_000L * context.getIndexOfSubtask();
            this.beganMillis = clock.millis();
        }

        @Override
        public InputStatus pollNext(ReaderOutput<ParsedRecord> output) {
            long now = clock.millis();
            if (events >= (now - beganMillis) / 1e3 * eventsPerSecond) {
                return InputStatus.NOTHING_AVAILABLE;
            }
            output.collect(SessionRecords.parsed(json, next(now), now));
            return InputStatus.MORE_AVAILABLE;
        }

        /** Starts and ends in turn, once enough are open. */
        private byte[] next(long now) {
            long event = events++;
            long started = Math.min(event, OPEN) + Math.max(0, event - OPEN + 1) / 2;
            boolean starts = event < OPEN || (event - OPEN) % 2 == 0;
            long session = firstSession + (starts ? started : started - OPEN - 1);
            return starts
                    ? SessionRecords.start(Fleet.PROJECT, session, session % DEVICES, now)
                    : SessionRecords.end(Fleet.PROJECT, session, now);
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return new CompletableFuture<Void>()
                    .completeOnTimeout(null, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }

        @Override
        protected ParsedRecord convert(Long reader) {
            throw new IllegalStateException("numbers are not read");
        }
    }
}
