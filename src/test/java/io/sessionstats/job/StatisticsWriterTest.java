package io.sessionstats.job;

import static io.sessionstats.job.NamedRows.chunk;
import static io.sessionstats.job.NamedRows.device;
import static io.sessionstats.job.NamedRows.farm;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.store.RowChunk;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.junit.jupiter.api.Test;

class StatisticsWriterTest {

    private final StatisticsWriter writer = new StatisticsWriter();

    @Test
    void chunksAreHandedOverOnceAndInOrder() {
        RowChunk first = chunk(farm("a", 1));
        RowChunk second = chunk(device("a", 2));
        writer.write(first, null);
        writer.write(second, null);
        writer.writeWatermark(new Watermark(17));

        assertThat(writer.prepareCommit())
                .containsExactly(new WrittenChunks(17, List.of(first, second)));
        assertThat(writer.prepareCommit()).containsExactly(new WrittenChunks(17, List.of()));
    }

    @Test
    void checkpointWithoutChangesStillTellsTheEventTime() {
        assertThat(writer.prepareCommit())
                .containsExactly(new WrittenChunks(Long.MIN_VALUE, List.of()));

        writer.write(chunk(farm("a", 1)), null);
        writer.writeWatermark(new Watermark(17));
        writer.prepareCommit();
        writer.writeWatermark(new Watermark(18));

        assertThat(writer.prepareCommit()).containsExactly(new WrittenChunks(18, List.of()));
    }

    @Test
    void manyBytesComeInParts() {
        RowChunk large =
                new RowChunk(
                        RowChunk.Kind.DEVICE,
                        false,
                        1,
                        List.of(),
                        0,
                        0,
                        0,
                        new byte[StatisticsWriter.BYTES_AT_ONCE / 2]);
        for (int i = 0; i < 4; i++) {
            writer.write(large, null);
        }
        writer.writeWatermark(new Watermark(5));

        assertThat(writer.prepareCommit())
                .containsExactly(
                        new WrittenChunks(5, List.of(large, large)),
                        new WrittenChunks(5, List.of(large, large)));
    }

    @Test
    void endOfInputIsNoEventTime() {
        writer.writeWatermark(new Watermark(17));
        writer.writeWatermark(Watermark.MAX_WATERMARK);

        assertThat(writer.prepareCommit()).containsExactly(new WrittenChunks(17, List.of()));
    }
}
