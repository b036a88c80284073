package io.sessionstats.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;

/**
 * The open connections, and since when each has waited for the head of a request. Half-open heads,
 * however many and however slowly they trickle, cannot keep others out: when there are too many
 * connections, the one that has waited longest gives way, and each waits for so long at most.
 */
final class OpenConnections implements Connection.Listener {

    private final int connectionsMax;
    private final long headTimeoutNanos;
    private final LongSupplier nanoClock;
    private final Runnable onEviction;
    private final Runnable onHeadTimeout;

    private final Set<Connection> open = new HashSet<>();

    /** Those that no request is in progress on, the one that has waited longest first. */
    private final Map<Connection, Long> waitingSinceNanos = new LinkedHashMap<>();

    OpenConnections(
            int connectionsMax,
            Duration headTimeout,
            LongSupplier nanoClock,
            Runnable onEviction,
            Runnable onHeadTimeout) {
        this.connectionsMax = connectionsMax;
        this.headTimeoutNanos = headTimeout.toNanos();
        this.nanoClock = nanoClock;
        this.onEviction = onEviction;
        this.onHeadTimeout = onHeadTimeout;
    }

    @Override
    public void onOpened(Connection connection) {
        Connection evicted = null;
        synchronized (this) {
            open.add(connection);
            waitingSinceNanos.put(connection, nanoClock.getAsLong());
            if (open.size() > connectionsMax) {
                evicted = waitingSinceNanos.keySet().iterator().next();
                forget(evicted);
            }
        }
        if (evicted != null) {
            onEviction.run();
            close(evicted);
        }
    }

    @Override
    public synchronized void onClosed(Connection connection) {
        forget(connection);
    }

    /** A whole head has come in. */
    synchronized void requestBegins(Connection connection) {
        waitingSinceNanos.remove(connection);
    }

    /** The answer is about to be sent to its end; the next head may come. */
    synchronized void requestEnds(Connection connection) {
        if (open.contains(connection)) {
            waitingSinceNanos.put(connection, nanoClock.getAsLong());
        }
    }

    synchronized int count() {
        return open.size();
    }

    /** Closes the connections that have waited too long for a head. */
    void closeOverdue() {
        List<Connection> overdue = new ArrayList<>();
        synchronized (this) {
            long now = nanoClock.getAsLong();
            for (Map.Entry<Connection, Long> waiting : waitingSinceNanos.entrySet()) {
                if (now - waiting.getValue() < headTimeoutNanos) {
                    break;
                }
                overdue.add(waiting.getKey());
            }
            overdue.forEach(this::forget);
        }
        for (Connection connection : overdue) {
            onHeadTimeout.run();
            close(connection);
        }
    }

    private void forget(Connection connection) {
        open.remove(connection);
        waitingSinceNanos.remove(connection);
    }

    private static void close(Connection connection) {
        connection.getEndPoint().close();
    }
}
