package io.sessionstats.benchmark;

import io.sessionstats.store.RowChunk;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Drops the rows, and tells the {@link EdgeClock} how far event time has come behind them. */
final class WatermarkSink implements Sink<RowChunk> {

    private static final long serialVersionUID = 1L;

    @Override
    public SinkWriter<RowChunk> createWriter(WriterInitContext context) {
        return new Writer();
    }

    @SuppressWarnings("try") // the interface's close() may throw anything
    private static final class Writer implements SinkWriter<RowChunk> {

        private long watermarkMillis = Long.MIN_VALUE;

        @Override
        public void write(RowChunk chunk, Context context) {}

        @Override
        public void writeWatermark(Watermark watermark) {
            EdgeClock.atSink(watermarkMillis, watermark.getTimestamp());
            watermarkMillis = watermark.getTimestamp();
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
