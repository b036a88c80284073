package io.sessionstats.api;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that faces answer on, and the requests that wait for one; both bounded. */
final class FacePool {

    private final ThreadPoolExecutor executor;

    FacePool(int threads, int waitingMax) {
        AtomicInteger number = new AtomicInteger();
        executor =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        1,
                        TimeUnit.MINUTES,
                        new ArrayBlockingQueue<>(waitingMax),
                        work -> {
                            Thread thread =
                                    new Thread(work, "api-face-" + number.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
        executor.allowCoreThreadTimeOut(true);
    }

    /** Runs the work on one of the threads; false if too much waits already. */
    boolean tryRun(Runnable work) {
        try {
            executor.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    int busyThreads() {
        return executor.getActiveCount();
    }

    int waiting() {
        return executor.getQueue().size();
    }

    /** Interrupts what still runs. */
    void stop() {
        executor.shutdownNow();
    }
}
