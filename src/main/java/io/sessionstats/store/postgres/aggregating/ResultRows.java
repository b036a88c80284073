package io.sessionstats.store.postgres.aggregating;

import io.sessionstats.store.Aggregation;
import io.sessionstats.store.AggregationFailedException;
import io.sessionstats.store.AggregationLimits;
import io.sessionstats.usage.UsageDimension;
import io.sessionstats.usage.UsageQuery;
import io.sessionstats.usage.UsageRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Takes the rows of a result in any order, or parts of them, and holds few: they go into a
 * temporary table, from where they are stored in their order. What goes wrong is said by {@link
 * #check}.
 */
final class ResultRows implements Consumer<UsageRow> {

    private static final int COPY_CHARS = 512 * 1024;

    private static final String STAGED = "staged_aggregation_row";
    private static final String FIGURES =
            "start_ms, end_ms, sessions, runtime_sum_ms, runtime_min_ms, runtime_max_ms,"
                    + " cost_sum, cost_min, cost_max";

    /** Each row from its parts. */
    private static final String MERGED =
            """
            (SELECT group_1, group_2, start_ms, end_ms,
                sum(sessions)::bigint AS sessions, sum(runtime_sum_ms)::bigint AS runtime_sum_ms,
                min(runtime_min_ms) AS runtime_min_ms, max(runtime_max_ms) AS runtime_max_ms,
                sum(cost_sum) AS cost_sum, min(cost_min) AS cost_min, max(cost_max) AS cost_max
            FROM %s GROUP BY group_1, group_2, start_ms, end_ms) AS merged"""
                    .formatted(STAGED);

    private final Connection connection;
    private final AggregationLimits limits;
    private final CopyText text = new CopyText();
    private long count;
    private boolean countsTooMany;
    private SQLException failure;

    ResultRows(Connection connection, AggregationLimits limits) throws SQLException {
        this.connection = connection;
        this.limits = limits;
        try (Statement statement = connection.createStatement()) {
            // For as long as the connection, whose catalog rows would else pile up.
            statement.execute(
                    """
                    CREATE TEMPORARY TABLE IF NOT EXISTS %s
                        (group_1 text COLLATE "C", group_2 text COLLATE "C",
                        start_ms bigint, end_ms bigint, sessions bigint, runtime_sum_ms bigint,
                        runtime_min_ms bigint, runtime_max_ms bigint,
                        cost_sum numeric, cost_min numeric, cost_max numeric)
                    ON COMMIT DELETE ROWS"""
                            .formatted(STAGED));
        }
    }

    @Override
    public void accept(UsageRow row) {
        count++;
        countsTooMany |= row.figures().sessions() > limits.sessionsMax();
        if (count > limits.rowsMax() || countsTooMany || failure != null) {
            return;
        }
        text.stringOrNull(row.group().get(0))
                .stringOrNull(row.group().size() == 1 ? null : row.group().get(1))
                .number(row.startMillis())
                .number(row.endMillis())
                .number(row.figures().sessions())
                .number(row.figures().runtimeSumMillis())
                .number(row.figures().runtimeMinMillis())
                .number(row.figures().runtimeMaxMillis())
                .number(row.figures().costSum())
                .number(row.figures().costMin())
                .number(row.figures().costMax())
                .endRow();
        if (text.length() >= COPY_CHARS) {
            try {
                flush();
            } catch (SQLException e) {
                failure = e;
            }
        }
    }

    /** Throws what has gone wrong. */
    void check() throws SQLException, AggregationFailedException {
        if (failure != null) {
            throw failure;
        }
        if (countsTooMany) {
            throw countsTooMany();
        }
        if (count > limits.rowsMax()) {
            throw new AggregationFailedException(
                    Aggregation.State.FAILED,
                    "the result takes more than "
                            + limits.rowsMax()
                            + " rows: ask for a shorter time range, fewer queues or fleets, or a"
                            + " longer period");
        }
    }

    private AggregationFailedException countsTooMany() {
        return new AggregationFailedException(
                Aggregation.State.FAILED,
                "a row would count more than "
                        + limits.sessionsMax()
                        + " sessions: ask for a shorter time range or period, fewer queues or"
                        + " fleets, or more groups");
    }

    /**
     * Stores the rows in their order.
     *
     * @param inParts whether what was taken may be parts of rows
     * @return how many rows
     */
    long store(String aggregationId, UsageQuery query, boolean inParts)
            throws SQLException, AggregationFailedException {
        flush();
        int jobs = query.groupBy().indexOf(UsageDimension.JOB_ID);
        String sql =
                """
                INSERT INTO aggregation_row
                    (aggregation_id, position, group_1, group_2, job_name, %2$s)
                SELECT ?, row_number() OVER (
                        ORDER BY group_1 NULLS LAST, group_2 NULLS LAST, start_ms),
                    group_1, group_2, job_name.name, %2$s
                FROM %1$s LEFT JOIN job_name
                    ON job_name.farm_id = ? AND job_name.job_id = %3$s
                ORDER BY 2"""
                        .formatted(
                                inParts ? MERGED : STAGED,
                                FIGURES,
                                jobs < 0 ? "NULL" : "group_" + (jobs + 1));
        long rows;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, AggregationIds.uuid(aggregationId));
            statement.setString(2, query.farmId());
            rows = statement.executeLargeUpdate();
        }
        if (inParts) {
            requireCountable(aggregationId);
        }
        return rows;
    }

    private void requireCountable(String aggregationId)
            throws SQLException, AggregationFailedException {
        String sql =
                "SELECT FROM aggregation_row WHERE aggregation_id = ? AND sessions > ? LIMIT 1";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, AggregationIds.uuid(aggregationId));
            statement.setLong(2, limits.sessionsMax());
            if (statement.executeQuery().next()) {
                throw countsTooMany();
            }
        }
    }

    private void flush() throws SQLException {
        byte[] bytes = text.takeBytes();
        CopyIn copy =
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn(
                                "COPY %s (group_1, group_2, %s) FROM STDIN (ENCODING 'UTF8')"
                                        .formatted(STAGED, FIGURES));
        copy.writeToCopy(bytes, 0, bytes.length);
        copy.endCopy();
    }
}
