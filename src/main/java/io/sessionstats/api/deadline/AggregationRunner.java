package io.sessionstats.api.deadline;

import io.sessionstats.store.Aggregation;
import io.sessionstats.store.Aggregation.State;
import io.sessionstats.store.AggregationFailedException;
import io.sessionstats.store.AggregationStore;
import io.sessionstats.store.AggregationStore.NewAggregation;
import io.sessionstats.store.AggregationStore.Start;
import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsageQuery;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs aggregations on a few threads, and sees to it that each one ends: what fails, times out or
 * is still running at a stop is ended in the store with a message, again and again while the store
 * cannot be used; what was left behind by a server that died is taken over. A second clock's thread
 * deletes what has expired, so that a long deletion never keeps this server from saying that it
 * lives.
 */
public final class AggregationRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AggregationRunner.class);

    private static final String STOPPED = "The server stopped; start it again";
    private static final String STORE_FAILED = "The statistics could not be read; start it again";
    private static final String DEFECT = "The server has a fault";

    private final AggregationStore store;
    private final RunnerSettings settings;
    private final ThreadPoolExecutor pool;
    private final ScheduledThreadPoolExecutor clock;

    /** One for each aggregation that runs or waits; those that were taken over need none. */
    private final Semaphore places;

    /** What was submitted and is not through. */
    private final Set<String> atWork = ConcurrentHashMap.newKeySet();

    /** What is still to be ended in the store, by aggregation. */
    private final Map<String, End> ends = new ConcurrentHashMap<>();

    private final StoreOutage pulseOutage = new StoreOutage(LOG, "aggregations are looked after");
    private final StoreOutage cleaningOutage = new StoreOutage(LOG, "what has expired is deleted");
    private volatile boolean stopping;

    /** Until when the lease is good enough to start under it, by {@link System#nanoTime}. */
    private volatile long livesUntilNanos = System.nanoTime();

    private record End(State state, String message) {}

    public AggregationRunner(AggregationStore store, RunnerSettings settings) {
        this.store = store;
        this.settings = settings;
        this.places = new Semaphore(settings.threads() + settings.waitingMax());
        this.pool =
                new ThreadPoolExecutor(
                        settings.threads(),
                        settings.threads(),
                        1,
                        TimeUnit.MINUTES,
                        new LinkedBlockingQueue<>(),
                        threads("aggregation-"));
        pool.allowCoreThreadTimeOut(true);
        this.clock = new ScheduledThreadPoolExecutor(2, threads("aggregation-clock-"));
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Begins to look after the store's aggregations; without it, only those of this server run. */
    public void open() {
        schedule(this::pulse, settings.pulse().toMillis());
        schedule(this::clean, settings.cleaning().toMillis());
    }

    /**
     * Adds an aggregation to the store and runs it, if the store takes it.
     *
     * @throws DeadlineFault if too many are running
     */
    Start start(NewAggregation aggregation, UsageQuery query) throws DeadlineFault, IOException {
        if (stopping || !places.tryAcquire()) {
            throw DeadlineFault.throttled("The server runs as many aggregations as it can", 1);
        }
        boolean added = false;
        try {
            if (System.nanoTime() - livesUntilNanos >= 0) {
                live();
            }
            Start start = add(aggregation);
            added = start instanceof Start.Added;
            if (added) {
                submit(new Work(aggregation.aggregationId(), query, true));
            }
            return start;
        } finally {
            if (!added) {
                places.release();
            }
        }
    }

    private Start add(NewAggregation aggregation) throws IOException {
        try {
            return store.start(aggregation);
        } catch (IOException | RuntimeException e) {
            // It may have been added all the same, but its caller will never hear of it
            ends.put(aggregation.aggregationId(), new End(State.FAILED, STORE_FAILED));
            throw e;
        }
    }

    private void submit(Work work) {
        atWork.add(work.aggregationId);
        try {
            pool.execute(work);
        } catch (RejectedExecutionException e) {
            work.stop();
        }
    }

    /** What the clock does most often; a test may do it, too. */
    void pulse() {
        try {
            live();
            endAll();
            if (!stopping) {
                takeOver();
            }
            pulseOutage.over();
        } catch (IOException | RuntimeException e) {
            pulseOutage.log(e);
        }
    }

    /** What the clock does less often; a test may do it, too. */
    void clean() {
        try {
            store.deleteExpired();
            cleaningOutage.over();
        } catch (IOException | RuntimeException e) {
            cleaningOutage.log(e);
        }
    }

    /** How many aggregations run or wait on this server: a gauge for the metrics. */
    public int atWork() {
        return atWork.size();
    }

    private void live() throws IOException {
        long nowNanos = System.nanoTime();
        store.live(settings.lease());
        livesUntilNanos = nowNanos + settings.lease().toNanos() / 2;
    }

    private void takeOver() throws IOException {
        for (Aggregation aggregation : store.takeOver(settings.triesMax())) {
            String id = aggregation.aggregationId();
            if (atWork.contains(id)) {
                continue;
            }
            LOG.info("aggregation {} is taken over from a server that is gone", id);
            try {
                UsageGrain grain = store.usageGrain().orElse(UsageGrain.DEFAULT);
                AggregationRequest request = StoredRequest.parse(aggregation.request());
                submit(new Work(id, request.query(grain), false));
            } catch (IOException | RuntimeException e) {
                LOG.warn("aggregation {} cannot be taken over", id, e);
                end(id, State.FAILED, "It was not finished before its server was gone");
            }
        }
    }

    /** Ends an aggregation in the store, now or when the store can be used again. */
    private void end(String aggregationId, State state, String message) {
        ends.put(aggregationId, new End(state, message));
        try {
            endInStore(aggregationId);
        } catch (IOException | RuntimeException e) {
            LOG.warn("aggregation {} cannot be ended for now", aggregationId, e);
        }
    }

    private void endAll() throws IOException {
        for (String aggregationId : ends.keySet()) {
            endInStore(aggregationId);
        }
    }

    private void endInStore(String aggregationId) throws IOException {
        End end = ends.get(aggregationId);
        if (end != null) {
            store.end(aggregationId, end.state, end.message);
            ends.remove(aggregationId);
        }
    }

    /**
     * Takes no more, lets what is running finish for a moment, then interrupts it; whatever is not
     * completed then is ended.
     */
    @Override
    public void close() {
        stopping = true;
        pool.shutdown();
        if (!isThrough(pool)) {
            for (Runnable waiting : pool.shutdownNow()) {
                ((Work) waiting).stop();
            }
            isThrough(pool);
        }
        clock.shutdownNow();
        isThrough(clock);
        try {
            endAll();
        } catch (IOException | RuntimeException e) {
            LOG.warn("aggregations are left in progress for other servers to end: {}", ends, e);
        }
    }

    private boolean isThrough(ThreadPoolExecutor executor) {
        try {
            return executor.awaitTermination(
                    settings.stopTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void schedule(Runnable work, long periodMillis) {
        var unused = clock.scheduleWithFixedDelay(work, 0, periodMillis, TimeUnit.MILLISECONDS);
    }

    private static ThreadFactory threads(String name) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** One aggregation to be run. */
    private final class Work implements Runnable {

        private final String aggregationId;
        private final UsageQuery query;
        private final boolean hasPlace;

        Work(String aggregationId, UsageQuery query, boolean hasPlace) {
            this.aggregationId = aggregationId;
            this.query = query;
            this.hasPlace = hasPlace;
        }

        @Override
        public void run() {
            try {
                store.run(aggregationId, query, settings.limits());
            } catch (AggregationFailedException e) {
                end(aggregationId, e.state(), e.getMessage());
            } catch (InterruptedException e) {
                // The thread has nothing more to do than to say so
                end(aggregationId, State.FAILED, STOPPED);
            } catch (IOException e) {
                LOG.warn("aggregation {} failed", aggregationId, e);
                end(aggregationId, State.FAILED, stopping ? STOPPED : STORE_FAILED);
            } catch (RuntimeException | Error e) {
                LOG.error("aggregation {} failed", aggregationId, e);
                end(aggregationId, State.FAILED, DEFECT);
            } finally {
                through();
            }
        }

        /** It will not be run. */
        void stop() {
            end(aggregationId, State.FAILED, STOPPED);
            through();
        }

        private void through() {
            atWork.remove(aggregationId);
            if (hasPlace) {
                places.release();
            }
        }
    }
}
