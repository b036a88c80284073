package io.sessionstats.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.session.Scope;
import io.sessionstats.session.UsageType;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.usage.JobName;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageKey;
import io.sessionstats.usage.UsageKeyId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatisticsRowFormatTest {

    private static final Bucket HOUR = new Bucket(Period.HOUR, 0, 3_600_000);
    private static final Tally TALLY = new Tally(1, 2, 3, 4, 5, 6, 7, 8);

    @Test
    void rowOfEachKindIsReadAsItWasWritten() throws IOException {
        UsageKey key =
                new UsageKey("f", "q", "l", "j", "u", UsageType.LICENSE, "i", "p", 1_250_000);

        assertRoundTrip(
                new StatisticsRow.OfScope(new ScopeStatistics(Scope.farm("f"), HOUR, TALLY)),
                new StatisticsRow.OfScope(new ScopeStatistics(Scope.project("f"), HOUR, TALLY)),
                device("d", List.of("a"), List.of("b", "c"), true),
                device("d", List.of(), List.of("b", "c"), false),
                new StatisticsRow.OfUsageKey(key.id(), key),
                cell(7, 9, true),
                cell(7, 9, false),
                new StatisticsRow.OfJobName(new JobName("f", "j", "Shot 1")));
    }

    @Test
    void largestAndSmallestNumbersAreKept() throws IOException {
        Tally extremes = new Tally(Long.MAX_VALUE, Long.MIN_VALUE, 0, -1, 1, 63, -64, 1L << 62);
        Bucket last = new Bucket(Period.MONTH, Long.MAX_VALUE - 1, Long.MAX_VALUE);
        Bucket longest = new Bucket(Period.MONTH, -1, Long.MAX_VALUE - 1);

        assertRoundTrip(
                new StatisticsRow.OfScope(new ScopeStatistics(Scope.farm("f"), last, extremes)),
                new StatisticsRow.OfScope(new ScopeStatistics(Scope.farm("f"), longest, extremes)),
                cell(Long.MIN_VALUE / 2, Long.MAX_VALUE / 2, true),
                new StatisticsRow.OfUsageCell(
                        new UsageKeyId(Long.MIN_VALUE, -1), -1, Long.MIN_VALUE, CELL, false));
    }

    @Test
    void wideTextsAreKept() throws IOException {
        String wide = "Zürich-日本-\uD83D\uDE00";
        UsageKey key =
                new UsageKey(wide, wide, "", wide, wide, UsageType.COMPUTE, wide, "a\nb\t\\", 0);

        assertRoundTrip(
                device("a".repeat(128), List.of("日".repeat(128)), List.of(wide, ""), true),
                new StatisticsRow.OfScope(new ScopeStatistics(Scope.project(wide), HOUR, TALLY)),
                new StatisticsRow.OfUsageKey(key.id(), key),
                new StatisticsRow.OfJobName(new JobName(wide, wide, wide)));
    }

    @Test
    void sixtyFourDevicesAreKept() throws IOException {
        List<String> devices = IntStream.range(0, 64).mapToObj(i -> "console-" + i).toList();

        assertRoundTrip(device("console-1", devices, devices, true));
    }

    @Test
    void keyThatLacksEverythingIsKept() throws IOException {
        UsageKey key = new UsageKey("f", null, null, null, null, UsageType.COMPUTE, null, null, 0);

        assertRoundTrip(new StatisticsRow.OfUsageKey(key.id(), key));
    }

    @ParameterizedTest
    @EnumSource(Period.class)
    void everyPeriodIsKept(Period period) throws IOException {
        assertRoundTrip(
                new StatisticsRow.OfScope(
                        new ScopeStatistics(
                                Scope.farm("f"), new Bucket(period, 5, 1_000_000_005L), TALLY)));
    }

    @Test
    void chunkSaysWhatItsPublisherMustKnow() {
        RowChunk devices =
                chunks(
                                device(Scope.project("a"), 20),
                                device(Scope.project("b"), 10),
                                device(Scope.project("a"), 30))
                        .get(0);
        RowChunk cells = chunks(cell(9, 9, false), cell(5, 7, false)).get(0);

        assertThat(devices.rows()).isEqualTo(3);
        assertThat(devices.scopes()).containsExactly(Scope.project("a"), Scope.project("b"));
        assertThat(devices.firstStart()).isEqualTo(10);
        assertThat(devices.lastStart()).isEqualTo(30);
        assertThat(cells.firstStart()).isEqualTo(5);
        assertThat(cells.lastStart()).isEqualTo(9);
        assertThat(cells.slotsMax()).isEqualTo(3);
    }

    @Test
    void fullChunksAreHandedOutAndTheNextBeginAnew() {
        List<RowChunk> chunks = new ArrayList<>();
        RowChunks writer = new RowChunks(chunks::add);
        List<StatisticsRow> rows = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            rows.add(device(Scope.project("p" + i / 3000), i));
        }
        rows.forEach(writer::add);
        int full = chunks.size();
        writer.flush();
        writer.flush();

        assertThat(full).isGreaterThan(1);
        assertThat(chunks).hasSize(full + 1);
        assertThat(chunks).allMatch(chunk -> chunk.bytes().length < 140_000);
        assertThat(chunks.get(0).firstStart()).isZero();
        assertThat(chunks.get(1).firstStart()).isEqualTo(chunks.get(0).rows());
        assertThat(chunks.get(full).scopes()).doesNotContain(Scope.project("p0"));
        assertThat(chunks.stream().flatMap(chunk -> StatisticsRowFormat.rows(chunk).stream()))
                .isEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 1, 2, 4})
    void otherVersionIsRefused(byte version) throws IOException {
        byte[] bytes = bytes(chunks(cell(1, 2, true)).get(0));
        bytes[0] = version;

        assertThatThrownBy(() -> chunk(bytes))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "rows waiting to be published have format version "
                                + version
                                + ", this release reads version 3: restore with the release that"
                                + " wrote them, or a newer one");
    }

    /** Savepoints hold these bytes: a change of theirs is a new version. */
    @Test
    void bytesAreThoseOfTheVersion() throws IOException {
        byte[] device = bytes(chunks(device("d", List.of("é"), List.of(), true)).get(0));

        assertThat(device)
                .asHexString()
                .isEqualTo(
                        "03020100000001000000010200000001700000000000000000"
                                + "00000000000000000000000000000000"
                                + "00000016000264010080BAB703"
                                + "02040608"
                                + "0A0C0E10"
                                + "0204C3A900");
    }

    private static final UsageCell CELL = new UsageCell(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

    private static StatisticsRow cell(long startSlot, long endSlot, boolean first) {
        return new StatisticsRow.OfUsageCell(
                new UsageKeyId(12, 13),
                14,
                15,
                new UsageCell(startSlot, endSlot, 3, 4, 5, 6, 7, 8, 9, 10, 11),
                first);
    }

    private static StatisticsRow device(
            String id, List<String> fieldDevices, List<String> remoteDevices, boolean first) {
        return new StatisticsRow.OfDevice(
                new DeviceStatistics(
                        Scope.project("p"), id, HOUR, TALLY, fieldDevices, remoteDevices),
                first);
    }

    private static StatisticsRow device(Scope scope, long startMillis) {
        return new StatisticsRow.OfDevice(
                new DeviceStatistics(
                        scope,
                        "device-" + startMillis,
                        new Bucket(Period.HOUR, startMillis, startMillis + 1),
                        TALLY,
                        List.of("device"),
                        List.of()),
                false);
    }

    private static void assertRoundTrip(StatisticsRow... rows) throws IOException {
        List<StatisticsRow> read = new ArrayList<>();
        for (RowChunk chunk : chunks(rows)) {
            read.addAll(StatisticsRowFormat.rows(chunk(bytes(chunk))));
        }
        assertThat(read).containsExactlyInAnyOrder(rows);
    }

    private static List<RowChunk> chunks(StatisticsRow... rows) {
        List<RowChunk> chunks = new ArrayList<>();
        RowChunks writer = new RowChunks(chunks::add);
        for (StatisticsRow row : rows) {
            writer.add(row);
        }
        writer.flush();
        return chunks;
    }

    private static byte[] bytes(RowChunk chunk) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StatisticsRowFormat.write(chunk, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static RowChunk chunk(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        RowChunk chunk = StatisticsRowFormat.read(in);
        assertThat(in.available()).isZero();
        return chunk;
    }
}
