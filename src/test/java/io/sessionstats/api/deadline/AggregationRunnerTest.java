package io.sessionstats.api.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.store.Aggregation;
import io.sessionstats.store.Aggregation.State;
import io.sessionstats.store.AggregationFailedException;
import io.sessionstats.store.AggregationLimits;
import io.sessionstats.store.AggregationRow;
import io.sessionstats.store.AggregationStore.NewAggregation;
import io.sessionstats.store.AggregationStore.Start;
import io.sessionstats.usage.UsageDimension;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsageQuery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AggregationRunnerTest {

    private static final Instant EXPIRES = Instant.parse("2026-01-01T01:00:00Z");

    /** The clock never comes to its second tick by itself: the test is the clock. */
    private static final RunnerSettings SETTINGS =
            new RunnerSettings(
                    1,
                    1,
                    new AggregationLimits(Duration.ofMinutes(1), 1_000, 1_000, 1_000),
                    2,
                    Duration.ofDays(2),
                    Duration.ofDays(1),
                    Duration.ofDays(1),
                    Duration.ofMillis(50));

    private final InMemoryAggregationStore store = new InMemoryAggregationStore();
    private final AggregationRunner runner = new AggregationRunner(store, SETTINGS);
    private final Semaphore gate = new Semaphore(0);

    @BeforeEach
    void know() {
        store.know("farm-1");
    }

    @AfterEach
    void close() {
        store.outage(false);
        runner.close();
    }

    @Test
    void startedAggregationIsCompleted() throws Exception {
        assertThat(start("a", "farm-1")).isEqualTo(new Start.Added());

        awaitState("a", State.COMPLETED);
    }

    @Test
    void whatFailsOrTakesTooLongEndsSo() throws Exception {
        store.work(
                query -> {
                    throw new AggregationFailedException(State.TIMEOUT, "too slow");
                });
        start("a", "farm-1");
        awaitState("a", State.TIMEOUT);
        assertThat(store.aggregation("a").message()).isEqualTo("too slow");

        store.work(
                query -> {
                    throw new IllegalStateException("row 17 of the secret table");
                });
        start("b", "farm-1");
        awaitState("b", State.FAILED);
        assertThat(store.aggregation("b").message()).isEqualTo("The server has a fault");
    }

    @Test
    void aStartThatFindsNoPlaceIsThrottledAndNotStored() throws Exception {
        store.work(this::waitAtTheGate);
        start("a", "farm-1");
        start("b", "farm-2");

        assertThatThrownBy(() -> start("c", "farm-3"))
                .isInstanceOfSatisfying(
                        DeadlineFault.class,
                        fault -> assertThat(fault.code()).isEqualTo("ThrottlingException"));
        assertThat(store.size()).isEqualTo(2);

        gate.release(2);
        awaitState("a", State.COMPLETED);
        awaitState("b", State.COMPLETED);
        Awaitility.await().forever().until(() -> isTaken("c", "farm-3"));
    }

    @Test
    void placesAreGivenBackByStartsThatAreNotAdded() throws Exception {
        store.work(this::waitAtTheGate);
        start("a", "farm-1");

        for (int i = 0; i < 10; i++) {
            assertThat(start("again", "farm-1")).isEqualTo(new Start.Busy());
        }
        store.outage(true);
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> start("out", "farm-2")).isInstanceOf(IOException.class);
        }
        store.outage(false);

        assertThat(start("b", "farm-2")).isEqualTo(new Start.Added());
        gate.release(2);
        awaitState("b", State.COMPLETED);
    }

    @Test
    void whatCannotBeEndedForAnOutageIsEndedAfterIt() throws Exception {
        store.work(
                query -> {
                    store.outage(true);
                    throw new IOException("connection lost");
                });
        start("a", "farm-1");
        Awaitility.await().forever().until(() -> runner.atWork() == 0);
        assertThat(store.aggregation("a").state()).isEqualTo(State.IN_PROGRESS);

        runner.pulse();
        store.outage(false);
        runner.pulse();

        assertThat(store.aggregation("a").state()).isEqualTo(State.FAILED);
        assertThat(store.aggregation("a").message())
                .isEqualTo("The statistics could not be read; start it again");
    }

    @Test
    void anotherServerFinishesWhatADeadOneLeft() throws Exception {
        store.work(this::waitAtTheGate);
        start("a", "farm-1");
        InMemoryAggregationStore second = store.otherServer();
        try (AggregationRunner other = new AggregationRunner(second, SETTINGS)) {
            other.pulse();
            assertThat(store.aggregation("a").state()).isEqualTo(State.IN_PROGRESS);

            store.dies();
            other.pulse();

            awaitState("a", State.COMPLETED);
        }
    }

    @Test
    void whatNoServerCanFinishFails() throws Exception {
        store.work(this::waitAtTheGate);
        start("a", "farm-1");
        InMemoryAggregationStore second = store.otherServer();
        second.work(this::waitAtTheGate);
        InMemoryAggregationStore third = store.otherServer();
        try (AggregationRunner two = new AggregationRunner(second, SETTINGS);
                AggregationRunner three = new AggregationRunner(third, SETTINGS)) {
            store.dies();
            two.pulse();
            assertThat(store.aggregation("a").state()).isEqualTo(State.IN_PROGRESS);
            second.dies();
            three.pulse();

            assertThat(store.aggregation("a").state()).isEqualTo(State.FAILED);
        }
    }

    @Test
    void whatCannotBeReadBackIsNotTakenOverForEver() throws Exception {
        store.live(Duration.ofDays(1));
        store.start(new NewAggregation("a", "farm-1", "key", null, "{\"version\":2}", EXPIRES));
        store.dies();
        InMemoryAggregationStore second = store.otherServer();
        try (AggregationRunner other = new AggregationRunner(second, SETTINGS)) {
            other.pulse();
        }

        assertThat(store.aggregation("a").state()).isEqualTo(State.FAILED);
    }

    @Test
    void stopEndsWhatRunsAndWhatWaits() throws Exception {
        store.work(this::waitAtTheGate);
        start("a", "farm-1");
        start("b", "farm-2");

        runner.close();

        for (String id : List.of("a", "b")) {
            Aggregation aggregation = store.aggregation(id);
            assertThat(aggregation.state()).isEqualTo(State.FAILED);
            assertThat(aggregation.message()).isEqualTo("The server stopped; start it again");
        }
        assertThatThrownBy(() -> start("c", "farm-3")).isInstanceOf(DeadlineFault.class);
    }

    @Test
    void stopLetsWhatIsNearlyDoneFinish() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        RunnerSettings patient =
                new RunnerSettings(
                        1,
                        1,
                        SETTINGS.limits(),
                        2,
                        SETTINGS.lease(),
                        SETTINGS.pulse(),
                        SETTINGS.cleaning(),
                        Duration.ofMinutes(1));
        store.work(
                query -> {
                    running.countDown();
                    return waitAtTheGate(query);
                });
        AggregationRunner stopped = new AggregationRunner(store, patient);
        stopped.start(aggregation("a", "farm-1"), request("farm-1").query(UsageGrain.DEFAULT));
        running.await();
        Thread stop = new Thread(stopped::close);
        stop.start();
        Awaitility.await().forever().until(() -> stop.getState() == Thread.State.TIMED_WAITING);

        gate.release();
        stop.join();

        assertThat(store.aggregation("a").state()).isEqualTo(State.COMPLETED);
    }

    @Test
    void clockEndsDeletesAndSurvivesOutages() throws Exception {
        start("a", "farm-1");
        awaitState("a", State.COMPLETED);
        store.outage(true);
        runner.open();
        runner.pulse();
        runner.clean();
        store.outage(false);

        store.now(EXPIRES);
        runner.clean();

        assertThat(store.size()).isZero();
    }

    private List<AggregationRow> waitAtTheGate(UsageQuery query) throws InterruptedException {
        gate.acquire();
        return List.of();
    }

    private Start start(String id, String farmId) throws DeadlineFault, IOException {
        return runner.start(aggregation(id, farmId), request(farmId).query(UsageGrain.DEFAULT));
    }

    private boolean isTaken(String id, String farmId) throws IOException {
        try {
            return start(id, farmId) instanceof Start.Added;
        } catch (DeadlineFault fault) {
            return false;
        }
    }

    private void awaitState(String id, State state) {
        Awaitility.await().forever().until(() -> store.aggregation(id).state() == state);
    }

    private static NewAggregation aggregation(String id, String farmId) {
        return new NewAggregation(
                id, farmId, "key", null, StoredRequest.text(request(farmId)), EXPIRES);
    }

    private static AggregationRequest request(String farmId) {
        return new AggregationRequest(
                farmId,
                UsageDimension.QUEUE_ID,
                List.of("queue-1"),
                0,
                3_600_000,
                List.of(UsageDimension.USER_ID),
                Set.of(Statistic.SUM),
                null,
                ZoneOffset.UTC);
    }
}
