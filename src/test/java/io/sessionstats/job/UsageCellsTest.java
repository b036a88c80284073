package io.sessionstats.job;

import static io.sessionstats.session.SessionFixtures.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.session.UsageType;
import io.sessionstats.store.ChangedRow;
import io.sessionstats.usage.KeyedCell;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsageKey;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stage in Flink's harness: state, timers, restarts. */
class UsageCellsTest {

    private static final Duration RETENTION = Duration.ofHours(25);
    private static final UsageKey MODELS = key("models");

    private KeyedOneInputStreamOperatorTestHarness<CellKey, SessionUsage, ChangedRow> harness;

    @BeforeEach
    void open() throws Exception {
        harness = harness(RETENTION);
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void sessionsThatShareKeyAndSlotsAreOneCell() throws Exception {
        process(MODELS, "10:02", "10:31");
        process(MODELS, "10:14:59.999", "10:45");
        process(MODELS, "10:00", "10:30:00.001");

        UsageCell cell = lastRow().cell();
        assertThat(lastRow().key()).isEqualTo(MODELS);
        assertThat(cell)
                .isEqualTo(
                        new UsageCell(
                                at("10:00") / 900_000,
                                at("10:30") / 900_000,
                                3,
                                120_000 + 899_999,
                                60_000 + 900_000 + 1,
                                0,
                                899_999,
                                1,
                                900_000,
                                1_740_000,
                                1_800_001));
        assertThat(rows()).hasSize(3);
        assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
        assertThat(harness.numEventTimeTimers()).isEqualTo(1);
    }

    @Test
    void anotherKeyOrAnotherSlotIsAnotherCell() throws Exception {
        process(MODELS, "10:02", "10:31");
        process(key("lights"), "10:02", "10:31");
        process(MODELS, "09:59", "10:31");
        process(MODELS, "10:02", "10:46");

        assertThat(rows()).allMatch(row -> row.cell().sessions() == 1);
        assertThat(harness.numKeyedStateEntries()).isEqualTo(4);
    }

    @Test
    void sessionOfNoLengthOnTheGridCountsWhereItBegins() throws Exception {
        process(MODELS, "10:15", "10:15");

        assertThat(lastRow().cell().startSlot()).isEqualTo(at("10:15") / 900_000);
        assertThat(lastRow().cell().endSlot()).isEqualTo(at("10:15") / 900_000);
    }

    @Test
    void cellGoesOnAfterARestart() throws Exception {
        process(MODELS, "10:02", "10:31");
        harness.processWatermark(at("2026-03-11T10:00:00Z"));

        restart(RETENTION);
        process(MODELS, "10:03", "10:40");

        assertThat(lastRow().cell().sessions()).isEqualTo(2);
        assertThat(lastRow().cell().lengthMin()).isEqualTo(1_740_000);
    }

    @Test
    void cellIsForgottenWhenNoSessionThatEndsInItCanEndAnyMore() throws Exception {
        process(MODELS, "10:02", "10:31");

        harness.processWatermark(at("2026-03-11T11:45:00Z"));
        assertThat(harness.numKeyedStateEntries()).isEqualTo(1);

        harness.processWatermark(at("2026-03-11T11:45:00.001Z"));
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
        assertThat(rows()).as("what was told stays").hasSize(1);
    }

    @Test
    void cellIsKeptLongerWhereMoreLatenessIsAllowedAfterARestart() throws Exception {
        process(MODELS, "10:02", "10:31");

        restart(Duration.ofHours(49));
        harness.processWatermark(at("2026-03-12T11:45:00Z"));
        process(MODELS, "10:02", "10:31");
        assertThat(lastRow().cell().sessions()).isEqualTo(2);

        harness.processWatermark(at("2026-03-12T11:45:00.001Z"));
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    /** Flink spreads cells over processes by this: a state of long ago must find its way. */
    @Test
    void hashOfACellsKeyStaysAsItIs() {
        assertThat(new CellKey(0x0123456789abcdefL, -2, 1_970_000, 1_970_003).hashCode())
                .isEqualTo(-1941278054);
        assertThat(new CellKey(1, 2, 3, 4)).isEqualTo(new CellKey(1, 2, 3, 4));
        assertThat(
                        List.of(
                                new CellKey(0, 2, 3, 4),
                                new CellKey(1, 0, 3, 4),
                                new CellKey(1, 2, 0, 4),
                                new CellKey(1, 2, 3, 0)))
                .doesNotContain(new CellKey(1, 2, 3, 4));
    }

    private static UsageKey key(String queueId) {
        return new UsageKey(
                "farm", queueId, null, "job", "user", UsageType.COMPUTE, "m5", null, 1_250_000);
    }

    private static KeyedOneInputStreamOperatorTestHarness<CellKey, SessionUsage, ChangedRow>
            harness(Duration retention) throws Exception {
        var harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(
                                new UsageCells(UsageGrain.DEFAULT, retention.toMillis())),
                        usage -> CellKey.of(usage, UsageGrain.DEFAULT),
                        TypeInformation.of(CellKey.class));
        ((SerializerConfigImpl) harness.getExecutionConfig().getSerializerConfig())
                .setGenericTypes(false);
        return harness;
    }

    private void restart(Duration retention) throws Exception {
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = harness(retention);
        harness.initializeState(snapshot);
        harness.open();
    }

    private void process(UsageKey key, String start, String end) throws Exception {
        harness.processElement(SessionUsage.of(key, at(start), at(end)), at(end));
    }

    private List<KeyedCell> rows() {
        return harness.extractOutputValues().stream().map(ChangedRow::usageCell).toList();
    }

    private KeyedCell lastRow() {
        return rows().get(rows().size() - 1);
    }
}
