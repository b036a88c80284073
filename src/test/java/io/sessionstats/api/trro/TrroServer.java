package io.sessionstats.api.trro;

import io.sessionstats.api.AccessKey;
import io.sessionstats.api.ApiServer;
import io.sessionstats.api.Credentials;
import io.sessionstats.api.Grants;
import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.calendar.ZoneCalendar;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.StatisticsRow;
import io.sessionstats.store.StatisticsRows;
import io.sessionstats.store.StatisticsStore;
import io.sessionstats.store.StoreSettings;
import io.sessionstats.store.postgres.EmbeddedStore;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.store.postgres.publishing.PostgresStatisticsStore;
import io.sessionstats.store.postgres.reading.PostgresServerStore;
import io.sessionstats.usage.UsageGrain;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A real server over real sockets and a real PostgreSQL server, with two hours of project {@code p}
 * and one of {@link #CHINESE_PROJECT}, both in UTC; and in the second hour the device {@code d1},
 * driven from {@code r1} and {@code r2}.
 *
 * <p>Key {@code all} reads every project, {@code of-p} only {@code p}; {@code limited} may make no
 * request any more. The secret of each is {@code secret}.
 */
final class TrroServer implements AutoCloseable {

    static final long NOON_MILLIS = Instant.parse("2026-03-10T12:00:00Z").toEpochMilli();
    static final String CHINESE_PROJECT = "项目 é+&=";

    private static final long HOUR_MILLIS = 3_600_000;

    private static final Map<String, AccessKey> KEYS =
            Map.of(
                    "all", new AccessKey("all", "secret", Grants.ALL),
                    "of-p", new AccessKey("of-p", "secret", Grants.of(Scope.project("p"))),
                    "limited", new AccessKey("limited", "secret", Grants.ALL));

    private final PostgresServerStore store;
    private final ApiServer server;

    /** What the server's clock is ahead of the client's. */
    private final AtomicLong aheadSeconds = new AtomicLong();

    TrroServer() throws Exception {
        PostgresDatabase database = EmbeddedStore.newSchema();
        try (StatisticsStore published = new PostgresStatisticsStore(database)) {
            long generation =
                    published.register(
                            "job-1",
                            0,
                            new StoreSettings(ScopeZones.all(ZoneOffset.UTC), UsageGrain.DEFAULT));
            published.publish(
                    generation, StatisticsRows.publication(1, NOON_MILLIS + HOUR_MILLIS, rows()));
        }
        store = PostgresServerStore.open(database, 4);
        Credentials credentials = KEYS::get;
        server =
                TrroServers.start(
                        credentials,
                        store.statistics(),
                        (key, operation) -> !key.equals("limited"),
                        new ShiftedClock(aheadSeconds));
    }

    private static List<StatisticsRow> rows() {
        Tally both = new Tally(5, 3, 4, 5_519_999, 2, 2, 3, 1);
        Tally one = new Tally(1, 1, 1, 60_000, 0, 0, 0, 0);
        return List.of(
                scope(
                        "p",
                        Period.HOUR,
                        NOON_MILLIS - HOUR_MILLIS,
                        new Tally(3, 1, 3, 5_430_000, 1, 2, 2, 1)),
                scope("p", Period.HOUR, NOON_MILLIS, new Tally(2, 2, 1, 89_999, 2, 1, 1, 0)),
                scope("p", Period.DAY, NOON_MILLIS, both),
                scope("p", Period.MONTH, NOON_MILLIS, both),
                scope(CHINESE_PROJECT, Period.HOUR, NOON_MILLIS, one),
                scope(CHINESE_PROJECT, Period.DAY, NOON_MILLIS, one),
                scope(CHINESE_PROJECT, Period.MONTH, NOON_MILLIS, one),
                device("d1", NOON_MILLIS, List.of("d1"), List.of("r1", "r2")),
                device("r1", NOON_MILLIS, List.of("d1"), List.of("r1", "r2")));
    }

    private static StatisticsRow scope(String project, Period period, long millis, Tally tally) {
        return StatisticsRows.of(
                new ScopeStatistics(
                        Scope.project(project),
                        new ZoneCalendar(ZoneOffset.UTC).bucket(period, millis),
                        tally));
    }

    private static StatisticsRow device(
            String id, long startMillis, List<String> fieldDevices, List<String> remoteDevices) {
        return StatisticsRows.of(
                new DeviceStatistics(
                        Scope.project("p"),
                        id,
                        new Bucket(Period.HOUR, startMillis, startMillis + HOUR_MILLIS),
                        new Tally(1, 1, 1, 60_000, fieldDevices.size(), remoteDevices.size(), 1, 1),
                        fieldDevices,
                        remoteDevices));
    }

    int port() {
        return server.port();
    }

    void setAheadSeconds(long seconds) {
        aheadSeconds.set(seconds);
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }

    private static final class ShiftedClock extends Clock {

        private final AtomicLong seconds;

        ShiftedClock(AtomicLong seconds) {
            this.seconds = seconds;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return Instant.now().plusSeconds(seconds.get());
        }
    }
}
