package io.sessionstats.job;

import static io.sessionstats.session.SessionFixtures.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.session.KeyHash;
import io.sessionstats.session.PackedEvent;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionDetails;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.session.UsageType;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.StatisticsRow;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsageKey;
import java.time.Duration;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stage of usage cells in Flink's harness: rows, restarts, and what is left. */
class UsageCellsOperatorTest {

    private static final Duration RETENTION = Duration.ofHours(25);
    private static final UsageKey MODELS = key("models");

    private KeyedOneInputStreamOperatorTestHarness<Integer, SessionUsage, RowChunk> harness;

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
    void sessionsThatShareKeyAndSlotsAreOneCellAndOneRow() throws Exception {
        process(MODELS, "10:02", "10:31");
        process(MODELS, "10:14:59.999", "10:45");
        process(MODELS, "10:00", "10:30:00.001");

        assertThat(rows())
                .containsExactlyInAnyOrder(
                        new StatisticsRow.OfUsageKey(MODELS.id(), MODELS),
                        new StatisticsRow.OfUsageCell(
                                MODELS.id(),
                                MODELS.queueHash(),
                                MODELS.fleetHash(),
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
                                        1_800_001),
                                true));
    }

    @Test
    void anotherKeyOrAnotherSlotIsAnotherCell() throws Exception {
        process(MODELS, "10:02", "10:31");
        process(key("lights"), "10:02", "10:31");
        process(MODELS, "09:59", "10:31");
        process(MODELS, "10:02", "10:46");

        assertThat(cells()).hasSize(4).allMatch(row -> row.cell().sessions() == 1);
    }

    @Test
    void keyIsToldBeforeItsFirstCellAndOnce() throws Exception {
        process(MODELS, "10:02", "10:31");
        assertThat(rows()).first().isInstanceOf(StatisticsRow.OfUsageKey.class);

        process(MODELS, "11:02", "11:31");
        assertThat(rows()).hasSize(1).allMatch(StatisticsRow.OfUsageCell.class::isInstance);

        restart(RETENTION);
        process(MODELS, "12:02", "12:31");
        assertThat(rows()).hasSize(1).allMatch(StatisticsRow.OfUsageCell.class::isInstance);
    }

    @Test
    void sessionOfNoLengthOnTheGridCountsWhereItBegins() throws Exception {
        process(MODELS, "10:15", "10:15");

        UsageCell cell = cells().get(0).cell();
        assertThat(cell.startSlot()).isEqualTo(at("10:15") / 900_000);
        assertThat(cell.endSlot()).isEqualTo(at("10:15") / 900_000);
    }

    @Test
    void cellGoesOnAfterARestart() throws Exception {
        process(MODELS, "10:02", "10:31");
        harness.processWatermark(at("2026-03-11T10:00:00Z"));

        restart(RETENTION);
        process(MODELS, "10:03", "10:40");

        StatisticsRow.OfUsageCell row = cells().get(0);
        assertThat(row.first()).isFalse();
        assertThat(row.cell().sessions()).isEqualTo(2);
        assertThat(row.cell().lengthMin()).isEqualTo(1_740_000);
    }

    @Test
    void cellIsForgottenByTheHourWhenNoSessionThatEndsInItCanEndAnyMore() throws Exception {
        process(MODELS, "10:02", "10:31");

        harness.processWatermark(at("2026-03-11T12:44:59.999Z"));
        assertThat(StageHarness.keptShards(harness)).isEqualTo(1);

        harness.processWatermark(at("2026-03-11T12:45:00Z"));
        assertThat(StageHarness.keptShards(harness)).isZero();
    }

    @Test
    void cellIsNotForgottenBeforeItIsTold() throws Exception {
        process(MODELS, "10:02", "10:31");

        harness.processWatermark(at("2026-03-20T00:00:00Z"));

        assertThat(cells()).hasSize(1);
        harness.processWatermark(at("2026-03-20T02:00:00Z"));
        assertThat(StageHarness.keptShards(harness)).isZero();
    }

    @Test
    void cellIsKeptLongerWhereMoreLatenessIsAllowedAfterARestart() throws Exception {
        process(MODELS, "10:02", "10:31");

        restart(Duration.ofHours(49));
        harness.processWatermark(at("2026-03-12T11:45:00Z"));
        process(MODELS, "10:02", "10:31");
        assertThat(cells().get(0).cell().sessions()).isEqualTo(2);

        harness.processWatermark(at("2026-03-12T12:45:00Z"));
        assertThat(StageHarness.keptShards(harness)).isZero();
    }

    private static UsageKey key(String queueId) {
        return new UsageKey(
                "farm", queueId, null, "job", "user", UsageType.COMPUTE, "m5", null, 1_250_000);
    }

    private static KeyedOneInputStreamOperatorTestHarness<Integer, SessionUsage, RowChunk> harness(
            Duration retention) throws Exception {
        return StageHarness.of(
                new UsageCellsOperator(UsageGrain.DEFAULT, retention.toMillis()),
                UsageCellsOperator::shard,
                FlowTypes.ROW_CHUNK);
    }

    private void restart(Duration retention) throws Exception {
        OperatorSubtaskState snapshot = StageHarness.snapshot(harness);
        harness.close();
        harness = harness(retention);
        harness.initializeState(snapshot);
        harness.open();
    }

    private void process(UsageKey key, String start, String end) throws Exception {
        SessionDetails details =
                new SessionDetails(
                        key.queueId(),
                        key.fleetId(),
                        key.jobId(),
                        "what the job is called is no part of the key",
                        key.userId(),
                        "nor is its worker",
                        key.instanceType(),
                        key.usageType(),
                        key.licenseProduct(),
                        key.hourlyRateMicroUsd(),
                        null,
                        List.of());
        SessionEvent event =
                SessionEvent.started(Scope.farm(key.farmId()), "s", at(start), details);
        harness.processElement(
                SessionUsage.of(
                        new PackedEvent.Packer().pack(event).details(),
                        key.hourlyRateMicroUsd(),
                        at(start),
                        at(end),
                        new KeyHash()),
                at(end));
    }

    private List<StatisticsRow> rows() throws Exception {
        return StageHarness.rows(harness);
    }

    private List<StatisticsRow.OfUsageCell> cells() throws Exception {
        return rows().stream()
                .filter(StatisticsRow.OfUsageCell.class::isInstance)
                .map(StatisticsRow.OfUsageCell.class::cast)
                .toList();
    }
}
