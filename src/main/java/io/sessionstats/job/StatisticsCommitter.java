package io.sessionstats.job;

import io.sessionstats.store.Publication;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.StoreRefusesException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * Publishes the rows of completed checkpoints, each checkpoint at once and in order. Waits for a
 * store that is away, for as long as it takes. Fails the job for good when the store refuses it.
 *
 * <p>A checkpoint that did not complete by itself (the store was away for longer than its timeout)
 * comes together with the next one that did. Its rows are part of that one's state. If not all
 * writers handed theirs over, they are no state that ever was, and become visible with the next.
 */
final class StatisticsCommitter implements Committer<CheckpointChunks> {

    private final PatientStore store;

    /** Of checkpoints that were not complete; Flink commits a later one in the same breath. */
    private List<RowChunk> heldBack = List.of();

    StatisticsCommitter(PatientStore store) {
        this.store = store;
    }

    /**
     * Takes part before anything has been counted: no checkpoint completes while a task has not
     * begun to run, so a job that the store refuses leaves no checkpoint that another could go on
     * from. Waits for a store that is away.
     */
    void register() throws IOException {
        try {
            store.register();
        } catch (StoreRefusesException e) {
            throw new SuppressRestartsException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the store", e);
        }
    }

    @Override
    public void commit(Collection<CommitRequest<CheckpointChunks>> requests)
            throws InterruptedException {
        Map<Long, List<CheckpointChunks>> byCheckpoint = new TreeMap<>();
        for (CommitRequest<CheckpointChunks> request : requests) {
            CheckpointChunks chunks = request.getCommittable();
            byCheckpoint
                    .computeIfAbsent(chunks.checkpoint(), checkpoint -> new ArrayList<>())
                    .add(chunks);
        }
        for (Map.Entry<Long, List<CheckpointChunks>> checkpoint : byCheckpoint.entrySet()) {
            commit(checkpoint.getKey(), checkpoint.getValue());
        }
    }

    private void commit(long checkpoint, List<CheckpointChunks> parts) throws InterruptedException {
        List<RowChunk> chunks = new ArrayList<>(heldBack);
        long completeThroughMillis = Long.MAX_VALUE;
        for (CheckpointChunks part : parts) {
            completeThroughMillis =
                    Math.min(completeThroughMillis, part.written().watermarkMillis());
            chunks.addAll(part.written().chunks());
        }
        if (parts.stream().map(CheckpointChunks::writer).distinct().count()
                < parts.get(0).writers()) {
            heldBack = chunks;
            return;
        }
        try {
            store.publish(new Publication(checkpoint, completeThroughMillis, chunks));
        } catch (StoreRefusesException e) {
            throw new SuppressRestartsException(e);
        }
        heldBack = List.of();
    }

    @Override
    public void close() {
        store.close();
    }
}
