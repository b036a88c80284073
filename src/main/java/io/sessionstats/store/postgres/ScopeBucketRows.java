package io.sessionstats.store.postgres;

import io.sessionstats.store.RowChunk;
import io.sessionstats.store.RowFields;
import java.util.ArrayList;
import java.util.List;

/** The numbers of scopes: table {@code scope_bucket}. */
final class ScopeBucketRows extends PublishedRows {

    ScopeBucketRows() {
        super(
                RowChunk.Kind.SCOPE,
                "scope_bucket",
                List.of("scope", "period", "bucket_start"),
                columns(),
                true);
    }

    private static List<String> columns() {
        List<String> columns =
                new ArrayList<>(List.of("scope", "period", "bucket_start", "bucket_end"));
        columns.addAll(TALLY_COLUMNS);
        return columns;
    }

    @Override
    void write(RowFields row, byte[][] scopes, BinaryRows out) {
        out.text(scopes[(int) row.number()]);
        writeBucket(row, out);
        writeTally(row, out);
    }

    /** Its period, start and end. */
    static void writeBucket(RowFields row, BinaryRows out) {
        out.text(PeriodNames.of(row.code()));
        long startMillis = row.number();
        out.instant(startMillis);
        out.instant(startMillis + row.number());
    }
}
