package io.sessionstats.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.ChangedRow;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointRowsSerializerTest {

    private static final Tally TALLY =
            new Tally(1, -2, 300, Long.MAX_VALUE, Long.MIN_VALUE, 0, 63, -64);

    private final CheckpointRowsSerializer serializer = new CheckpointRowsSerializer();

    @ParameterizedTest
    @EnumSource(Period.class)
    void everyPeriodComesBack(Period period) throws IOException {
        Bucket bucket = new Bucket(period, -5, 2_678_400_000L);

        assertComesBack(
                ChangedRow.of(new ScopeStatistics(Scope.farm("f"), bucket, TALLY)),
                ChangedRow.of(new ScopeStatistics(Scope.project("p"), bucket, Tally.ZERO)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "tab\tnewline\n\r",
                "back\\slash \"quotes\" {braces}",
                "NULL",
                "会话 \uD83D\uDE80 \u0301",
                "\u0000\u0001\uFFFF"
            })
    void everyTextComesBack(String text) throws IOException {
        Bucket bucket = new Bucket(Period.HOUR, 1_773_144_000_000L, 1_773_147_600_000L);

        assertComesBack(
                ChangedRow.of(
                        new DeviceStatistics(
                                Scope.project(text),
                                text,
                                bucket,
                                TALLY,
                                List.of(text, text + text),
                                List.of())),
                ChangedRow.of(new ScopeStatistics(Scope.farm(text), bucket, TALLY)));
    }

    @Test
    void extremeNumbersComeBack() throws IOException {
        for (long number : new long[] {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            CheckpointRows rows =
                    new CheckpointRows(number, 0, 1, new WrittenRows(number, List.of()));
            assertThat(copy(rows)).isEqualTo(rows);
        }
    }

    /** These bytes are in people's checkpoints: a change here needs a new version. */
    @Test
    void versionOneIsReadForEver() throws IOException {
        Bucket bucket = new Bucket(Period.DAY, 0, 86_400_000);
        CheckpointRows rows =
                new CheckpointRows(
                        7,
                        1,
                        2,
                        new WrittenRows(
                                -1,
                                List.of(
                                        ChangedRow.of(
                                                new ScopeStatistics(
                                                        Scope.farm("f"), bucket, TALLY)),
                                        ChangedRow.of(
                                                new DeviceStatistics(
                                                        Scope.project("p"),
                                                        "d",
                                                        bucket,
                                                        Tally.ZERO,
                                                        List.of("d"),
                                                        List.of("r", "ü"))))));
        byte[] versionOne =
                HexFormat.of()
                        .parseHex(
                                "0e0204"
                                        + "0104"
                                        + "0101"
                                        + "0266"
                                        + "020080f0b252"
                                        + "0203d804feffffffffffffffff01ffffffffffffffffff01007e7f"
                                        + "0202"
                                        + "0270"
                                        + "0264"
                                        + "020080f0b252"
                                        + "0000000000000000"
                                        + "020264"
                                        + "04027204c3bc");

        assertThat(HexFormat.of().formatHex(serializer.serialize(rows)))
                .isEqualTo(HexFormat.of().formatHex(versionOne));
        assertThat(serializer.deserialize(1, versionOne)).isEqualTo(rows);
    }

    @Test
    void unknownVersionIsRefusedNamingIt() {
        assertThatThrownBy(() -> serializer.deserialize(99, new byte[] {2, 2, 0}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("99");
    }

    private void assertComesBack(ChangedRow... rows) throws IOException {
        WrittenRows written = new WrittenRows(1_773_144_000_001L, List.of(rows));

        WrittenRowsSerializer writtenSerializer = new WrittenRowsSerializer();
        assertThat(writtenSerializer.deserialize(1, writtenSerializer.serialize(written)))
                .isEqualTo(written);
        assertThat(copy(new CheckpointRows(12, 0, 1, written)))
                .isEqualTo(new CheckpointRows(12, 0, 1, written));
    }

    private CheckpointRows copy(CheckpointRows rows) throws IOException {
        return serializer.deserialize(serializer.getVersion(), serializer.serialize(rows));
    }
}
