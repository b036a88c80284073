package io.sessionstats.job;

import io.sessionstats.calendar.Period;
import io.sessionstats.ledger.BlockWriter;
import io.sessionstats.ledger.HourEdges;
import io.sessionstats.ledger.ScopeChange;
import io.sessionstats.ledger.ScopeChange.ActiveDevices;
import io.sessionstats.session.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Changes of scopes. */
public final class ScopeChangeSerializer extends FlowSerializer<ScopeChange> {

    private static final long serialVersionUID = 1L;

    static final ScopeChangeSerializer INSTANCE = new ScopeChangeSerializer();

    @Override
    public void serialize(ScopeChange record, DataOutputView target) throws IOException {
        BlockWriter edges = new BlockWriter(256);
        record.edges().write(edges);
        target.writeUTF(record.scope().toString());
        target.write(edges.toBlock());
        target.writeInt(record.devices().size());
        for (ActiveDevices devices : record.devices()) {
            target.writeByte(
                    switch (devices.period()) {
                        case HOUR -> 1;
                        case DAY -> 2;
                        case WEEK -> 3;
                        case MONTH -> 4;
                    });
            target.writeLong(devices.startMillis());
            target.writeInt(devices.field());
            target.writeInt(devices.remote());
        }
    }

    @Override
    public ScopeChange deserialize(DataInputView source) throws IOException {
        Scope scope = Scope.parse(source.readUTF());
        HourEdges edges = HourEdges.read(source);
        List<ActiveDevices> devices = new ArrayList<>();
        for (int left = source.readInt(); left > 0; left--) {
            devices.add(
                    new ActiveDevices(
                            period(source.readByte()),
                            source.readLong(),
                            source.readInt(),
                            source.readInt()));
        }
        return new ScopeChange(scope, edges, devices);
    }

    private static Period period(int code) throws IOException {
        return switch (code) {
            case 1 -> Period.HOUR;
            case 2 -> Period.DAY;
            case 3 -> Period.WEEK;
            case 4 -> Period.MONTH;
            default -> throw new IOException("unknown period: " + code);
        };
    }

    @Override
    public TypeSerializerSnapshot<ScopeChange> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names the serializer. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ScopeChange> {

        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
