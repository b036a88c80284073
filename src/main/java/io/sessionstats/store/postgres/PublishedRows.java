package io.sessionstats.store.postgres;

import io.sessionstats.statistics.Tally;
import io.sessionstats.store.ChangedRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * One kind of row: the table it lives in, its columns, and how a row is written into them. A
 * publication's rows are copied into a temporary table and merged from there, both in bulk; a row
 * only ever moves forward in (generation, checkpoint). Lives as long as a connection.
 *
 * @param <R> the values of a row
 */
abstract class PublishedRows<R> {

    /** The columns of a {@link Tally}, in the order in which {@link #write} has them. */
    static final List<String> TALLY_COLUMNS =
            List.of(
                    "sessions",
                    "started",
                    "ended",
                    "duration_ms",
                    "active_field_devices",
                    "active_remote_devices",
                    "rated",
                    "not_bad");

    /** Merged by one statement, which so stays far below its time limit. */
    private static final int ROWS_PER_MERGE = 20_000;

    private static final int COPY_BUFFER_CHARS = 64 * 1024;

    private final String table;
    private final String keyColumns;
    private final List<String> columns;
    private final Comparator<R> keyOrder;
    private boolean stagingExists;

    /**
     * @param keyColumns of the primary key, in its order
     * @param keyOrder the order of the key columns, with 0 for equal keys
     * @param valueColumns what {@link #write} writes after the key; generation and checkpoint come
     *     by themselves
     */
    PublishedRows(
            String table,
            List<String> keyColumns,
            Comparator<R> keyOrder,
            List<String> valueColumns) {
        this.table = table;
        this.keyColumns = String.join(", ", keyColumns);
        this.keyOrder = keyOrder;
        this.columns = new ArrayList<>(keyColumns);
        columns.addAll(valueColumns);
        columns.add("generation");
        columns.add("checkpoint");
    }

    /** The row's values, null if it is of another kind. */
    abstract R valuesOf(ChangedRow row);

    /** Writes the key and value columns. */
    abstract void write(R values, CopyText text);

    static void write(Tally tally, CopyText text) {
        text.number(tally.sessions())
                .number(tally.started())
                .number(tally.ended())
                .number(tally.durationMillis())
                .number(tally.activeFieldDevices())
                .number(tally.activeRemoteDevices())
                .number(tally.rated())
                .number(tally.notBad());
    }

    /** Publishes the rows of this kind, within the caller's transaction. */
    final void publish(
            Connection connection, List<ChangedRow> changedRows, long generation, long checkpoint)
            throws SQLException {
        List<R> rows = sortedLastOfEachKey(changedRows);
        if (rows.isEmpty()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            if (!stagingExists) {
                // For as long as the connection: made anew in each transaction, its catalog rows
                // would pile up.
                statement.execute(
                        "CREATE TEMPORARY TABLE staged_%1$s (LIKE %1$s) ON COMMIT DELETE ROWS"
                                .formatted(table));
                stagingExists = true;
            }
            for (int from = 0; from < rows.size(); from += ROWS_PER_MERGE) {
                if (from > 0) {
                    statement.execute("TRUNCATE staged_" + table);
                }
                int to = Math.min(rows.size(), from + ROWS_PER_MERGE);
                copy(connection, rows.subList(from, to), generation, checkpoint);
                statement.execute(merge());
            }
        }
    }

    private List<R> sortedLastOfEachKey(List<ChangedRow> changedRows) {
        List<R> rows = new ArrayList<>();
        for (ChangedRow changedRow : changedRows) {
            R values = valuesOf(changedRow);
            if (values != null) {
                rows.add(values);
            }
        }
        rows.sort(keyOrder); // is stable: the last of a key stays the last
        List<R> lastRows = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            if (i + 1 == rows.size() || keyOrder.compare(rows.get(i), rows.get(i + 1)) != 0) {
                lastRows.add(rows.get(i));
            }
        }
        return lastRows;
    }

    private void copy(Connection connection, List<R> rows, long generation, long checkpoint)
            throws SQLException {
        CopyIn copy =
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn(
                                "COPY staged_%s (%s) FROM STDIN (ENCODING 'UTF8')"
                                        .formatted(table, String.join(", ", columns)));
        CopyText text = new CopyText();
        for (R row : rows) {
            write(row, text);
            text.number(generation).number(checkpoint).endRow();
            if (text.length() >= COPY_BUFFER_CHARS) {
                send(copy, text);
            }
        }
        send(copy, text);
        copy.endCopy();
    }

    private static void send(CopyIn copy, CopyText text) throws SQLException {
        byte[] bytes = text.takeBytes();
        copy.writeToCopy(bytes, 0, bytes.length);
    }

    private String merge() {
        String names = String.join(", ", columns);
        String assignments =
                columns.stream()
                        .map(column -> column + " = excluded." + column)
                        .collect(Collectors.joining(", "));
        return """
                INSERT INTO %1$s (%2$s)
                SELECT %2$s FROM staged_%1$s ORDER BY %3$s
                ON CONFLICT (%3$s) DO UPDATE SET %4$s
                WHERE (%1$s.generation, %1$s.checkpoint)
                    <= (excluded.generation, excluded.checkpoint)"""
                .formatted(table, names, keyColumns, assignments);
    }
}
