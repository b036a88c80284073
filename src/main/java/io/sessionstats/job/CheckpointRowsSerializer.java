package io.sessionstats.job;

import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** The rows of a checkpoint in bytes; see {@link ChangedRowFormat} before you change anything. */
final class CheckpointRowsSerializer implements SimpleVersionedSerializer<CheckpointRows> {

    @Override
    public int getVersion() {
        return ChangedRowFormat.VERSION;
    }

    @Override
    public byte[] serialize(CheckpointRows rows) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(4096);
        ChangedRowFormat.writeNumber(rows.checkpoint(), out);
        ChangedRowFormat.writeNumber(rows.writer(), out);
        ChangedRowFormat.writeNumber(rows.writers(), out);
        ChangedRowFormat.write(rows.written(), out);
        return out.getCopyOfBuffer();
    }

    @Override
    public CheckpointRows deserialize(int version, byte[] bytes) throws IOException {
        ChangedRowFormat.requireKnown(version);
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        long checkpoint = ChangedRowFormat.readNumber(in);
        int writer = (int) ChangedRowFormat.readNumber(in);
        int writers = (int) ChangedRowFormat.readNumber(in);
        return new CheckpointRows(checkpoint, writer, writers, ChangedRowFormat.read(in));
    }
}
