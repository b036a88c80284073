package io.sessionstats.job;

import io.sessionstats.store.Publication;
import io.sessionstats.store.StatisticsStore;
import io.sessionstats.store.StoreRefusesException;
import io.sessionstats.store.StoreSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A store that notes what it is told, and is out of reach, refuses or hangs as a test wishes. */
final class RecordingStore implements StatisticsStore {

    /** One line for each call that reached the store: {@code register …} or {@code publish …}. */
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    final List<Publication> publications = Collections.synchronizedList(new ArrayList<>());

    /** How many of the next calls fail for now. */
    int failures;

    /** How many calls have failed for now. */
    int failed;

    String refusal;
    boolean hangs;
    final CountDownLatch hanging = new CountDownLatch(1);
    final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public long register(String jobId, long restoredCheckpoint, StoreSettings settings)
            throws IOException, StoreRefusesException {
        call("register " + jobId + " " + restoredCheckpoint);
        return 3;
    }

    @Override
    public void publish(long generation, Publication publication)
            throws IOException, StoreRefusesException {
        call("publish " + generation + " " + publication.checkpoint());
        publications.add(publication);
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void call(String call) throws IOException, StoreRefusesException {
        if (hangs) {
            hanging.countDown();
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("closed");
        }
        if (failures > 0) {
            failures--;
            failed++;
            throw new IOException("out of reach");
        }
        calls.add(call);
        if (refusal != null) {
            throw new StoreRefusesException(refusal);
        }
    }
}
