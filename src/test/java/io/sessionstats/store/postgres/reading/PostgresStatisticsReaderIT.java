package io.sessionstats.store.postgres.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.ActiveDevices;
import io.sessionstats.statistics.BucketRun;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.StatisticsReader;
import io.sessionstats.store.StatisticsRow;
import io.sessionstats.store.StatisticsRows;
import io.sessionstats.store.StatisticsStore;
import io.sessionstats.store.StoreSettings;
import io.sessionstats.store.postgres.EmbeddedStore;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.store.postgres.publishing.PostgresStatisticsStore;
import io.sessionstats.usage.UsageGrain;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a reading sees, and that it sees it all of one checkpoint. */
class PostgresStatisticsReaderIT {

    private static final Scope PROJECT = Scope.project("p");
    private static final Scope OTHER = Scope.project("other");
    private static final long HOUR = 3_600_000;
    private static final long NOON = Instant.parse("2026-03-10T12:00:00Z").toEpochMilli();
    private static final List<BucketRun> HOURS =
            List.of(new BucketRun(Period.HOUR, NOON, NOON + 2 * HOUR));

    private final PostgresDatabase database = EmbeddedStore.newSchema();
    private PostgresServerStore server;
    private StatisticsReader reader;
    private StatisticsStore store;

    @BeforeEach
    void open() throws Exception {
        store = new PostgresStatisticsStore(database);
        store.register(
                "job", 0, new StoreSettings(ScopeZones.all(ZoneId.of("UTC")), UsageGrain.DEFAULT));
        server = PostgresServerStore.open(database, 3);
        reader = server.statistics();
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        store.close();
    }

    private void publish(long checkpoint, long completeThroughMillis, StatisticsRow... rows)
            throws Exception {
        store.publish(
                1, StatisticsRows.publication(checkpoint, completeThroughMillis, List.of(rows)));
    }

    private static Bucket hour(long startMillis) {
        return new Bucket(Period.HOUR, startMillis, startMillis + HOUR);
    }

    private static Tally sessions(long sessions) {
        return new Tally(sessions, 0, 0, 0, 0, 0, 0, 0);
    }

    private static StatisticsRow hourOf(Scope scope, long startMillis) {
        return StatisticsRows.of(new ScopeStatistics(scope, hour(startMillis), sessions(1)));
    }

    private static StatisticsRow device(
            String id, long startMillis, long sessions, List<String> field, List<String> remote) {
        return StatisticsRows.of(
                new DeviceStatistics(
                        PROJECT, id, hour(startMillis), sessions(sessions), field, remote));
    }

    @Test
    void readingSeesNothingOfAPublicationThatComesBetweenItsQueries() throws Exception {
        publish(1, NOON, hourOf(PROJECT, NOON));

        reader.read(
                snapshot -> {
                    assertThat(snapshot.zoneOf(PROJECT)).contains(ZoneId.of("UTC"));

                    publish(2, NOON + HOUR, hourOf(PROJECT, NOON + HOUR), hourOf(OTHER, NOON));

                    assertThat(snapshot.completeThroughMillis()).isEqualTo(NOON);
                    assertThat(snapshot.zoneOf(OTHER)).isEmpty();
                    assertThat(snapshot.scopeBuckets(PROJECT, HOURS, 10)).hasSize(1);
                    return null;
                });
        reader.read(
                snapshot -> {
                    assertThat(snapshot.scopeBuckets(PROJECT, HOURS, 10)).hasSize(2);

                    publish(3, NOON + 2 * HOUR);

                    assertThat(snapshot.completeThroughMillis()).isEqualTo(NOON + HOUR);
                    return null;
                });
    }

    @Test
    void completeThroughIsUnknownBeforeTheFirstEvent() throws Exception {
        reader.read(
                snapshot -> {
                    assertThat(snapshot.zoneOf(PROJECT)).isEmpty();
                    assertThat(snapshot.completeThroughMillis()).isEqualTo(Long.MIN_VALUE);
                    return null;
                });
    }

    @Test
    void deviceIsCountedOnceInEachRoleInWhichItHasSessions() throws Exception {
        publish(
                1,
                NOON,
                device("field", NOON, 1, List.of("field"), List.of("both")),
                device("field", NOON + HOUR, 1, List.of("field"), List.of()),
                device("both", NOON, 1, List.of("field"), List.of("both")),
                device("both", NOON + HOUR, 1, List.of("both"), List.of()),
                device("corrected", NOON, 0, List.of("corrected"), List.of()),
                device("later", NOON + 2 * HOUR, 1, List.of(), List.of("later")));

        ActiveDevices devices = reader.read(snapshot -> snapshot.activeDevices(PROJECT, HOURS));

        assertThat(devices).isEqualTo(new ActiveDevices(2, 1));
    }
}
