package io.sessionstats.store.postgres;

import io.sessionstats.store.ChangedRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A kind of row whose table is partitioned by UTC month; see {@link MonthPartitions}.
 *
 * @param <R> the values of a row
 */
abstract class PartitionedRows<R> extends PublishedRows<R> {

    private final MonthPartitions partitions;

    PartitionedRows(
            String table,
            List<String> keyColumns,
            Comparator<R> keyOrder,
            List<String> valueColumns) {
        super(table, keyColumns, keyOrder, valueColumns);
        this.partitions = new MonthPartitions(table);
    }

    /** The instant by whose month the row is partitioned, epoch milliseconds. */
    abstract long partitionedBy(R values);

    /** Whether the rows of this kind have their partitions. */
    final boolean havePartitions(Connection connection, List<ChangedRow> changedRows)
            throws SQLException {
        return partitions.exist(connection, monthsOf(changedRows));
    }

    /** Makes the missing partitions for the rows of this kind. */
    final void makePartitions(Connection connection, List<ChangedRow> changedRows)
            throws SQLException {
        partitions.create(connection, monthsOf(changedRows));
    }

    private Set<YearMonth> monthsOf(List<ChangedRow> changedRows) {
        return changedRows.stream()
                .map(this::valuesOf)
                .filter(Objects::nonNull)
                .mapToLong(this::partitionedBy)
                .distinct()
                .mapToObj(MonthPartitions::monthOf)
                .collect(Collectors.toSet());
    }
}
