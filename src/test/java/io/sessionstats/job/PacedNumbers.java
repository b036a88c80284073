package io.sessionstats.job;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.connector.source.lib.util.IteratorSourceReader;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.util.NumberSequenceIterator;

/**
 * Numbers that come in as many steps as there are checkpoints: each reader gives some after each
 * checkpoint that it takes part in, so that a run spans checkpoints by design and not by luck.
 */
final class PacedNumbers extends NumberSequenceSource {

    private static final long serialVersionUID = 1L;

    private final int perCheckpoint;

    PacedNumbers(long first, long last, int perCheckpoint) {
        super(first, last);
        this.perCheckpoint = perCheckpoint;
    }

    @Override
    public SourceReader<Long, NumberSequenceSplit> createReader(SourceReaderContext context) {
        return new Reader(context, perCheckpoint);
    }

    @SuppressWarnings("try") // the parent's close() may throw anything
    private static final class Reader
            extends IteratorSourceReader<Long, NumberSequenceIterator, NumberSequenceSplit> {

        private final int perCheckpoint;
        private int allowed;
        private CompletableFuture<Void> moreAllowed = new CompletableFuture<>();

        Reader(SourceReaderContext context, int perCheckpoint) {
            super(context);
            this.perCheckpoint = perCheckpoint;
        }

        @Override
        public InputStatus pollNext(ReaderOutput<Long> output) {
            if (allowed == 0) {
                return InputStatus.NOTHING_AVAILABLE;
            }
            allowed--;
            return super.pollNext(output);
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return allowed == 0 ? moreAllowed : super.isAvailable();
        }

        @Override
        public List<NumberSequenceSplit> snapshotState(long checkpointId) {
            CompletableFuture<Void> waiting = moreAllowed;
            allowed = perCheckpoint;
            moreAllowed = new CompletableFuture<>();
            waiting.complete(null);
            return super.snapshotState(checkpointId);
        }
    }
}
