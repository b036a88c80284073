package io.sessionstats.job;

import io.sessionstats.ledger.DeviceChange;
import io.sessionstats.ledger.Extent;
import io.sessionstats.session.PackedEvent;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Changes of sessions, on their way to one of their devices. */
public final class DeviceChangeSerializer extends FlowSerializer<DeviceChange> {

    private static final long serialVersionUID = 1L;

    static final DeviceChangeSerializer INSTANCE = new DeviceChangeSerializer();

    @Override
    public void serialize(DeviceChange record, DataOutputView target) throws IOException {
        target.writeLong(record.keyHigh());
        target.writeLong(record.keyLow());
        target.writeLong(record.after().startMillis());
        writeExtent(record.before(), target);
        writeExtent(record.after(), target);
        target.writeByte(record.roles());
        target.writeInt(record.deviceAt());
        writeBytes(record.bytes(), target);
    }

    @Override
    public DeviceChange deserialize(DataInputView source) throws IOException {
        long keyHigh = source.readLong();
        long keyLow = source.readLong();
        long startMillis = source.readLong();
        return new DeviceChange(
                keyHigh,
                keyLow,
                readExtent(startMillis, source),
                readExtent(startMillis, source),
                source.readByte(),
                source.readInt(),
                readBytes(source));
    }

    /** Both extents of a session have its start. */
    private static void writeExtent(Extent extent, DataOutputView target) throws IOException {
        if (extent == null) {
            target.writeByte(0);
            return;
        }
        target.writeByte(
                switch (extent.stage()) {
                    case OPEN -> 1;
                    case STOPPED -> 2;
                    case ENDED -> 3;
                });
        if (extent.stage() != Extent.Stage.OPEN) {
            target.writeLong(extent.endMillis());
            target.writeBoolean(extent.touchesEnd());
            target.writeByte(PackedEvent.codeOf(extent.quality()));
        }
    }

    private static Extent readExtent(long startMillis, DataInputView source) throws IOException {
        int code = source.readByte();
        if (code == 0) {
            return null;
        }
        if (code == 1) {
            return Extent.open(startMillis);
        }
        return new Extent(
                code == 2 ? Extent.Stage.STOPPED : Extent.Stage.ENDED,
                startMillis,
                source.readLong(),
                source.readBoolean(),
                PackedEvent.qualityOf(source.readByte()));
    }

    @Override
    public TypeSerializerSnapshot<DeviceChange> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names the serializer. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<DeviceChange> {

        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
