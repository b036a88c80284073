package io.sessionstats.store.postgres;

import io.sessionstats.store.ChangedRow;
import io.sessionstats.usage.KeyedCell;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsageKey;
import io.sessionstats.usage.UsageKeyId;
import java.util.Comparator;
import java.util.List;

/** The ended sessions of farms by usage key and slots: table {@code usage_cell}. */
final class UsageCellRows extends PartitionedRows<UsageCellRows.IdentifiedCell> {

    private static final Comparator<IdentifiedCell> KEY_ORDER =
            Comparator.comparing((IdentifiedCell row) -> row.id().high(), Long::compareUnsigned)
                    .thenComparing(row -> row.id().low(), Long::compareUnsigned)
                    .thenComparingLong(row -> row.cell().startSlot())
                    .thenComparingLong(row -> row.cell().endSlot());

    private static final List<String> VALUES =
            List.of(
                    "queue_hash",
                    "fleet_hash",
                    "sessions",
                    "start_offset_sum_ms",
                    "end_offset_sum_ms",
                    "start_offset_min_ms",
                    "start_offset_max_ms",
                    "end_offset_min_ms",
                    "end_offset_max_ms",
                    "length_min_ms",
                    "length_max_ms");

    private final UsageGrain grain;

    UsageCellRows(UsageGrain grain) {
        super("usage_cell", List.of("usage_key", "start_slot", "end_slot"), KEY_ORDER, VALUES);
        this.grain = grain;
    }

    /** A cell with the id of its key, which takes a while to compute. */
    record IdentifiedCell(UsageKeyId id, UsageKey key, UsageCell cell) {}

    @Override
    IdentifiedCell valuesOf(ChangedRow row) {
        KeyedCell cell = row.usageCell();
        return cell == null ? null : new IdentifiedCell(cell.key().id(), cell.key(), cell.cell());
    }

    @Override
    long partitionedBy(IdentifiedCell values) {
        return grain.startMillis(values.cell().startSlot());
    }

    @Override
    void write(IdentifiedCell values, CopyText text) {
        UsageKey key = values.key();
        UsageCell cell = values.cell();
        text.string(UsageKeys.uuid(values.id()).toString())
                .timestamp(grain.startMillis(cell.startSlot()))
                .timestamp(grain.startMillis(cell.endSlot()))
                .numberOrNull(ResourceHash.of(key.farmId(), key.queueId()))
                .numberOrNull(ResourceHash.of(key.farmId(), key.fleetId()))
                .number(cell.sessions())
                .number(cell.startOffsetSum())
                .number(cell.endOffsetSum())
                .number(cell.startOffsetMin())
                .number(cell.startOffsetMax())
                .number(cell.endOffsetMin())
                .number(cell.endOffsetMax())
                .number(cell.lengthMin())
                .number(cell.lengthMax());
    }
}
