package io.sessionstats.job;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** What ended sessions of farms have used. */
public final class SessionUsageSerializer extends FlowSerializer<SessionUsage> {

    private static final long serialVersionUID = 1L;

    static final SessionUsageSerializer INSTANCE = new SessionUsageSerializer();

    @Override
    public void serialize(SessionUsage record, DataOutputView target) throws IOException {
        target.writeLong(record.keyHigh());
        target.writeLong(record.keyLow());
        target.writeLong(record.hourlyRateMicroUsd());
        target.writeLong(record.startMillis());
        target.writeLong(record.endMillis());
        writeBytes(record.bytes(), target);
    }

    @Override
    public SessionUsage deserialize(DataInputView source) throws IOException {
        return new SessionUsage(
                source.readLong(),
                source.readLong(),
                source.readLong(),
                source.readLong(),
                source.readLong(),
                readBytes(source));
    }

    @Override
    public TypeSerializerSnapshot<SessionUsage> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names the serializer. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<SessionUsage> {

        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
