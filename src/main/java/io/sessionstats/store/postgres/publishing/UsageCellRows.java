package io.sessionstats.store.postgres.publishing;

import io.sessionstats.store.RowChunk;
import io.sessionstats.store.RowFields;
import io.sessionstats.usage.UsageGrain;
import java.util.ArrayList;
import java.util.List;

/** The ended sessions of farms by usage key and slots: table {@code usage_cell}. */
final class UsageCellRows extends PublishedRows {

    private static final List<String> NUMBERS =
            List.of(
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
    private final FleetQueues fleetQueues;

    UsageCellRows(UsageGrain grain, FleetQueues fleetQueues) {
        super(
                RowChunk.Kind.USAGE_CELL,
                "usage_cell",
                List.of("queue_hash", "start_slot", "fleet_hash", "usage_key", "end_slot"),
                columns(),
                true);
        this.grain = grain;
        this.fleetQueues = fleetQueues;
    }

    private static List<String> columns() {
        List<String> columns =
                new ArrayList<>(
                        List.of("usage_key", "queue_hash", "fleet_hash", "start_slot", "end_slot"));
        columns.addAll(NUMBERS);
        return columns;
    }

    @Override
    RowPlace place(int position, ChunkRows chunk) {
        RowFields row = chunk.fields();
        int at = row.at();
        row.bits();
        row.bits();
        long queueHash = row.bits();
        row.bits();
        long startSlot = row.number();
        row.skipNumbers(1 + NUMBERS.size());
        return new RowPlace(position, queueHash, startSlot, 0, 0, chunk, at);
    }

    @Override
    void write(ChunkRows chunk, BinaryRows out) {
        RowFields row = chunk.fields();
        out.uuid(row.bits(), row.bits());
        long queueHash = row.bits();
        long fleetHash = row.bits();
        fleetQueues.met(fleetHash, queueHash);
        out.number(queueHash);
        out.number(fleetHash);
        long startSlot = row.number();
        out.instant(grain.startMillis(startSlot));
        out.instant(grain.startMillis(startSlot + row.number()));
        for (int i = 0; i < NUMBERS.size(); i++) {
            out.number(row.number());
        }
    }
}
