package io.sessionstats.api.deadline;

import io.sessionstats.api.AccessKey;
import io.sessionstats.api.ApiMetrics;
import io.sessionstats.api.ApiServer;
import io.sessionstats.api.Credentials;
import io.sessionstats.api.Grants;
import io.sessionstats.api.RequestRates;
import io.sessionstats.api.ServerLimits;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.session.Scope;
import io.sessionstats.session.UsageType;
import io.sessionstats.store.StatisticsRows;
import io.sessionstats.store.StatisticsStore;
import io.sessionstats.store.StoreSettings;
import io.sessionstats.store.postgres.EmbeddedStore;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.store.postgres.publishing.PostgresStatisticsStore;
import io.sessionstats.store.postgres.reading.PostgresServerStore;
import io.sessionstats.usage.JobName;
import io.sessionstats.usage.KeyedCell;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsageKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * A real server over real sockets and a real PostgreSQL server, with the sessions of a small story:
 *
 * <pre>
 * 2025-11-24  22:10:00 - 22:10:53.773   queue 1  fleet 1  no job  ANN  COMPUTE m5.large   free
 *             23:30    - 00:30          queue 1  fleet 2  job 1   BOB  COMPUTE c5.xlarge  2 USD/h
 * 2025-11-25  10:00    - 10:15          queue 2  fleet 1  job 1   BOB  LICENSE maya       3.6 USD/h
 *             10:00    - 10:30          queue 1  fleet 2  job 2   BOB  COMPUTE c5.xlarge  2 USD/h
 * </pre>
 *
 * Job 1 is called Shot 12, job 2 has no name. All is complete through 2025-11-26T00:00:00Z.
 */
final class DeadlineServer implements AutoCloseable {

    static final String FARM = "farm-0123456789abcdef0123456789abcdef";
    static final String OTHER_FARM = "farm-fedcba9876543210fedcba9876543210";
    static final String UNKNOWN_FARM = "farm-00000000000000000000000000000000";
    static final String QUEUE_1 = "queue-00000000000000000000000000000001";
    static final String QUEUE_2 = "queue-00000000000000000000000000000002";

    /** In the first quarter of an hour of 1970 it had one session more than a count can be. */
    static final String BUSY_QUEUE = "queue-00000000000000000000000000000003";

    static final String FLEET_1 = "fleet-00000000000000000000000000000001";
    static final String FLEET_2 = "fleet-00000000000000000000000000000002";
    static final String JOB_1 = "job-00000000000000000000000000000001";
    static final String JOB_2 = "job-00000000000000000000000000000002";
    static final String ANN = "f9c1f3f0-1031-70dc-4d25-30d7225b04a0";
    static final String BOB = "0b0b0b0b-1031-70dc-4d25-30d7225b04a0";

    static final AccessKey ALL = new AccessKey("AKIDALL", "secret-of-all", Grants.ALL);
    static final AccessKey ONE =
            new AccessKey("AKIDONE", "secret-of-one", Grants.of(Scope.farm(FARM)));

    private static final Map<String, AccessKey> KEYS = Map.of(ALL.id(), ALL, ONE.id(), ONE);

    private final PostgresDatabase database = EmbeddedStore.newSchema();
    private final StatisticsStore statistics = new PostgresStatisticsStore(database);
    private final PostgresServerStore store = PostgresServerStore.open(database, 6);
    private final AggregationRunner runner;
    private final ApiServer server;

    /** What the requests' rates are held against; may be changed while it runs. */
    private volatile RequestRates rates = (key, operation) -> true;

    DeadlineServer() throws Exception {
        statistics.register(
                "job", 0, new StoreSettings(ScopeZones.all(ZoneId.of("UTC")), UsageGrain.DEFAULT));
        statistics.publish(
                1,
                StatisticsRows.publication(
                        1,
                        Instant.parse("2025-11-26T00:00:00Z").toEpochMilli(),
                        StatisticsRows.of(
                                List.of(
                                        cell(
                                                key(
                                                        FARM,
                                                        QUEUE_1,
                                                        FLEET_1,
                                                        null,
                                                        ANN,
                                                        "m5.large",
                                                        0),
                                                "2025-11-24T22:10:00Z",
                                                "2025-11-24T22:10:53.773Z"),
                                        cell(
                                                key(
                                                        FARM,
                                                        QUEUE_1,
                                                        FLEET_2,
                                                        JOB_1,
                                                        BOB,
                                                        "c5.xlarge",
                                                        2_000_000),
                                                "2025-11-24T23:30:00Z",
                                                "2025-11-25T00:30:00Z"),
                                        cell(
                                                new UsageKey(
                                                        FARM,
                                                        QUEUE_2,
                                                        FLEET_1,
                                                        JOB_1,
                                                        BOB,
                                                        UsageType.LICENSE,
                                                        null,
                                                        "maya",
                                                        3_600_000),
                                                "2025-11-25T10:00:00Z",
                                                "2025-11-25T10:15:00Z"),
                                        cell(
                                                key(
                                                        FARM,
                                                        QUEUE_1,
                                                        FLEET_2,
                                                        JOB_2,
                                                        BOB,
                                                        "c5.xlarge",
                                                        2_000_000),
                                                "2025-11-25T10:00:00Z",
                                                "2025-11-25T10:30:00Z"),
                                        new KeyedCell(
                                                key(FARM, BUSY_QUEUE, null, null, ANN, null, 0),
                                                new UsageCell(
                                                        0, 0, 1L << 31, 0, 0, 0, 0, 0, 0, 0, 0)),
                                        cell(
                                                key(
                                                        OTHER_FARM,
                                                        QUEUE_1,
                                                        FLEET_1,
                                                        null,
                                                        ANN,
                                                        null,
                                                        0),
                                                "2025-11-24T22:00:00Z",
                                                "2025-11-24T23:00:00Z")))));
        statistics.publish(
                1,
                StatisticsRows.publication(
                        2,
                        Instant.parse("2025-11-26T00:00:00Z").toEpochMilli(),
                        List.of(StatisticsRows.of(new JobName(FARM, JOB_1, "Shot 12")))));

        runner =
                new AggregationRunner(
                        store.aggregations(), RunnerSettings.of(2, Duration.ofMinutes(1)));
        runner.open();
        Credentials credentials = KEYS::get;
        DeadlineFace face =
                new DeadlineFace(
                        store.aggregations(),
                        Authenticator.signatureV4(credentials, Duration.ofMinutes(5)),
                        (key, operation) -> rates.tryAcquire(key, operation),
                        runner,
                        Duration.ofHours(1));
        server =
                ApiServer.start(
                        "127.0.0.1",
                        0,
                        ServerLimits.DEFAULT,
                        List.of(face),
                        () -> null,
                        new ApiMetrics());
    }

    int port() {
        return server.port();
    }

    void rates(RequestRates next) {
        rates = next;
    }

    PostgresDatabase database() {
        return database;
    }

    /** While it is open, no aggregation gets on: nobody can read the cells. */
    AutoCloseable holdAggregations() throws SQLException {
        Connection connection = EmbeddedStore.connect(database);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE usage_cell IN ACCESS EXCLUSIVE MODE");
        }
        return connection;
    }

    @Override
    public void close() {
        server.close();
        runner.close();
        store.close();
        statistics.close();
    }

    private static UsageKey key(
            String farm,
            String queue,
            String fleet,
            String job,
            String user,
            String instanceType,
            long rateMicroUsd) {
        return new UsageKey(
                farm, queue, fleet, job, user, UsageType.COMPUTE, instanceType, null, rateMicroUsd);
    }

    private static KeyedCell cell(UsageKey key, String start, String end) {
        UsageCell cell =
                UsageCell.of(
                        Instant.parse(start).toEpochMilli(),
                        Instant.parse(end).toEpochMilli(),
                        UsageGrain.DEFAULT);
        return new KeyedCell(key, cell);
    }
}
