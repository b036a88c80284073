package io.sessionstats.store.postgres.publishing;

import io.sessionstats.session.Scope;
import io.sessionstats.session.UsageType;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.RowFields;
import io.sessionstats.store.StatisticsRowFormat;
import java.util.List;

/**
 * Whose the usage cells are: table {@code usage_key}. A key never changes; told again, it stays as
 * it is.
 */
final class UsageKeyRows extends PublishedRows {

    /** So many at once come from a backlog, most of them new; of fewer any may be there already. */
    private static final int NEW_ROWS_MIN = 500;

    private static final byte[] COMPUTE = BinaryRows.ascii(UsageType.COMPUTE.name());
    private static final byte[] LICENSE = BinaryRows.ascii(UsageType.LICENSE.name());

    UsageKeyRows() {
        super(
                RowChunk.Kind.USAGE_KEY,
                "usage_key",
                List.of("id"),
                List.of(
                        "farm_id",
                        "id",
                        "queue_id",
                        "fleet_id",
                        "job_id",
                        "user_id",
                        "usage_type",
                        "instance_type",
                        "license_product",
                        "hourly_rate_micro_usd"),
                false);
    }

    @Override
    boolean expectedNew(RowChunk chunk) {
        return chunk.rows() >= NEW_ROWS_MIN;
    }

    @Override
    String name(Scope farm) {
        return farm.id();
    }

    @Override
    RowPlace place(int position, ChunkRows chunk) {
        RowFields row = chunk.fields();
        int at = row.at();
        row.skipNumbers(1);
        long high = row.bits() ^ Long.MIN_VALUE; // which the store compares without sign
        row.bits();
        row.skipTexts(4);
        row.code();
        row.skipTexts(2);
        row.skipNumbers(1);
        return new RowPlace(position, high, 0, 0, 0, chunk, at);
    }

    @Override
    void write(ChunkRows chunk, BinaryRows out) {
        RowFields row = chunk.fields();
        out.text(chunk.name(row.number()));
        out.uuid(row.bits(), row.bits());
        out.text(row); // queue
        out.text(row); // fleet
        out.text(row); // job
        out.text(row); // user
        out.text(
                switch (StatisticsRowFormat.usageType(row.code())) {
                    case COMPUTE -> COMPUTE;
                    case LICENSE -> LICENSE;
                });
        out.text(row); // instance type
        out.text(row); // licence product
        out.number(row.number());
    }
}
