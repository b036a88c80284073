package io.sessionstats.job;

import static io.sessionstats.job.NamedRows.device;
import static io.sessionstats.job.NamedRows.farm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.store.RowChunk;
import io.sessionstats.store.StatisticsRow;
import io.sessionstats.store.StatisticsRows;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointChunksSerializerTest {

    private static final List<StatisticsRow> ROWS =
            List.of(farm("a", 1), farm("b", 2), device("ü", 3));

    private final CheckpointChunksSerializer serializer = new CheckpointChunksSerializer();
    private final WrittenChunksSerializer writtenSerializer = new WrittenChunksSerializer();

    @Test
    void rowsComeBackWithTheirCheckpoint() throws IOException {
        WrittenChunks written = new WrittenChunks(-17, StatisticsRows.chunks(ROWS));

        CheckpointChunks chunks = copy(new CheckpointChunks(1L << 40, 6, 7, written));

        assertThat(chunks.checkpoint()).isEqualTo(1L << 40);
        assertThat(chunks.writer()).isEqualTo(6);
        assertThat(chunks.writers()).isEqualTo(7);
        assertThat(chunks.written().watermarkMillis()).isEqualTo(-17);
        assertThat(StatisticsRows.in(chunks.written().chunks())).isEqualTo(ROWS);
    }

    @Test
    void rowsComeBackFromTheWriter() throws IOException {
        WrittenChunks written = new WrittenChunks(Long.MIN_VALUE, StatisticsRows.chunks(ROWS));

        WrittenChunks copy =
                writtenSerializer.deserialize(
                        writtenSerializer.getVersion(), writtenSerializer.serialize(written));

        assertThat(copy.watermarkMillis()).isEqualTo(Long.MIN_VALUE);
        assertThat(StatisticsRows.in(copy.chunks())).isEqualTo(ROWS);
    }

    @Test
    void noRowsComeBack() throws IOException {
        CheckpointChunks chunks =
                new CheckpointChunks(5, 0, 1, new WrittenChunks(Long.MIN_VALUE, List.of()));

        assertThat(copy(chunks)).isEqualTo(chunks);
    }

    @Test
    void chunksComeBackFromTheNetwork() throws IOException {
        RowChunkSerializer network = RowChunkSerializer.INSTANCE;
        DataOutputSerializer out = new DataOutputSerializer(64);
        List<RowChunk> chunks = StatisticsRows.chunks(ROWS);
        for (RowChunk chunk : chunks) {
            network.serialize(chunk, out);
        }
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        DataOutputSerializer copied = new DataOutputSerializer(64);
        network.copy(in, copied);

        RowChunk first = network.deserialize(new DataInputDeserializer(copied.getCopyOfBuffer()));
        RowChunk second = network.deserialize(in);

        assertThat(StatisticsRows.in(List.of(first, second))).isEqualTo(ROWS);
        assertThat(in.available()).isZero();
    }

    /** These bytes are in people's checkpoints: a change here needs a new version. */
    @Test
    void versionThreeIsReadForEver() throws IOException {
        byte[] versionThree =
                HexFormat.of()
                        .parseHex(
                                "0000000000000007" // checkpoint
                                        + "00000001" // writer
                                        + "00000002" // of writers
                                        + "ffffffffffffffff" // watermark
                                        + "00000001" // chunks
                                        + "03010000000001" // version, kind, not first, rows
                                        + "00000001"
                                        + "01"
                                        + "00000001"
                                        + "61" // scopes
                                        + "000000000000000000000000000000000000000000000000"
                                        + "0000000f"
                                        + "00"
                                        + "010080bab703" // scope, bucket
                                        + "02"
                                        + "00000000000000");

        CheckpointChunks chunks = serializer.deserialize(3, versionThree);

        assertThat(serializer.getVersion()).isEqualTo(3);
        assertThat(StatisticsRows.in(chunks.written().chunks())).containsExactly(farm("a", 1));
        assertThat(HexFormat.of().formatHex(serializer.serialize(chunks)))
                .isEqualTo(HexFormat.of().formatHex(versionThree));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 99})
    void unknownVersionIsRefusedNamingIt(int version) {
        assertThatThrownBy(() -> serializer.deserialize(version, new byte[] {2, 2, 0}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format version " + version)
                .hasMessageContaining("reads version 3");
        assertThatThrownBy(() -> writtenSerializer.deserialize(version, new byte[] {2, 2, 0}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format version " + version);
    }

    private CheckpointChunks copy(CheckpointChunks chunks) throws IOException {
        return serializer.deserialize(serializer.getVersion(), serializer.serialize(chunks));
    }
}
