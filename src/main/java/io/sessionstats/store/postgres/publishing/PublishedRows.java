package io.sessionstats.store.postgres.publishing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sessionstats.session.Scope;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.RowFields;
import io.sessionstats.store.postgres.TallyColumns;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One kind of row: the table it lives in, its columns, and how a row is written into them. Lives as
 * long as a connection.
 *
 * <p>Rows that are the first of theirs are copied into the table as they are; others are copied
 * into a temporary table and merged from there. A row only ever moves forward in (generation,
 * checkpoint). Should a row that is said to be the first meet another version of it (a job that
 * carries on from an earlier checkpoint tells it again), or should two versions of one row meet in
 * one merge, then all of the kind's rows are taken back and merged with care: the last of each key.
 *
 * <p>What one statement writes is written in the order of the primary key.
 */
abstract class PublishedRows {

    /** By one statement, which so stays far below its time limit. */
    private static final int ROWS_PER_STATEMENT = 50_000;

    private static final String UNIQUE_VIOLATION = "23505";

    /** The rows that one INSERT merges have two versions of one row. */
    private static final String CARDINALITY_VIOLATION = "21000";

    private final RowChunk.Kind kind;
    private final String table;
    private final List<String> columns;
    private final String keyColumns;
    private final boolean moves;
    private boolean stagingExists;

    /**
     * @param keyColumns of the primary key
     * @param columns all, in the order in which {@link #write} writes them
     * @param moves whether there are further versions of a row, by (generation, checkpoint)
     */
    PublishedRows(
            RowChunk.Kind kind,
            String table,
            List<String> keyColumns,
            List<String> columns,
            boolean moves) {
        this.kind = kind;
        this.table = table;
        this.keyColumns = String.join(", ", keyColumns);
        this.columns = new ArrayList<>(columns);
        this.moves = moves;
        if (moves) {
            this.columns.add("generation");
            this.columns.add("checkpoint");
        }
    }

    /** Writes the columns of the next row but generation and checkpoint. */
    abstract void write(ChunkRows chunk, BinaryRows out);

    /** Reads the next row, all of it, for its place in the table's order. */
    abstract RowPlace place(int position, ChunkRows chunk);

    /** Whether the chunk's rows are expected to be new to the table. */
    boolean expectedNew(RowChunk chunk) {
        return chunk.first();
    }

    /** The name of a scope, as this kind of row has it. */
    String name(Scope scope) {
        return scope.toString();
    }

    static void writeTally(RowFields row, BinaryRows out) {
        for (int i = 0; i < TallyColumns.NAMES.size(); i++) {
            out.number(row.number());
        }
    }

    /** Publishes the rows of this kind, in their order, within the caller's transaction. */
    final void publish(
            Connection connection, List<RowChunk> allChunks, long generation, long checkpoint)
            throws SQLException {
        List<RowChunk> chunks = allChunks.stream().filter(chunk -> chunk.kind() == kind).toList();
        if (chunks.isEmpty()) {
            return;
        }
        Copies copies = new Copies(connection, generation, checkpoint);
        try (Statement statement = connection.createStatement()) {
            stage(statement);
            statement.execute("SAVEPOINT before_rows");
            try {
                copies.intoTable(chunks.stream().filter(this::expectedNew).toList());
                List<RowChunk> others = chunks.stream().filter(c -> !expectedNew(c)).toList();
                copies.merge(others, statement, merge(String.join(", ", columns), ""));
            } catch (SQLException e) {
                if (!meetsAnotherVersion(e)) {
                    throw e;
                }
                statement.execute("ROLLBACK TO SAVEPOINT before_rows");
                copies.merge(chunks, statement, mergeLast());
            }
            statement.execute("RELEASE SAVEPOINT before_rows");
        }
    }

    private static boolean meetsAnotherVersion(SQLException e) {
        return UNIQUE_VIOLATION.equals(e.getSQLState())
                || CARDINALITY_VIOLATION.equals(e.getSQLState());
    }

    /** Makes the temporary table that rows are merged from, unless it is there. */
    private void stage(Statement statement) throws SQLException {
        if (!stagingExists) {
            // For as long as the connection: made anew in each transaction, its catalog rows
            // would pile up.
            statement.execute(
                    ("CREATE TEMPORARY TABLE staged_%1$s (LIKE %1$s, position integer)"
                                    + " ON COMMIT DELETE ROWS")
                            .formatted(table));
            stagingExists = true;
        }
    }

    /** The copies of one publication's rows. */
    private final class Copies {

        private final Connection connection;
        private final long generation;
        private final long checkpoint;

        Copies(Connection connection, long generation, long checkpoint) {
            this.connection = connection;
            this.generation = generation;
            this.checkpoint = checkpoint;
        }

        void intoTable(List<RowChunk> chunks) throws SQLException {
            for (List<RowChunk> some : perStatement(chunks)) {
                copy(some, table, false);
            }
        }

        void merge(List<RowChunk> chunks, Statement statement, String merge) throws SQLException {
            boolean staged = false;
            for (List<RowChunk> some : perStatement(chunks)) {
                if (staged) {
                    statement.execute("TRUNCATE staged_" + table);
                }
                copy(some, "staged_" + table, true);
                statement.execute(merge);
                staged = true;
            }
        }

        private void copy(List<RowChunk> chunks, String target, boolean withPosition)
                throws SQLException {
            List<String> names = new ArrayList<>(columns);
            if (withPosition) {
                names.add("position");
            }
            BinaryRows out =
                    new BinaryRows(
                            connection,
                            target + " (" + String.join(", ", names) + ")",
                            names.size());
            for (RowPlace place : inOrder(chunks)) {
                place.chunk().fields().seek(place.at());
                out.beginRow();
                write(place.chunk(), out);
                if (moves) {
                    out.number(generation);
                    out.number(checkpoint);
                }
                if (withPosition) {
                    out.integer(place.position());
                }
            }
            out.end();
        }
    }

    private List<RowPlace> inOrder(List<RowChunk> chunks) {
        Map<Scope, Integer> ranks = ranks(chunks);
        List<RowPlace> places = new ArrayList<>();
        for (RowChunk chunk : chunks) {
            ChunkRows rows = new ChunkRows(chunk, scope -> name(scope).getBytes(UTF_8), ranks);
            while (rows.fields().hasNext()) {
                places.add(place(places.size(), rows));
            }
        }
        places.sort(RowPlace.ORDER);
        return places;
    }

    private static Map<Scope, Integer> ranks(List<RowChunk> chunks) {
        List<Scope> scopes =
                chunks.stream()
                        .flatMap(chunk -> chunk.scopes().stream())
                        .distinct()
                        .sorted(Comparator.comparing(Scope::toString))
                        .toList();
        Map<Scope, Integer> ranks = new HashMap<>();
        for (Scope scope : scopes) {
            ranks.put(scope, ranks.size());
        }
        return ranks;
    }

    private static List<List<RowChunk>> perStatement(List<RowChunk> chunks) {
        List<List<RowChunk>> all = new ArrayList<>();
        int rows = ROWS_PER_STATEMENT;
        for (RowChunk chunk : chunks) {
            if (rows >= ROWS_PER_STATEMENT) {
                all.add(new ArrayList<>());
                rows = 0;
            }
            all.get(all.size() - 1).add(chunk);
            rows += chunk.rows();
        }
        return all;
    }

    private String mergeLast() {
        return merge(
                "DISTINCT ON (" + keyColumns + ") " + String.join(", ", columns),
                " ORDER BY " + keyColumns + ", position DESC");
    }

    private String merge(String selected, String order) {
        String update = "NOTHING";
        if (moves) {
            String assignments =
                    columns.stream()
                            .map(column -> column + " = excluded." + column)
                            .collect(Collectors.joining(", "));
            update =
                    """
                    UPDATE SET %2$s
                    WHERE (%1$s.generation, %1$s.checkpoint)
                        <= (excluded.generation, excluded.checkpoint)"""
                            .formatted(table, assignments);
        }
        return """
                INSERT INTO %1$s (%2$s)
                SELECT %3$s FROM staged_%1$s%4$s
                ON CONFLICT (%5$s) DO %6$s"""
                .formatted(table, String.join(", ", columns), selected, order, keyColumns, update);
    }
}
