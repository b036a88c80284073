package io.sessionstats.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sessionstats.ingest.PackedRecord;
import io.sessionstats.ingest.SourceRecord;
import io.sessionstats.session.PackedEvent;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Packed events and the records that they came in. */
public final class PackedRecordSerializer extends FlowSerializer<PackedRecord> {

    private static final long serialVersionUID = 1L;

    static final PackedRecordSerializer INSTANCE = new PackedRecordSerializer();

    /** Most records are of the topic that the one before was of. Any thread may change it. */
    private static volatile Topic latestTopic = new Topic("");

    private static final class Topic {
        private final String name;
        private final byte[] utf8;

        Topic(String name) {
            this.name = name;
            this.utf8 = name.getBytes(UTF_8);
        }
    }

    private static Topic topic(String name) {
        Topic topic = latestTopic;
        if (!topic.name.equals(name)) {
            topic = new Topic(name);
            latestTopic = topic;
        }
        return topic;
    }

    private static Topic topic(byte[] utf8) {
        Topic topic = latestTopic;
        if (!Arrays.equals(topic.utf8, utf8)) {
            topic = new Topic(new String(utf8, UTF_8));
            latestTopic = topic;
        }
        return topic;
    }

    @Override
    public void serialize(PackedRecord record, DataOutputView target) throws IOException {
        PackedEvent event = record.event();
        target.writeLong(event.keyHigh());
        target.writeLong(event.keyLow());
        target.writeLong(event.timeMillis());
        target.writeBoolean(event.isStart());
        target.writeByte(event.qualityCode());
        writeBytes(event.bytes(), target);
        SourceRecord from = record.source();
        writeBytes(topic(from.topic()).utf8, target);
        target.writeInt(from.partition());
        target.writeLong(from.offset());
        target.writeInt(from.originalBytes());
        writeBytes(from.value(), target); // An event has a value
    }

    @Override
    public PackedRecord deserialize(DataInputView source) throws IOException {
        PackedEvent event =
                new PackedEvent(
                        source.readLong(),
                        source.readLong(),
                        source.readLong(),
                        source.readBoolean(),
                        source.readByte(),
                        readBytes(source));
        return new PackedRecord(
                event,
                new SourceRecord(
                        topic(readBytes(source)).name,
                        source.readInt(),
                        source.readLong(),
                        source.readInt(),
                        readBytes(source)));
    }

    @Override
    public TypeSerializerSnapshot<PackedRecord> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names the serializer. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<PackedRecord> {

        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
