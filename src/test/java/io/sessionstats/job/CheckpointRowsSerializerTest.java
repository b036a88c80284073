package io.sessionstats.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.session.Scope;
import io.sessionstats.session.UsageType;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.ChangedRow;
import io.sessionstats.usage.JobName;
import io.sessionstats.usage.KeyedCell;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsageKey;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointRowsSerializerTest {

    private static final Tally TALLY =
            new Tally(1, -2, 300, Long.MAX_VALUE, Long.MIN_VALUE, 0, 63, -64);

    private static final UsageKey BARE =
            new UsageKey("f", null, null, null, null, UsageType.LICENSE, null, null, 0);

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
                ChangedRow.of(new ScopeStatistics(Scope.farm(text), bucket, TALLY)),
                ChangedRow.of(new JobName(text, text, text)),
                ChangedRow.of(
                        new KeyedCell(
                                new UsageKey(
                                        text,
                                        text,
                                        null,
                                        text,
                                        null,
                                        UsageType.LICENSE,
                                        null,
                                        text,
                                        1),
                                UsageCell.of(0, 1, UsageGrain.DEFAULT))));
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

        assertThat(serializer.deserialize(1, versionOne)).isEqualTo(rows);
        assertThat(new WrittenRowsSerializer().deserialize(1, withoutCheckpoint(versionOne)))
                .isEqualTo(rows.written());
    }

    private static byte[] withoutCheckpoint(byte[] rows) {
        return Arrays.copyOfRange(rows, 3, rows.length);
    }

    /** As are these. */
    @Test
    void versionTwoIsReadForEver() throws IOException {
        Bucket bucket = new Bucket(Period.DAY, 0, 86_400_000);
        UsageCell cell = new UsageCell(-1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 900_000);
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
                                                new KeyedCell(
                                                        new UsageKey(
                                                                "f",
                                                                "q",
                                                                "l",
                                                                "j",
                                                                "u",
                                                                UsageType.COMPUTE,
                                                                "i",
                                                                "p",
                                                                1_000_000_000_000L),
                                                        cell)),
                                        ChangedRow.of(new KeyedCell(BARE, cell)),
                                        ChangedRow.of(new JobName("f", "j", "ü")))));
        byte[] versionTwo =
                HexFormat.of()
                        .parseHex(
                                "0e0204"
                                        + "0108"
                                        + "0101"
                                        + "0266"
                                        + "020080f0b252"
                                        + "0203d804feffffffffffffffff01ffffffffffffffffff01007e7f"
                                        + "03"
                                        + "02660271026c026a0275"
                                        + "01"
                                        + "02690270"
                                        + "80c0a8ca9a3a"
                                        + "01040406080a0c0e1012c0ee6d"
                                        + "03"
                                        + "026601010101"
                                        + "02"
                                        + "0101"
                                        + "00"
                                        + "01040406080a0c0e1012c0ee6d"
                                        + "04"
                                        + "0266026a04c3bc");

        assertThat(serializer.getVersion()).isEqualTo(2);
        assertThat(HexFormat.of().formatHex(serializer.serialize(rows)))
                .isEqualTo(HexFormat.of().formatHex(versionTwo));
        assertThat(serializer.deserialize(2, versionTwo)).isEqualTo(rows);
    }

    @Test
    void unknownVersionIsRefusedNamingIt() {
        for (int version : new int[] {0, 3, 99}) {
            assertThatThrownBy(() -> serializer.deserialize(version, new byte[] {2, 2, 0}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("version " + version)
                    .hasMessageContaining("versions 1 to 2");
        }
    }

    private void assertComesBack(ChangedRow... rows) throws IOException {
        WrittenRows written = new WrittenRows(1_773_144_000_001L, List.of(rows));

        WrittenRowsSerializer writtenSerializer = new WrittenRowsSerializer();
        assertThat(writtenSerializer.deserialize(2, writtenSerializer.serialize(written)))
                .isEqualTo(written);
        assertThat(copy(new CheckpointRows(12, 0, 1, written)))
                .isEqualTo(new CheckpointRows(12, 0, 1, written));
    }

    private CheckpointRows copy(CheckpointRows rows) throws IOException {
        return serializer.deserialize(serializer.getVersion(), serializer.serialize(rows));
    }
}
