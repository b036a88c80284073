package io.sessionstats.job;

import io.sessionstats.store.ChangedRow;
import io.sessionstats.store.Publication;
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
 * is published together with the next one that did, before it: its rows are part of that one's
 * state, so they too are never taken back.
 */
final class StatisticsCommitter implements Committer<CheckpointRows> {

    private final PatientStore store;

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
    public void commit(Collection<CommitRequest<CheckpointRows>> requests)
            throws InterruptedException {
        Map<Long, List<WrittenRows>> byCheckpoint = new TreeMap<>();
        for (CommitRequest<CheckpointRows> request : requests) {
            CheckpointRows rows = request.getCommittable();
            byCheckpoint
                    .computeIfAbsent(rows.checkpoint(), checkpoint -> new ArrayList<>())
                    .add(rows.written());
        }
        for (Map.Entry<Long, List<WrittenRows>> checkpoint : byCheckpoint.entrySet()) {
            try {
                store.publish(publication(checkpoint.getKey(), checkpoint.getValue()));
            } catch (StoreRefusesException e) {
                throw new SuppressRestartsException(e);
            }
        }
    }

    private static Publication publication(long checkpoint, List<WrittenRows> parts) {
        long completeThroughMillis = Long.MAX_VALUE;
        List<ChangedRow> rows = new ArrayList<>();
        for (WrittenRows part : parts) {
            completeThroughMillis = Math.min(completeThroughMillis, part.watermarkMillis());
            rows.addAll(part.rows());
        }
        return new Publication(checkpoint, completeThroughMillis, rows);
    }

    @Override
    public void close() {
        store.close();
    }
}
