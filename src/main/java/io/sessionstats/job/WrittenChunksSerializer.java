package io.sessionstats.job;

import io.sessionstats.store.RowChunk;
import io.sessionstats.store.StatisticsRowFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Chunks on their way from a writer, in bytes. */
final class WrittenChunksSerializer implements SimpleVersionedSerializer<WrittenChunks> {

    /** Besides the rows. */
    private static final int HEADS_LENGTH = 4096;

    @Override
    public int getVersion() {
        return CheckpointChunksSerializer.VERSION;
    }

    @Override
    public byte[] serialize(WrittenChunks written) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(lengthOf(written));
        write(written, out);
        return out.getCopyOfBuffer();
    }

    @Override
    public WrittenChunks deserialize(int version, byte[] bytes) throws IOException {
        CheckpointChunksSerializer.requireKnown(version);
        return read(new DataInputDeserializer(bytes));
    }

    /** In how many bytes these are written, about. */
    static int lengthOf(WrittenChunks written) {
        int length = HEADS_LENGTH;
        for (RowChunk chunk : written.chunks()) {
            length += chunk.bytes().length;
        }
        return length;
    }

    static void write(WrittenChunks written, DataOutput out) throws IOException {
        out.writeLong(written.watermarkMillis());
        out.writeInt(written.chunks().size());
        for (RowChunk chunk : written.chunks()) {
            StatisticsRowFormat.write(chunk, out);
        }
    }

    static WrittenChunks read(DataInput in) throws IOException {
        long watermarkMillis = in.readLong();
        int count = in.readInt();
        List<RowChunk> chunks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            chunks.add(StatisticsRowFormat.read(in));
        }
        return new WrittenChunks(watermarkMillis, chunks);
    }
}
