package io.sessionstats.local;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The parts of a run that have been started, in order; they are stopped in the reverse order, once,
 * whoever asks for it. A part that is just starting is waited for, and none starts after that.
 */
final class RunningParts {

    private static final long STOP_SECONDS_MAX = 20;

    private static final long STARTING_SECONDS_MAX = 5;
    private static final long MOMENT_MILLIS = 300;

    private record Part(String name, AutoCloseable closeable) {}

    private final Terminal terminal;
    private final ReentrantLock starting = new ReentrantLock();
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Deque<Part> parts = new ArrayDeque<>();
    private volatile Thread startingThread;
    private final AtomicBoolean stopping = new AtomicBoolean();

    RunningParts(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Starts a part.
     *
     * @throws InterruptedException if the run is being stopped
     */
    <T extends AutoCloseable> T start(String name, Callable<T> part) throws Exception {
        starting.lock();
        try {
            if (stopping.get()) {
                throw new InterruptedException("the run is being stopped");
            }
            startingThread = Thread.currentThread();
            T started = part.call();
            parts.push(new Part(name, started));
            return started;
        } finally {
            startingThread = null;
            starting.unlock();
        }
    }

    /**
     * Stops all parts; when that is being done already, waits for it.
     *
     * @return whether this call has stopped them
     */
    boolean stop() throws InterruptedException {
        if (stopping.getAndSet(true)) {
            stopped.await(5 * STOP_SECONDS_MAX, TimeUnit.SECONDS);
            return false;
        }
        stopRequested.countDown();
        awaitNoneStarting();
        try {
            if (!onlyDirectory()) {
                terminal.say("stopping");
            }
            for (Part part : parts) {
                stop(part);
            }
        } finally {
            starting.unlock();
            stopped.countDown();
        }
        return true;
    }

    /** Whether nothing has been started that a person has been told of. */
    boolean onlyDirectory() {
        return parts.size() <= 1;
    }

    /**
     * Takes the lock. Ctrl-C also reaches the programs that a part is just running, so what it
     * waits for may never come: then its thread is interrupted.
     */
    private void awaitNoneStarting() throws InterruptedException {
        while (!starting.tryLock(STARTING_SECONDS_MAX, TimeUnit.SECONDS)) {
            Thread thread = startingThread;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /**
     * Whether the run is being stopped. Ctrl-C may break what is just starting a moment before it
     * is known here, so that moment is waited for.
     */
    boolean isStopping() throws InterruptedException {
        return stopRequested.await(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void stop(Part part) throws InterruptedException {
        Thread closing =
                new Thread(
                        () -> {
                            try {
                                part.closeable.close();
                            } catch (Exception e) {
                                terminal.say(part.name + " did not stop cleanly: " + e);
                            }
                        },
                        "stop-" + part.name);
        closing.setDaemon(true);
        closing.start();
        closing.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS_MAX));
        if (closing.isAlive()) {
            terminal.say(part.name + " has not stopped in " + STOP_SECONDS_MAX + " s");
        }
    }
}
