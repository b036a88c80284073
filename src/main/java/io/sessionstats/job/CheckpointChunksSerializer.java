package io.sessionstats.job;

import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * The rows of a checkpoint in bytes. Checkpoints and savepoints hold them: whoever changes this
 * gives the new form a version of its own and keeps reading this one. The rows' format has a
 * version of its own.
 */
final class CheckpointChunksSerializer implements SimpleVersionedSerializer<CheckpointChunks> {

    /** Versions 1 and 2, of before the first release, had rows in place of chunks. */
    static final int VERSION = 3;

    static void requireKnown(int version) throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "rows waiting to be published have format version "
                            + version
                            + ", this release reads version "
                            + VERSION
                            + ": restore with the release that wrote them, or a newer one");
        }
    }

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(CheckpointChunks chunks) throws IOException {
        DataOutputSerializer out =
                new DataOutputSerializer(WrittenChunksSerializer.lengthOf(chunks.written()));
        out.writeLong(chunks.checkpoint());
        out.writeInt(chunks.writer());
        out.writeInt(chunks.writers());
        WrittenChunksSerializer.write(chunks.written(), out);
        return out.getCopyOfBuffer();
    }

    @Override
    public CheckpointChunks deserialize(int version, byte[] bytes) throws IOException {
        requireKnown(version);
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        return new CheckpointChunks(
                in.readLong(), in.readInt(), in.readInt(), WrittenChunksSerializer.read(in));
    }
}
