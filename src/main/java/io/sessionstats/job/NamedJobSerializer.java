package io.sessionstats.job;

import io.sessionstats.usage.JobName;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** What starts name their jobs. */
public final class NamedJobSerializer extends FlowSerializer<NamedJob> {

    private static final long serialVersionUID = 1L;

    static final NamedJobSerializer INSTANCE = new NamedJobSerializer();

    @Override
    public void serialize(NamedJob record, DataOutputView target) throws IOException {
        target.writeLong(record.keyHigh());
        target.writeLong(record.startMillis());
        target.writeUTF(record.name().farmId());
        target.writeUTF(record.name().jobId());
        target.writeUTF(record.name().name());
    }

    @Override
    public NamedJob deserialize(DataInputView source) throws IOException {
        return new NamedJob(
                source.readLong(),
                source.readLong(),
                new JobName(source.readUTF(), source.readUTF(), source.readUTF()));
    }

    @Override
    public TypeSerializerSnapshot<NamedJob> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names the serializer. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<NamedJob> {

        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
