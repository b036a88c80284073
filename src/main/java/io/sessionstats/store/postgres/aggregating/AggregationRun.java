package io.sessionstats.store.postgres.aggregating;

import io.sessionstats.store.Aggregation;
import io.sessionstats.store.AggregationFailedException;
import io.sessionstats.store.AggregationLimits;
import io.sessionstats.store.postgres.SettingTable;
import io.sessionstats.usage.UsageAggregation;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsagePeriods;
import io.sessionstats.usage.UsageQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Answers one query. Two connections share one snapshot of the store: over the one the cells
 * stream, over the other their keys are looked up meanwhile, and the result is written in a
 * transaction that commits at the end or not at all.
 */
final class AggregationRun {

    private static final Pattern SNAPSHOT = Pattern.compile("[0-9A-F-]+");

    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    /** The watch ends a run; the server and the driver would soon after it, were the watch gone. */
    private static final long GRACE_MILLIS = 10_000;

    private final String aggregationId;
    private final UUID server;
    private final UsageQuery query;
    private final AggregationLimits limits;
    private final AggregationWatch watch;

    AggregationRun(
            String aggregationId,
            UUID server,
            UsageQuery query,
            AggregationLimits limits,
            AggregationWatch watch) {
        this.aggregationId = aggregationId;
        this.server = server;
        this.query = query;
        this.limits = limits;
        this.watch = watch;
    }

    void run() throws SQLException, AggregationFailedException, InterruptedException {
        Connection writing = begin(watch.connection());
        Connection reading = begin(watch.connection());
        share(writing, reading);
        requireOwn(writing);
        UsageGrain grain =
                SettingTable.usageGrain(writing)
                        .orElseThrow(() -> new IllegalStateException("no job has registered"));
        ResultRows results = new ResultRows(writing, limits);
        UsageAggregation aggregation =
                new UsageAggregation(query, grain, limits.groupsMax(), results);
        PriceGroups priceGroups =
                new PriceGroups(writing, query, aggregation, 2L * limits.groupsMax());
        CellReader cells =
                new CellReader(reading, query, grain, aggregation, priceGroups, results, watch);
        for (StartSpan span : spans(writing)) {
            cells.read(span);
            aggregation.passed(grain.slot(span.toMillis()));
            results.check();
        }
        aggregation.finish();
        results.check();
        watch.check();
        long rows = results.store(aggregationId, query, aggregation.inParts());
        complete(writing, rows);
        watch.check();
        writing.commit();
    }

    private Connection begin(Connection connection) throws SQLException {
        long millis = limits.time().toMillis() + GRACE_MILLIS;
        connection.setNetworkTimeout(Runnable::run, (int) Math.min(millis, Integer.MAX_VALUE));
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        return connection;
    }

    /** The snapshot of the one becomes that of the other. */
    private void share(Connection one, Connection another) throws SQLException {
        long millis = limits.time().toMillis() + GRACE_MILLIS / 2;
        // Compiling the statements would take longer than it saves.
        String settings =
                """
                SET LOCAL statement_timeout = %1$d;
                SET LOCAL idle_in_transaction_session_timeout = %1$d;
                SET LOCAL work_mem = '64MB';
                SET LOCAL jit = off"""
                        .formatted(Math.min(millis, Integer.MAX_VALUE));
        try (Statement statement = one.createStatement();
                Statement other = another.createStatement()) {
            statement.execute(settings);
            ResultSet row = statement.executeQuery("SELECT pg_export_snapshot()");
            row.next();
            String snapshot = row.getString(1);
            if (!SNAPSHOT.matcher(snapshot).matches()) {
                throw new IllegalStateException("not the name of a snapshot: " + snapshot);
            }
            other.execute("SET TRANSACTION SNAPSHOT '" + snapshot + "'");
            other.execute(settings);
        }
    }

    private void requireOwn(Connection connection) throws SQLException, AggregationFailedException {
        String sql =
                "SELECT FROM aggregation WHERE id = ? AND server = ? AND state = 'IN_PROGRESS'";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, AggregationIds.uuid(aggregationId));
            statement.setObject(2, server);
            if (!statement.executeQuery().next()) {
                throw notOwn();
            }
        }
    }

    private static AggregationFailedException notOwn() {
        return new AggregationFailedException(
                Aggregation.State.FAILED, "is no longer this server's to run");
    }

    /** What is read at a time: the shorter the periods, the sooner they should be done with. */
    private List<StartSpan> spans(Connection connection) throws SQLException {
        UsagePeriods periods = query.periods();
        List<StartSpan> months =
                ReachedSpans.of(connection, periods.firstMillis(), periods.lastMillis());
        long meanMillis = (periods.lastMillis() - periods.firstMillis()) / periods.count();
        return periods.count() > 1 && meanMillis < DAY_MILLIS
                ? months.stream().flatMap(month -> month.days().stream()).toList()
                : months;
    }

    private void complete(Connection connection, long rows)
            throws SQLException, AggregationFailedException {
        String sql =
                """
                UPDATE aggregation
                SET state = 'COMPLETED', message = NULL, row_count = ?, dimensions = ?,
                    generation = progress.generation, checkpoint = progress.checkpoint,
                    complete_through = progress.complete_through
                FROM progress
                WHERE id = ? AND server = ? AND state = 'IN_PROGRESS'""";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, rows);
            statement.setInt(2, query.groupBy().size());
            statement.setObject(3, AggregationIds.uuid(aggregationId));
            statement.setObject(4, server);
            if (statement.executeUpdate() == 0) {
                throw notOwn();
            }
        }
    }
}
