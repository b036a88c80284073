package io.sessionstats.store.postgres.aggregating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.session.UsageType;
import io.sessionstats.store.Aggregation;
import io.sessionstats.store.Aggregation.State;
import io.sessionstats.store.AggregationStore;
import io.sessionstats.store.AggregationStore.NewAggregation;
import io.sessionstats.store.AggregationStore.Start;
import io.sessionstats.store.StatisticsStore;
import io.sessionstats.store.StoreSettings;
import io.sessionstats.store.postgres.EmbeddedStore;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.store.postgres.RandomUsage;
import io.sessionstats.store.postgres.SchemaMigrations;
import io.sessionstats.store.postgres.publishing.PostgresStatisticsStore;
import io.sessionstats.store.postgres.reading.PostgresServerStore;
import io.sessionstats.usage.KeyedCell;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsageKey;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of aggregations among several servers of one PostgreSQL. */
class PostgresAggregationStoreIT {

    private static final Duration LEASE = Duration.ofHours(1);
    private static final long NOON = Instant.parse("2026-03-10T12:00:00Z").toEpochMilli();

    private final Instant later =
            Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);
    private final PostgresDatabase database = EmbeddedStore.newSchema();
    private final PostgresServerStore one = PostgresServerStore.open(database, 3);
    private final PostgresServerStore other = PostgresServerStore.open(database, 3);
    private final AggregationStore aggregations = one.aggregations();

    @BeforeEach
    void register() throws Exception {
        try (StatisticsStore store = new PostgresStatisticsStore(database)) {
            store.register(
                    "job-1",
                    0,
                    new StoreSettings(ScopeZones.all(ZoneId.of("UTC")), UsageGrain.DEFAULT));
            UsageKey key =
                    new UsageKey("f", "q", null, null, null, UsageType.COMPUTE, null, null, 1);
            UsageCell cell = UsageCell.of(NOON, NOON + 1, UsageGrain.DEFAULT);
            store.publish(1, RandomUsage.publication(1, NOON, List.of(new KeyedCell(key, cell))));
        }
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    @Test
    void startedOneIsFoundAsItWasAsked() throws Exception {
        aggregations.start(aggregation("1", "f", "call", "request 会话", later));

        Aggregation found = aggregations.find("f", id("1")).orElseThrow();

        assertThat(found)
                .isEqualTo(
                        new Aggregation(
                                id("1"),
                                "f",
                                "request 会话",
                                State.IN_PROGRESS,
                                null,
                                null,
                                0,
                                found.createdAt(),
                                later));
        assertThat(found.createdAt()).isBetween(later.minusSeconds(4000), later);
        assertThat(other.aggregations().find("f", id("1"))).contains(found);
    }

    @Test
    void ofAnotherFarmOrUnknownOrNoIdIsNotFound() throws Exception {
        aggregations.start(aggregation("1", "f"));

        assertThat(aggregations.find("g", id("1"))).isEmpty();
        assertThat(aggregations.find("f", id("2"))).isEmpty();
        assertThat(aggregations.find("f", "'; no id")).isEmpty();
    }

    @Test
    void farmWithOneInProgressIsBusyUntilItEnds() throws Exception {
        assertThat(aggregations.start(aggregation("1", "f"))).isEqualTo(new Start.Added());

        assertThat(other.aggregations().start(aggregation("2", "f"))).isEqualTo(new Start.Busy());
        assertThat(other.aggregations().start(aggregation("3", "g"))).isEqualTo(new Start.Added());
        aggregations.end(id("1"), State.TIMEOUT, "too long");
        assertThat(other.aggregations().start(aggregation("2", "f"))).isEqualTo(new Start.Added());
        assertThat(aggregations.find("f", id("2"))).isPresent();
    }

    @Test
    void repeatedCallGetsItsFirstAnswerInProgressAndAfterwards() throws Exception {
        aggregations.start(aggregation("1", "f", "call", "request", later));
        Start first = new Start.Repeated(id("1"));

        assertThat(other.aggregations().start(aggregation("2", "f", "call", "request", later)))
                .isEqualTo(first);
        aggregations.end(id("1"), State.FAILED, "no");
        assertThat(aggregations.start(aggregation("3", "f", "call", "request", later)))
                .isEqualTo(first);
        assertThat(aggregations.start(aggregation("4", "f", "call", "other", later)))
                .isEqualTo(new Start.Added());
        assertThat(aggregations.start(aggregation("5", "g", "call", "request", later)))
                .isEqualTo(new Start.Added());
    }

    @Test
    void callsWithoutAnIdAreNeverRepetitions() throws Exception {
        aggregations.start(aggregation("1", "f"));
        aggregations.end(id("1"), State.FAILED, "no");

        assertThat(aggregations.start(aggregation("2", "f"))).isEqualTo(new Start.Added());
    }

    @Test
    void ofManyStartsAtOnceExactlyOneIsAdded() throws Exception {
        int threads = 6;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 20; round++) {
                String farm = "farm " + round;
                boolean sameCall = round % 2 == 0;
                CyclicBarrier barrier = new CyclicBarrier(threads);
                List<Future<Start>> starts = new ArrayList<>();
                for (int thread = 0; thread < threads; thread++) {
                    String id = UUID.randomUUID().toString().replace("-", "");
                    String call = sameCall ? "call" : "call " + thread;
                    AggregationStore store = (thread % 2 == 0 ? one : other).aggregations();
                    starts.add(
                            pool.submit(
                                    () -> {
                                        barrier.await();
                                        return store.start(
                                                new NewAggregation(
                                                        id, farm, "key", call, "r", later));
                                    }));
                }
                List<Start> outcomes = new ArrayList<>();
                for (Future<Start> start : starts) {
                    outcomes.add(start.get());
                }

                assertThat(outcomes)
                        .filteredOn(Start.Added.class::isInstance)
                        .as("round %d: %s", round, outcomes)
                        .hasSize(1);
                assertThat(outcomes)
                        .filteredOn(
                                sameCall
                                        ? Start.Repeated.class::isInstance
                                        : Start.Busy.class::isInstance)
                        .hasSize(threads - 1);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void onlyItsServerEndsIt() throws Exception {
        aggregations.start(aggregation("1", "f"));

        other.aggregations().end(id("1"), State.FAILED, "not mine");
        assertThat(found("1").state()).isEqualTo(State.IN_PROGRESS);
        aggregations.end(id("1"), State.FAILED, "mine");
        aggregations.end(id("1"), State.TIMEOUT, "again");

        assertThat(found("1").state()).isEqualTo(State.FAILED);
        assertThat(found("1").message()).isEqualTo("mine");
    }

    @Test
    void aLivingServersAggregationsAreLeftAlone() throws Exception {
        aggregations.live(LEASE);
        aggregations.start(aggregation("1", "f"));

        assertThat(other.aggregations().takeOver(3)).isEmpty();

        aggregations.end(id("1"), State.FAILED, "still mine");
        assertThat(found("1").message()).isEqualTo("still mine");
    }

    @Test
    void whoWasLateToSayThatItLivesDoesNotTakeOverFromItself() throws Exception {
        aggregations.live(Duration.ZERO);
        aggregations.start(aggregation("1", "f"));

        assertThat(aggregations.takeOver(1)).isEmpty();

        assertThat(found("1").state()).isEqualTo(State.IN_PROGRESS);
    }

    @Test
    void aDeadServersAggregationsAreTakenOverAndAtLastFail() throws Exception {
        AggregationStore second = other.aggregations();
        aggregations.live(LEASE);
        second.live(LEASE);
        aggregations.start(aggregation("1", "f"));
        aggregations.live(Duration.ZERO);

        assertThat(second.takeOver(2)).containsExactly(found("1"));
        assertThat(second.takeOver(2)).isEmpty();
        aggregations.end(id("1"), State.FAILED, "not mine any more");
        assertThat(found("1").state()).isEqualTo(State.IN_PROGRESS);

        second.live(Duration.ZERO);
        aggregations.live(LEASE);
        assertThat(aggregations.takeOver(2)).isEmpty();
        assertThat(found("1").state()).isEqualTo(State.FAILED);
        assertThat(found("1").message()).contains("2 in all");
        assertThat(aggregations.start(aggregation("2", "f"))).isEqualTo(new Start.Added());
    }

    @Test
    void twoServersNeverTakeOverTheSame() throws Exception {
        aggregations.live(Duration.ZERO);
        for (int i = 0; i < 50; i++) {
            aggregations.start(aggregation(Integer.toHexString(i), "farm " + i, null, "r", later));
        }
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (PostgresServerStore third = PostgresServerStore.open(database, 3)) {
            third.aggregations().live(LEASE);
            other.aggregations().live(LEASE);
            CyclicBarrier barrier = new CyclicBarrier(2);
            List<Future<List<Aggregation>>> taken = new ArrayList<>();
            for (PostgresServerStore server : List.of(third, other)) {
                taken.add(
                        pool.submit(
                                () -> {
                                    barrier.await();
                                    return server.aggregations().takeOver(9);
                                }));
            }

            List<Aggregation> all = new ArrayList<>(taken.get(0).get());
            all.addAll(taken.get(1).get());

            assertThat(all).hasSize(50).doesNotHaveDuplicates();
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void whatHasExpiredIsNotFoundAndThenDeleted() throws Exception {
        aggregations.start(aggregation("1", "f", "call", "r", later));
        aggregations.start(aggregation("2", "g", "call", "r", later));
        EmbeddedStore.execute(
                database,
                """
                INSERT INTO aggregation_row SELECT id, position, 'g', NULL, NULL, 0, 1, 1, 1, 1, 1,
                    1, 1, 1 FROM aggregation, generate_series(1, 45000) AS position;
                UPDATE aggregation SET state = 'COMPLETED', row_count = 45000, dimensions = 1;
                UPDATE aggregation SET expires_at = clock_timestamp() WHERE farm_id = 'f'""");

        assertThat(aggregations.find("f", id("1"))).isEmpty();
        assertThat(aggregations.rows(id("1"), 0, 10)).isEmpty();
        assertThat(aggregations.rows(id("2"), 44_998, 10)).hasSize(2);
        assertThat(aggregations.deleteExpired()).isEqualTo(1);
        assertThat(aggregations.deleteExpired()).isZero();

        assertThat(query("SELECT farm_id FROM aggregation")).containsExactly("g");
        assertThat(query("SELECT count(*) FROM aggregation_row")).containsExactly("45000");
        assertThat(aggregations.start(aggregation("3", "f", "call", "r", later)))
                .isEqualTo(new Start.Added());
    }

    @Test
    void rowsShowOnceItIsCompleted() throws Exception {
        aggregations.start(aggregation("1", "f"));
        EmbeddedStore.execute(
                database,
                "INSERT INTO aggregation_row SELECT id, 1, 'g', NULL, NULL, 0, 1, 1, 1, 1, 1, 1,"
                        + " 1, 1 FROM aggregation");

        assertThat(aggregations.rows(id("1"), 0, 10)).isEmpty();
    }

    @Test
    void knowsFarmsAndTheGrain() throws Exception {
        assertThat(aggregations.knowsFarm("f")).isTrue();
        assertThat(aggregations.knowsFarm("g")).isFalse();
        assertThat(aggregations.usageGrain()).isEqualTo(Optional.of(UsageGrain.DEFAULT));
        one.check();
    }

    @Test
    void serversOfASchemaShareASecretThatNoOtherHas() throws Exception {
        String secret = aggregations.secret();

        assertThat(secret).matches("[0-9a-f]{64}");
        assertThat(other.aggregations().secret()).isEqualTo(secret);
        assertThat(aggregations.secret()).isEqualTo(secret);
        PostgresDatabase elsewhere = EmbeddedStore.newSchema();
        try (StatisticsStore job = new PostgresStatisticsStore(elsewhere);
                PostgresServerStore stranger = PostgresServerStore.open(elsewhere, 3)) {
            job.register(
                    "job",
                    0,
                    new StoreSettings(ScopeZones.all(ZoneId.of("UTC")), UsageGrain.DEFAULT));
            assertThat(stranger.aggregations().secret()).isNotEqualTo(secret);
        }
    }

    @Test
    void schemaThatIsNotThereYetIsSaidSo() throws Exception {
        PostgresDatabase nothing = EmbeddedStore.newSchema();
        try (PostgresServerStore store = PostgresServerStore.open(nothing, 3)) {
            assertThatThrownBy(store::check)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("start the job");
            assertThatThrownBy(() -> store.aggregations().usageGrain())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("start the job");
        }
    }

    @Test
    void schemaOfAnEarlierReleaseIsSaidSo() throws Exception {
        EmbeddedStore.execute(database, "DELETE FROM flyway_schema_history WHERE version = '1'");

        assertThatThrownBy(one::check)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is at version 0, this release needs");
    }

    @Test
    void theVersionIsThatOfTheLastMigration() throws Exception {
        assertThat(query("SELECT max(version::integer) FROM flyway_schema_history"))
                .containsExactly(Integer.toString(SchemaMigrations.VERSION));
    }

    @Test
    void unreachableServerIsAPassingFailure() {
        try (PostgresServerStore nowhere =
                PostgresServerStore.open(EmbeddedStore.schemaOf(1, "nowhere"), 3)) {
            assertThatThrownBy(nowhere::check).isInstanceOf(IOException.class);
        }
    }

    @Test
    void connectionsThatAreLostAreReplaced() throws Exception {
        one.check();

        EmbeddedStore.disconnectStores(database);
        for (int tries = 0; ; tries++) {
            try {
                one.check();
                break;
            } catch (IOException e) {
                assertThat(tries).isLessThan(3);
            }
        }

        assertThat(one.poolUse().active()).isZero();
        assertThat(one.poolUse().max()).isEqualTo(3);
    }

    private Aggregation found(String id) throws IOException {
        List<Aggregation> found = new ArrayList<>();
        for (String farm : List.of("f", "g")) {
            aggregations.find(farm, id(id)).ifPresent(found::add);
        }
        return found.get(0);
    }

    private NewAggregation aggregation(String id, String farm) {
        return aggregation(id, farm, null, "request", later);
    }

    private NewAggregation aggregation(
            String id, String farm, String call, String request, Instant expiresAt) {
        return new NewAggregation(id(id), farm, "key", call, request, expiresAt);
    }

    private static String id(String hexDigits) {
        return "0".repeat(32 - hexDigits.length()) + hexDigits;
    }

    private List<String> query(String sql) throws SQLException {
        return EmbeddedStore.query(database, sql);
    }
}
