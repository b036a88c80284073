package io.sessionstats.job;

import static io.sessionstats.job.NamedRows.farm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.session.UsageType;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.StatisticsRow;
import io.sessionstats.store.StatisticsRows;
import io.sessionstats.store.StoreRefusesException;
import io.sessionstats.store.StoreSettings;
import io.sessionstats.usage.JobName;
import io.sessionstats.usage.KeyedCell;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsageKey;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatisticsCommitterTest {

    private final RecordingStore store = new RecordingStore();
    private final StatisticsCommitter committer =
            new StatisticsCommitter(
                    new PatientStore(
                            () -> store,
                            new StoreSettings(ScopeZones.all(ZoneId.of("UTC")), UsageGrain.DEFAULT),
                            "job-1",
                            4,
                            new RetryDelays(1, 2)));

    @AfterEach
    void close() {
        committer.close();
    }

    @Test
    void rowsOfAllWritersBecomeOnePublication() throws Exception {
        committer.commit(
                requests(
                        rows(5, 0, 2, 20, farm("a", 1)),
                        rows(5, 1, 2, 10, farm("b", 2)),
                        rows(5, 1, 2, 30)));

        assertThat(publications())
                .containsExactly(new Published(5, 10, List.of(farm("a", 1), farm("b", 2))));
    }

    /** From the stages' rows to the store, by way of the bytes that checkpoints hold. */
    @Test
    void rowsReachTheStoreAsTheStagesToldThem() throws Exception {
        UsageKey key =
                new UsageKey("f", "q", null, "j", "u", UsageType.COMPUTE, "m5", null, 192_000);
        UsageCell cell = UsageCell.of(0, 60_000, UsageGrain.DEFAULT);
        List<StatisticsRow> rows = new ArrayList<>(StatisticsRows.of(new KeyedCell(key, cell)));
        rows.add(StatisticsRows.of(new JobName("f", "j", "shot 12")));
        StatisticsWriter writer = new StatisticsWriter();
        for (RowChunk chunk : StatisticsRows.chunks(rows)) {
            writer.write(chunk, null);
        }
        writer.writeWatermark(new Watermark(17));
        CheckpointChunksSerializer serializer = new CheckpointChunksSerializer();

        for (WrittenChunks written : writer.prepareCommit()) {
            byte[] bytes = serializer.serialize(new CheckpointChunks(5, 0, 1, written));
            committer.commit(requests(serializer.deserialize(serializer.getVersion(), bytes)));
        }

        assertThat(publications()).containsExactly(new Published(5, 17, rows));
    }

    @Test
    void checkpointThatNotAllWritersTookPartInIsNotShownByItself() throws Exception {
        committer.commit(requests(rows(5, 0, 2, 20, farm("a", 1)), rows(5, 0, 2, 20)));
        assertThat(publications()).isEmpty();

        committer.commit(
                requests(rows(6, 1, 2, 30, farm("b", 2)), rows(6, 0, 2, 40, farm("a", 3))));

        assertThat(publications())
                .containsExactly(
                        new Published(6, 30, List.of(farm("a", 1), farm("b", 2), farm("a", 3))));
    }

    @Test
    void jobRegistersOnceBeforeItPublishes() throws Exception {
        committer.commit(requests(rows(5, 1)));
        committer.commit(requests(rows(6, 2)));

        assertThat(store.calls).containsExactly("register job-1 4", "publish 3 5", "publish 3 6");
    }

    @Test
    void severalCheckpointsArePublishedInOrder() throws Exception {
        committer.commit(requests(rows(7, 3), rows(5, 1), rows(6, 2), rows(5, 4)));

        assertThat(publications())
                .containsExactly(
                        new Published(5, 1, List.of()),
                        new Published(6, 2, List.of()),
                        new Published(7, 3, List.of()));
    }

    @Test
    void storeOutOfReachIsTriedUntilItAnswers() throws Exception {
        store.failures = 500;

        committer.commit(requests(rows(5, 1)));
        store.failures = 500;
        committer.commit(requests(rows(6, 2)));

        assertThat(store.failed).isEqualTo(1000);
        assertThat(store.calls).containsExactly("register job-1 4", "publish 3 5", "publish 3 6");
    }

    @Test
    void refusalFailsTheJobForGood() {
        store.refusal = "a newer job has taken over";

        assertThatThrownBy(() -> committer.commit(requests(rows(5, 1))))
                .isInstanceOf(SuppressRestartsException.class)
                .cause()
                .isInstanceOf(StoreRefusesException.class)
                .hasMessage("a newer job has taken over");
    }

    @Test
    void interruptEndsACallThatHangs() throws Exception {
        store.hangs = true;
        assertThat(outcomeAfterInterrupt()).isInstanceOf(InterruptedException.class);
        assertThat(store.closed.getCount()).isZero();
    }

    @Test
    void interruptEndsTheWaitBetweenTries() throws Exception {
        store.failures = Integer.MAX_VALUE;
        store.hanging.countDown();

        assertThat(outcomeAfterInterrupt()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void closingUnusedCommitterOpensNothing() {
        committer.close();

        assertThat(store.closed.getCount()).isEqualTo(1);
    }

    /** A publication, to be compared. */
    private record Published(
            long checkpoint, long completeThroughMillis, List<StatisticsRow> rows) {}

    private List<Published> publications() {
        return store.publications.stream()
                .map(
                        publication ->
                                new Published(
                                        publication.checkpoint(),
                                        publication.completeThroughMillis(),
                                        StatisticsRows.in(publication.chunks())))
                .toList();
    }

    private Throwable outcomeAfterInterrupt() throws Exception {
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread task =
                new Thread(
                        () -> {
                            try {
                                committer.commit(requests(rows(5, 1)));
                                outcome.complete(null);
                            } catch (Throwable e) {
                                outcome.complete(e);
                            }
                        });
        task.start();
        store.hanging.await();
        task.interrupt();
        return outcome.get();
    }

    private static CheckpointChunks rows(long checkpoint, long watermark, StatisticsRow... rows) {
        return rows(checkpoint, 0, 1, watermark, rows);
    }

    private static CheckpointChunks rows(
            long checkpoint, int writer, int writers, long watermark, StatisticsRow... rows) {
        return new CheckpointChunks(
                checkpoint,
                writer,
                writers,
                new WrittenChunks(watermark, Arrays.stream(rows).map(NamedRows::chunk).toList()));
    }

    private static Collection<CommitRequest<CheckpointChunks>> requests(CheckpointChunks... rows) {
        Collection<CommitRequest<CheckpointChunks>> requests = new ArrayList<>();
        for (CheckpointChunks each : rows) {
            requests.add(new Request(each));
        }
        return requests;
    }

    /** A request that must succeed without a word. */
    private record Request(CheckpointChunks getCommittable)
            implements CommitRequest<CheckpointChunks> {

        @Override
        public int getNumberOfRetries() {
            return 0;
        }

        @Override
        public void signalFailedWithKnownReason(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void signalFailedWithUnknownReason(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void retryLater() {
            throw new AssertionError();
        }

        @Override
        public void updateAndRetryLater(CheckpointChunks rows) {
            throw new AssertionError();
        }

        @Override
        public void signalAlreadyCommitted() {
            throw new AssertionError();
        }
    }
}
