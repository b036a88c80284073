package io.sessionstats.job;

import io.sessionstats.store.RowChunk;
import io.sessionstats.store.StatisticsRowFormat;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Chunks between stages, in {@link StatisticsRowFormat}. */
public final class RowChunkSerializer extends TypeSerializerSingleton<RowChunk> {

    private static final long serialVersionUID = 1L;

    static final RowChunkSerializer INSTANCE = new RowChunkSerializer();

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public RowChunk createInstance() {
        return new RowChunk(RowChunk.Kind.SCOPE, false, 0, List.of(), 0, 0, 0, new byte[0]);
    }

    @Override
    public RowChunk copy(RowChunk from) {
        return from;
    }

    @Override
    public RowChunk copy(RowChunk from, RowChunk reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(RowChunk chunk, DataOutputView target) throws IOException {
        StatisticsRowFormat.write(chunk, target);
    }

    @Override
    public RowChunk deserialize(DataInputView source) throws IOException {
        return StatisticsRowFormat.read(source);
    }

    @Override
    public RowChunk deserialize(RowChunk reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
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
