package io.sessionstats.store.postgres.publishing;

import io.sessionstats.store.RowChunk;
import io.sessionstats.store.RowFields;
import io.sessionstats.store.postgres.TallyColumns;
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
        columns.addAll(TallyColumns.NAMES);
        return columns;
    }

    @Override
    RowPlace place(int position, ChunkRows chunk) {
        RowFields row = chunk.fields();
        int at = row.at();
        long scopeAndPeriod = scopeAndPeriod(chunk.rank(row.number()), row.code());
        long startMillis = row.number();
        row.skipNumbers(1 + TallyColumns.NAMES.size());
        return new RowPlace(position, scopeAndPeriod, startMillis, 0, 0, chunk, at);
    }

    /** Both of a bucket's key in one number, to compare. */
    static long scopeAndPeriod(int scopeRank, int periodCode) {
        return (long) scopeRank << 8 | periodCode;
    }

    @Override
    void write(ChunkRows chunk, BinaryRows out) {
        RowFields row = chunk.fields();
        out.text(chunk.name(row.number()));
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
