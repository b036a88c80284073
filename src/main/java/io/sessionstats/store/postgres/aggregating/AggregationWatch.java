package io.sessionstats.store.postgres.aggregating;

import io.sessionstats.store.Aggregation;
import io.sessionstats.store.AggregationFailedException;
import io.sessionstats.store.postgres.ConnectionPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;

/**
 * Ends an aggregation whose time is over or whose thread is interrupted. A thread that waits for
 * the server hears of neither: a second one cancels its statements, until it gives up.
 */
final class AggregationWatch implements AutoCloseable {

    private static final long LOOK_MILLIS = 50;

    private final Thread watched = Thread.currentThread();
    private final ConnectionPool pool;
    private final Duration time;
    private final long deadlineNanos;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Connection> connections = new ArrayList<>();
    private boolean cancelled;
    private boolean done;

    AggregationWatch(ConnectionPool pool, Duration time) {
        this.pool = pool;
        this.time = time;
        this.deadlineNanos = System.nanoTime() + time.toNanos();
        Thread watcher = new Thread(this::watch, "aggregation-watch");
        watcher.setDaemon(true);
        watcher.start();
    }

    /** A connection out of the pool, given back when the watch closes. */
    Connection connection() throws SQLException {
        Connection connection = pool.connection();
        synchronized (this) {
            connections.add(connection);
        }
        return connection;
    }

    /**
     * To be called often, and when a statement has failed.
     *
     * @throws AggregationFailedException if the time is over
     * @throws InterruptedException if the thread was interrupted
     */
    void check() throws AggregationFailedException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted during an aggregation");
        }
        if (timeIsOver()) {
            throw tooLong();
        }
    }

    AggregationFailedException tooLong() {
        return new AggregationFailedException(
                Aggregation.State.TIMEOUT,
                "took longer than "
                        + time.toMillis() / 1000.0
                        + " s: ask for a shorter time range, fewer queues or fleets, or a longer"
                        + " period");
    }

    /** The work is done: the connections are as good as new. */
    synchronized void done() {
        done = true;
    }

    /**
     * Gives the connections back if the work is done. Else they are closed, whatever they are at:
     * one may be within a COPY, or about to be hit by a cancellation.
     */
    @Override
    public synchronized void close() {
        closed.countDown();
        for (Connection connection : connections) {
            if (!done || cancelled) {
                pool.discard(connection);
            } else {
                try {
                    connection.close();
                } catch (SQLException e) {
                    pool.discard(connection);
                }
            }
        }
    }

    private boolean timeIsOver() {
        return System.nanoTime() - deadlineNanos >= 0;
    }

    private void watch() {
        try {
            while (!closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (watched.isInterrupted() || timeIsOver()) {
                    cancel();
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody knows this thread", e);
        }
    }

    private synchronized void cancel() {
        if (closed.getCount() == 0) {
            return;
        }
        cancelled = true;
        for (Connection connection : connections) {
            try {
                connection.unwrap(PGConnection.class).cancelQuery();
            } catch (SQLException e) {
                // The next look tries again.
            }
        }
    }
}
