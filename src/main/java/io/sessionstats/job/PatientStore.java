package io.sessionstats.job;

import io.sessionstats.store.Publication;
import io.sessionstats.store.StatisticsStore;
import io.sessionstats.store.StatisticsStoreFactory;
import io.sessionstats.store.StoreRefusesException;
import io.sessionstats.store.StoreSettings;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that is waited for. It registers the job first, and tries as often as it takes while the
 * store cannot be used; only an interrupt ends that, and at once: the store is called in a thread
 * of its own, since a thread that waits for a database hears no interrupt.
 */
final class PatientStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PatientStore.class);

    /** An outage is told at its start, then every so often. */
    private static final long MILLIS_BETWEEN_WARNINGS = 60_000;

    private final StatisticsStoreFactory factory;
    private final StoreSettings settings;
    private final String jobId;
    private final long restoredCheckpoint;
    private final RetryDelays delays;

    private StatisticsStore store;
    private ExecutorService caller;
    private long generation;

    PatientStore(
            StatisticsStoreFactory factory,
            StoreSettings settings,
            String jobId,
            long restoredCheckpoint,
            RetryDelays delays) {
        this.factory = factory;
        this.settings = settings;
        this.jobId = jobId;
        this.restoredCheckpoint = restoredCheckpoint;
        this.delays = delays;
    }

    /** Registers the job, unless that is done. */
    void register() throws InterruptedException, StoreRefusesException {
        if (store == null) {
            open();
        }
        if (generation == 0) {
            generation =
                    patiently(
                            "register job " + jobId,
                            () -> store.register(jobId, restoredCheckpoint, settings));
            LOG.info("Job {} publishes as generation {}", jobId, generation);
        }
    }

    void publish(Publication publication) throws InterruptedException, StoreRefusesException {
        register();
        patiently(
                "publish checkpoint " + publication.checkpoint(),
                () -> {
                    store.publish(generation, publication);
                    return null;
                });
    }

    private void open() {
        store = factory.open();
        caller =
                Executors.newSingleThreadExecutor(
                        task -> {
                            Thread thread = new Thread(task, "statistics-store");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    private interface Call<T> {
        T answer() throws IOException, StoreRefusesException;
    }

    private <T> T patiently(String what, Call<T> call)
            throws InterruptedException, StoreRefusesException {
        int failures = 0;
        long waitedMillis = 0;
        long warnAtMillis = 0;
        while (true) {
            try {
                T answer = await(call);
                if (failures > 0) {
                    LOG.info("Could {} at attempt {}", what, failures + 1);
                }
                return answer;
            } catch (IOException e) {
                failures++;
                if (waitedMillis >= warnAtMillis) {
                    LOG.warn(
                            "Could not {}, attempt {}; will try again until it succeeds",
                            what,
                            failures,
                            e);
                    warnAtMillis = waitedMillis + MILLIS_BETWEEN_WARNINGS;
                }
                long delayMillis = delays.millisAfter(failures);
                Thread.sleep(delayMillis);
                waitedMillis += delayMillis;
            }
        }
    }

    private <T> T await(Call<T> call)
            throws IOException, InterruptedException, StoreRefusesException {
        Future<T> answer = caller.submit(call::answer);
        try {
            return answer.get();
        } catch (InterruptedException e) {
            close();
            throw e;
        } catch (ExecutionException e) {
            Throwable failure = e.getCause();
            if (failure instanceof IOException passing) {
                throw passing;
            }
            if (failure instanceof StoreRefusesException refusal) {
                throw refusal;
            }
            throw new IllegalStateException("the store failed unexpectedly", failure);
        }
    }

    /** Does not wait for a call that is underway. */
    @Override
    public void close() {
        if (store != null) {
            store.close();
            caller.shutdownNow();
        }
    }
}
