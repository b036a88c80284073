package io.sessionstats.bench;

import io.sessionstats.store.RowChunk;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Counts rows for the meter, and discards them. */
public final class RowCount<T> implements Sink<T> {

    private static final long serialVersionUID = 1L;

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        return new SinkWriter<>() {

            private long rows;

            @Override
            public void write(T row, Context rowContext) {
                rows += row instanceof RowChunk chunk ? chunk.rows() : 1;
            }

            @Override
            public void flush(boolean endOfInput) {
                RunMeter.current().rowsPublished(rows);
                rows = 0;
            }

            @Override
            public void close() {
                flush(true);
            }
        };
    }
}
