package io.sessionstats.job;

import static io.sessionstats.session.SessionFixtures.NASA;
import static io.sessionstats.session.SessionFixtures.STUDIO;
import static io.sessionstats.session.SessionFixtures.at;
import static io.sessionstats.session.SessionFixtures.end;
import static io.sessionstats.session.SessionFixtures.received;
import static io.sessionstats.session.SessionFixtures.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.ingest.PackedRecord;
import io.sessionstats.ingest.ParsedRecord;
import io.sessionstats.ingest.RejectionReason;
import io.sessionstats.ingest.SourceRecord;
import io.sessionstats.ledger.DeviceChange;
import io.sessionstats.ledger.Extent;
import io.sessionstats.ledger.HourEdges;
import io.sessionstats.ledger.ScopeChange;
import io.sessionstats.ledger.ScopeChange.ActiveDevices;
import io.sessionstats.session.PackedEvent;
import io.sessionstats.session.Quality;
import io.sessionstats.usage.JobName;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What flows arrives as it was sent, also behind something else, and copied in bytes. */
class FlowSerializersTest {

    private static final ZoneCalendar UTC = new ZoneCalendar(ZoneId.of("UTC"));
    private static final String ODD = "机械臂 \"2\" \\ 🤖";

    /** Something that flows, and how. */
    record Sent<T>(T value, TypeSerializer<T> serializer) {}

    @ParameterizedTest
    @MethodSource("whatFlows")
    <T> void arrivesAsItWasSent(Sent<T> sent) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(1);
        sent.serializer().serialize(sent.value(), out);
        sent.serializer().serialize(sent.value(), out);

        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        DataOutputSerializer copied = new DataOutputSerializer(1);
        T first = sent.serializer().deserialize(in);
        sent.serializer().copy(in, copied);
        T second =
                sent.serializer().deserialize(new DataInputDeserializer(copied.getCopyOfBuffer()));

        assertThat(in.available()).isZero();
        for (T arrived : List.of(first, second)) {
            assertThat(arrived)
                    .usingRecursiveComparison()
                    .ignoringFields("edges")
                    .isEqualTo(sent.value());
            if (arrived instanceof ScopeChange change) {
                assertSameEdges(change.edges(), ((ScopeChange) sent.value()).edges());
            }
        }
    }

    private static void assertSameEdges(HourEdges arrived, HourEdges sent) {
        assertThat(arrived.open()).isEqualTo(sent.open());
        for (String hour : List.of("08:00", "09:00", "10:00", "11:00", "12:00")) {
            assertThat(arrived.tally(at(hour), at(hour) + 3_600_000, at("12:00"), UTC))
                    .as(hour)
                    .isEqualTo(sent.tally(at(hour), at(hour) + 3_600_000, at("12:00"), UTC));
        }
    }

    /** Topics are remembered from record to record. */
    @Test
    void recordsOfTwoTopicsKeepTheirs() throws IOException {
        List<String> topics = List.of("one", "two", "two", "one", "två");
        DataOutputSerializer out = new DataOutputSerializer(1);
        for (String topic : topics) {
            PackedRecordSerializer.INSTANCE.serialize(
                    new PackedRecord(packed(), new SourceRecord(topic, 0, 0, 1, new byte[1])), out);
        }

        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        for (String topic : topics) {
            assertThat(PackedRecordSerializer.INSTANCE.deserialize(in).source().topic())
                    .isEqualTo(topic);
        }
    }

    static Stream<Sent<?>> whatFlows() {
        return Stream.of(
                        packedRecords(),
                        parsedRecords(),
                        scopeChanges(),
                        deviceChanges(),
                        Stream.of(
                                new Sent<>(
                                        new SessionUsage(1, -2, 3, 4, 5, new byte[] {6, 7}),
                                        SessionUsageSerializer.INSTANCE),
                                new Sent<>(
                                        new NamedJob(-1, 2, new JobName("f", ODD, ODD)),
                                        NamedJobSerializer.INSTANCE)))
                .flatMap(sent -> sent);
    }

    private static Stream<Sent<?>> packedRecords() {
        return Stream.of(
                        received(start("s", "10:00")),
                        received(start(STUDIO, ODD, "10:00")),
                        received(end("s", "10:00")),
                        received(end("s", "10:00", Quality.BAD)),
                        new PackedRecord(
                                packed(),
                                new SourceRecord(
                                        "another-topic", 7, 1L << 40, 1 << 30, new byte[] {1})))
                .map(record -> new Sent<>(record, PackedRecordSerializer.INSTANCE));
    }

    private static PackedEvent packed() {
        return new PackedEvent.Packer().pack(start("s", "10:00"));
    }

    private static Stream<Sent<?>> parsedRecords() {
        SourceRecord nothing = new SourceRecord("t", 1, 2, 0, null);
        SourceRecord something = new SourceRecord("t", 1, 2, 3, new byte[] {'x'});
        return Stream.of(
                        ParsedRecord.event(packed(), something),
                        ParsedRecord.rejected(RejectionReason.MALFORMED, ODD, nothing),
                        ParsedRecord.rejected(RejectionReason.FUTURE, "", something))
                .map(record -> new Sent<>(record, ParsedRecordSerializer.INSTANCE));
    }

    private static Stream<Sent<?>> scopeChanges() {
        HourEdges edges = new HourEdges();
        edges.add(Extent.open(at("08:20")), -1, UTC);
        edges.add(Extent.ended(at("08:20"), at("11:10"), Quality.GOOD), 1, UTC);
        edges.add(Extent.open(at("10:30")), 1, UTC);
        return Stream.of(
                        ScopeChange.of(NASA, edges),
                        ScopeChange.ofDevices(
                                STUDIO,
                                List.of(
                                        new ActiveDevices(Period.HOUR, at("10:00"), 1, -2),
                                        new ActiveDevices(Period.MONTH, at("00:00"), -3, 4))))
                .map(change -> new Sent<>(change, ScopeChangeSerializer.INSTANCE));
    }

    private static Stream<Sent<?>> deviceChanges() {
        Extent open = Extent.open(1);
        Extent stopped = Extent.stopped(1, 5, true);
        return Stream.of(
                        change(null, open),
                        change(open, Extent.ended(1, 3, null)),
                        change(open, Extent.ended(1, 3, Quality.BAD)),
                        change(open, stopped),
                        change(stopped, open),
                        change(stopped, stopped.expired()))
                .map(change -> new Sent<>(change, DeviceChangeSerializer.INSTANCE));
    }

    private static DeviceChange change(Extent before, Extent after) {
        return new DeviceChange(Long.MIN_VALUE, 7, before, after, 3, 260, new byte[] {1, 2, 3});
    }
}
