package io.sessionstats.store.postgres;

import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.store.ChangedRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The numbers of scopes: table {@code scope_bucket}. */
final class ScopeBucketRows extends PartitionedRows<ScopeStatistics> {

    private static final Comparator<ScopeStatistics> KEY_ORDER =
            Comparator.comparing((ScopeStatistics row) -> row.scope().toString())
                    .thenComparing(row -> row.bucket().period().name())
                    .thenComparingLong(row -> row.bucket().startMillis());

    ScopeBucketRows() {
        super("scope_bucket", List.of("scope", "period", "bucket_start"), KEY_ORDER, values());
    }

    private static List<String> values() {
        List<String> columns = new ArrayList<>();
        columns.add("bucket_end");
        columns.addAll(TALLY_COLUMNS);
        return columns;
    }

    @Override
    ScopeStatistics valuesOf(ChangedRow row) {
        return row.scopeStatistics();
    }

    @Override
    long partitionedBy(ScopeStatistics values) {
        return values.bucket().startMillis();
    }

    @Override
    void write(ScopeStatistics values, CopyText text) {
        text.string(values.scope().toString())
                .string(values.bucket().period().name())
                .timestamp(values.bucket().startMillis())
                .timestamp(values.bucket().endMillis());
        write(values.tally(), text);
    }
}
