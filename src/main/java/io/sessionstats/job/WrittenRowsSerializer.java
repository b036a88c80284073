package io.sessionstats.job;

import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Rows in bytes on their way from a writer; see {@link ChangedRowFormat} before you change
 * anything.
 */
final class WrittenRowsSerializer implements SimpleVersionedSerializer<WrittenRows> {

    @Override
    public int getVersion() {
        return ChangedRowFormat.VERSION;
    }

    @Override
    public byte[] serialize(WrittenRows rows) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(4096);
        ChangedRowFormat.write(rows, out);
        return out.getCopyOfBuffer();
    }

    @Override
    public WrittenRows deserialize(int version, byte[] bytes) throws IOException {
        ChangedRowFormat.requireKnown(version);
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        return ChangedRowFormat.read(in);
    }
}
