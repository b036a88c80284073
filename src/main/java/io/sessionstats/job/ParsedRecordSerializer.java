package io.sessionstats.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sessionstats.ingest.PackedRecord;
import io.sessionstats.ingest.ParsedRecord;
import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.ingest.RejectionReason;
import io.sessionstats.ingest.SourceRecord;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Parsed records, should the source and what follows it not be chained. */
public final class ParsedRecordSerializer extends FlowSerializer<ParsedRecord> {

    private static final long serialVersionUID = 1L;

    static final ParsedRecordSerializer INSTANCE = new ParsedRecordSerializer();

    @Override
    public void serialize(ParsedRecord record, DataOutputView target) throws IOException {
        target.writeBoolean(record.event() != null);
        if (record.event() != null) {
            PackedRecordSerializer.INSTANCE.serialize(
                    new PackedRecord(record.event(), record.source()), target);
            return;
        }
        RejectedEvent rejection = record.rejection();
        target.writeUTF(rejection.reason().word());
        writeBytes(rejection.message().getBytes(UTF_8), target);
        SourceRecord from = rejection.source();
        target.writeUTF(from.topic());
        target.writeInt(from.partition());
        target.writeLong(from.offset());
        target.writeInt(from.originalBytes());
        target.writeBoolean(from.value() != null);
        if (from.value() != null) {
            writeBytes(from.value(), target);
        }
    }

    @Override
    public ParsedRecord deserialize(DataInputView source) throws IOException {
        if (source.readBoolean()) {
            PackedRecord record = PackedRecordSerializer.INSTANCE.deserialize(source);
            return ParsedRecord.event(record.event(), record.source());
        }
        RejectionReason reason = RejectionReason.ofWord(source.readUTF());
        String message = new String(readBytes(source), UTF_8);
        SourceRecord from =
                new SourceRecord(
                        source.readUTF(),
                        source.readInt(),
                        source.readLong(),
                        source.readInt(),
                        source.readBoolean() ? readBytes(source) : null);
        return ParsedRecord.rejected(reason, message, from);
    }

    @Override
    public TypeSerializerSnapshot<ParsedRecord> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names the serializer. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ParsedRecord> {

        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
