package io.sessionstats.job;

import io.sessionstats.store.RowChunk;
import io.sessionstats.store.StatisticsRowFormat;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Chunks between stages, in {@link StatisticsRowFormat}. */
public final class RowChunkSerializer extends FlowSerializer<RowChunk> {

    private static final long serialVersionUID = 1L;

    static final RowChunkSerializer INSTANCE = new RowChunkSerializer();

    @Override
    public void serialize(RowChunk chunk, DataOutputView target) throws IOException {
        StatisticsRowFormat.write(chunk, target);
    }

    @Override
    public RowChunk deserialize(DataInputView source) throws IOException {
        return StatisticsRowFormat.read(source);
    }

    @Override
    public TypeSerializerSnapshot<RowChunk> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Chunks name the version of their format themselves. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<RowChunk> {

        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
