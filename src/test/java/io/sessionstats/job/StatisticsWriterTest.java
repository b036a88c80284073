package io.sessionstats.job;

import static io.sessionstats.job.ChangedRows.device;
import static io.sessionstats.job.ChangedRows.farm;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.junit.jupiter.api.Test;

class StatisticsWriterTest {

    private final StatisticsWriter writer = new StatisticsWriter();

    @Test
    void lastVersionOfEachRowIsHandedOver() {
        writer.write(farm("a", 1), null);
        writer.write(device("a", 2), null);
        writer.write(farm("b", 3), null);
        writer.write(farm("a", 4), null);
        writer.writeWatermark(new Watermark(17));

        assertThat(writer.prepareCommit())
                .containsExactly(
                        new WrittenRows(17, List.of(farm("a", 4), device("a", 2), farm("b", 3))));
    }

    @Test
    void checkpointWithoutChangesStillTellsTheEventTime() {
        assertThat(writer.prepareCommit())
                .containsExactly(new WrittenRows(Long.MIN_VALUE, List.of()));

        writer.write(farm("a", 1), null);
        writer.writeWatermark(new Watermark(17));
        writer.prepareCommit();
        writer.writeWatermark(new Watermark(18));

        assertThat(writer.prepareCommit()).containsExactly(new WrittenRows(18, List.of()));
    }

    @Test
    void manyRowsComeInParts() {
        int count = 2 * StatisticsWriter.ROWS_AT_ONCE;
        for (int i = 0; i < count; i++) {
            writer.write(farm("f" + i, i), null);
        }
        writer.writeWatermark(new Watermark(5));

        assertThat(writer.prepareCommit())
                .hasSize(2)
                .allMatch(part -> part.watermarkMillis() == 5)
                .allMatch(part -> part.rows().size() == StatisticsWriter.ROWS_AT_ONCE);
    }

    @Test
    void endOfInputIsNoEventTime() {
        writer.writeWatermark(new Watermark(17));
        writer.writeWatermark(Watermark.MAX_WATERMARK);

        assertThat(writer.prepareCommit()).containsExactly(new WrittenRows(17, List.of()));
    }
}
