package io.sessionstats.store.postgres.aggregating;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sessionstats.session.Scope;
import io.sessionstats.store.Aggregation;
import io.sessionstats.store.AggregationFailedException;
import io.sessionstats.store.AggregationLimits;
import io.sessionstats.store.AggregationRow;
import io.sessionstats.store.AggregationStore;
import io.sessionstats.store.postgres.ConnectionPool;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.store.postgres.ServerFailure;
import io.sessionstats.store.postgres.SettingTable;
import io.sessionstats.usage.UsageFigures;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsageQuery;
import io.sessionstats.usage.UsageRow;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Aggregations in the tables {@code aggregation} and {@code aggregation_row}. Whether a server
 * lives, and what has expired, is told by the database's clock. While an aggregation runs, its row
 * is left alone: that a server lives is noted in {@code api_server}.
 */
public final class PostgresAggregationStore implements AggregationStore {

    private static final int ROWS_PER_DELETE = 20_000;

    private static final String COLUMNS =
            "id, farm_id, request, state, message, complete_through, row_count, created_at,"
                    + " expires_at";

    private final UUID server = UUID.randomUUID();
    private final PostgresDatabase database;
    private final ConnectionPool pool;
    private final Semaphore runs;

    /**
     * The aggregations of one server.
     *
     * @param runsMax how many of them run at a time, each over two connections of the pool
     */
    public PostgresAggregationStore(PostgresDatabase database, ConnectionPool pool, int runsMax) {
        this.database = database;
        this.pool = pool;
        this.runs = new Semaphore(runsMax, true);
    }

    @Override
    public Optional<UsageGrain> usageGrain() throws IOException {
        return connected(SettingTable::usageGrain);
    }

    @Override
    public String secret() throws IOException {
        return connected(connection -> SettingTable.secret(connection, newSecret()));
    }

    private static String newSecret() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean knowsFarm(String farmId) throws IOException {
        return query(
                "SELECT FROM scope WHERE scope = ?",
                statement -> {
                    statement.setString(1, Scope.farm(farmId).toString());
                    return statement.executeQuery().next();
                });
    }

    @Override
    public Start start(NewAggregation aggregation) throws IOException {
        byte[] call = callHash(aggregation);
        return connected(
                connection -> {
                    Optional<Start> repeated = repeated(connection, call);
                    if (repeated.isPresent()) {
                        return repeated.get();
                    }
                    if (insert(connection, aggregation, call)) {
                        return new Start.Added();
                    }
                    // Another try of the same call may have come between.
                    return repeated(connection, call).orElse(new Start.Busy());
                });
    }

    private static Optional<Start> repeated(Connection connection, byte[] call)
            throws SQLException {
        if (call == null) {
            return Optional.empty();
        }
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT id FROM aggregation WHERE call_hash = ?")) {
            statement.setBytes(1, call);
            ResultSet row = statement.executeQuery();
            return row.next() ? Optional.of(new Start.Repeated(id(row, 1))) : Optional.empty();
        }
    }

    private boolean insert(Connection connection, NewAggregation aggregation, byte[] call)
            throws SQLException {
        String sql =
                """
                INSERT INTO aggregation (id, farm_id, access_key_id, invocation_id, call_hash,
                    request, state, server, tries, row_count, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, 'IN_PROGRESS', ?, 1, 0, ?)
                ON CONFLICT DO NOTHING""";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, AggregationIds.uuid(aggregation.aggregationId()));
            statement.setString(2, aggregation.farmId());
            statement.setString(3, aggregation.accessKeyId());
            statement.setString(4, aggregation.invocationId());
            statement.setBytes(5, call);
            statement.setString(6, aggregation.request());
            statement.setObject(7, server);
            statement.setObject(8, aggregation.expiresAt().atOffset(ZoneOffset.UTC));
            return statement.executeUpdate() == 1;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Of all that tells one call from another, with the lengths; null if the call has no id. */
    private static byte[] callHash(NewAggregation aggregation) {
        if (aggregation.invocationId() == null) {
            return null;
        }
        MessageDigest digest = sha256();
        for (String part :
                List.of(
                        aggregation.accessKeyId(),
                        aggregation.invocationId(),
                        aggregation.farmId(),
                        aggregation.request())) {
            byte[] bytes = part.getBytes(UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            digest.update(bytes);
        }
        return digest.digest();
    }

    @Override
    public Optional<Aggregation> find(String farmId, String aggregationId) throws IOException {
        if (!AggregationIds.isOne(aggregationId)) {
            return Optional.empty();
        }
        return query(
                "SELECT "
                        + COLUMNS
                        + " FROM aggregation WHERE id = ? AND farm_id = ?"
                        + " AND expires_at > clock_timestamp()",
                statement -> {
                    statement.setObject(1, AggregationIds.uuid(aggregationId));
                    statement.setString(2, farmId);
                    return aggregations(statement.executeQuery()).stream().findFirst();
                });
    }

    @Override
    public List<AggregationRow> rows(String aggregationId, long afterPosition, int limit)
            throws IOException {
        // One statement: what expires while it runs is seen whole or not at all.
        String sql =
                """
                SELECT position, dimensions, group_1, group_2, job_name, start_ms, end_ms, sessions,
                    runtime_sum_ms, runtime_min_ms, runtime_max_ms, cost_sum, cost_min, cost_max
                FROM aggregation_row JOIN aggregation ON id = aggregation_id
                WHERE aggregation_id = ? AND position > ? AND position <= ?
                    AND state = 'COMPLETED' AND expires_at > statement_timestamp()
                ORDER BY position""";
        return query(
                sql,
                statement -> {
                    statement.setObject(1, AggregationIds.uuid(aggregationId));
                    statement.setLong(2, afterPosition);
                    statement.setLong(3, afterPosition + limit);
                    ResultSet row = statement.executeQuery();
                    List<AggregationRow> rows = new ArrayList<>();
                    while (row.next()) {
                        rows.add(row(row));
                    }
                    return rows;
                });
    }

    private static AggregationRow row(ResultSet row) throws SQLException {
        List<String> groups = Arrays.asList(row.getString(3), row.getString(4));
        UsageFigures figures =
                new UsageFigures(
                        row.getLong(8),
                        row.getLong(9),
                        row.getLong(10),
                        row.getLong(11),
                        integer(row, 12),
                        integer(row, 13),
                        integer(row, 14));
        UsageRow usage =
                new UsageRow(
                        groups.subList(0, row.getInt(2)), row.getLong(6), row.getLong(7), figures);
        return new AggregationRow(row.getLong(1), usage, row.getString(5));
    }

    private static BigInteger integer(ResultSet row, int column) throws SQLException {
        return row.getBigDecimal(column).toBigIntegerExact();
    }

    @Override
    public void run(String aggregationId, UsageQuery query, AggregationLimits limits)
            throws IOException, AggregationFailedException, InterruptedException {
        try (AggregationWatch watch = new AggregationWatch(pool, limits.time())) {
            if (!runs.tryAcquire(limits.time().toMillis(), TimeUnit.MILLISECONDS)) {
                throw watch.tooLong();
            }
            try {
                new AggregationRun(aggregationId, server, query, limits, watch).run();
                watch.done();
            } catch (SQLException e) {
                watch.check(); // which may be why
                throw ServerFailure.of(e, database);
            } finally {
                runs.release();
            }
        }
    }

    @Override
    public void end(String aggregationId, Aggregation.State state, String message)
            throws IOException {
        query(
                "UPDATE aggregation SET state = ?, message = ?"
                        + " WHERE id = ? AND server = ? AND state = 'IN_PROGRESS'",
                statement -> {
                    statement.setString(1, state.name());
                    statement.setString(2, message);
                    statement.setObject(3, AggregationIds.uuid(aggregationId));
                    statement.setObject(4, server);
                    return statement.executeUpdate();
                });
    }

    @Override
    public void live(Duration lease) throws IOException {
        query(
                """
                INSERT INTO api_server (id, lives_until)
                VALUES (?, clock_timestamp() + ? * interval '1 millisecond')
                ON CONFLICT (id) DO UPDATE SET lives_until = excluded.lives_until""",
                statement -> {
                    statement.setObject(1, server);
                    statement.setLong(2, lease.toMillis());
                    return statement.executeUpdate();
                });
    }

    @Override
    public List<Aggregation> takeOver(int triesMax) throws IOException {
        // Locks keep a second server off until the first has committed; it then finds them taken.
        // This server's own may still run, even if it has been late to say that it lives.
        String orphans =
                """
                id IN (SELECT id FROM aggregation
                    WHERE state = 'IN_PROGRESS' AND server <> ? AND NOT EXISTS (SELECT FROM api_server
                        WHERE api_server.id = server AND lives_until > clock_timestamp())
                    FOR UPDATE SKIP LOCKED)""";
        return connected(
                connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                    "UPDATE aggregation SET state = 'FAILED', message = ?"
                                            + " WHERE tries >= ? AND "
                                            + orphans)) {
                        statement.setString(
                                1,
                                "the servers that ran it have stopped, "
                                        + triesMax
                                        + " in all: ask again");
                        statement.setInt(2, triesMax);
                        statement.setObject(3, server);
                        statement.executeUpdate();
                    }
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                    "UPDATE aggregation SET server = ?, tries = tries + 1 WHERE "
                                            + orphans
                                            + " RETURNING "
                                            + COLUMNS)) {
                        statement.setObject(1, server);
                        statement.setObject(2, server);
                        return aggregations(statement.executeQuery());
                    }
                });
    }

    @Override
    public int deleteExpired() throws IOException {
        return connected(
                connection -> {
                    int deleted = 0;
                    for (Expired expired : expired(connection)) {
                        deleted += delete(connection, expired);
                    }
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                    "DELETE FROM api_server WHERE lives_until"
                                            + " < clock_timestamp() - interval '1 day'")) {
                        statement.executeUpdate();
                    }
                    return deleted;
                });
    }

    private record Expired(UUID id, long rows) {}

    private static List<Expired> expired(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT id, row_count FROM aggregation"
                                + " WHERE expires_at <= clock_timestamp() ORDER BY expires_at")) {
            ResultSet row = statement.executeQuery();
            List<Expired> expired = new ArrayList<>();
            while (row.next()) {
                expired.add(new Expired(row.getObject(1, UUID.class), row.getLong(2)));
            }
            return expired;
        }
    }

    /** The aggregation goes last: a deletion cut short is found again. */
    private static int delete(Connection connection, Expired expired) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "DELETE FROM aggregation_row"
                                + " WHERE aggregation_id = ? AND position <= ?")) {
            statement.setObject(1, expired.id());
            for (long last = 0; last < expired.rows(); ) {
                last = Math.min(expired.rows(), last + ROWS_PER_DELETE);
                statement.setLong(2, last);
                statement.executeUpdate();
            }
        }
        // Not if it has been completed meanwhile, with rows that would stay behind.
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "DELETE FROM aggregation WHERE id = ? AND row_count = ?")) {
            statement.setObject(1, expired.id());
            statement.setLong(2, expired.rows());
            return statement.executeUpdate();
        }
    }

    private static List<Aggregation> aggregations(ResultSet row) throws SQLException {
        List<Aggregation> aggregations = new ArrayList<>();
        while (row.next()) {
            aggregations.add(
                    new Aggregation(
                            id(row, 1),
                            row.getString(2),
                            row.getString(3),
                            Aggregation.State.valueOf(row.getString(4)),
                            row.getString(5),
                            instant(row, 6),
                            row.getLong(7),
                            instant(row, 8),
                            instant(row, 9)));
        }
        return aggregations;
    }

    private static String id(ResultSet row, int column) throws SQLException {
        return AggregationIds.text(row.getObject(column, UUID.class));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private interface Work<S, T> {
        T on(S subject) throws SQLException;
    }

    private <T> T connected(Work<Connection, T> work) throws IOException {
        try (Connection connection = pool.connection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw ServerFailure.of(e, database);
        }
    }

    private <T> T query(String sql, Work<PreparedStatement, T> work) throws IOException {
        return connected(
                connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(sql)) {
                        return work.on(statement);
                    }
                });
    }
}
