package io.sessionstats.bench;

import io.sessionstats.local.LocalServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** A reader of the database that looks, again and again, how many probes it shows. */
final class VisibleProbes implements AutoCloseable {

    /** How much too late a probe may be seen. */
    static final long RESOLUTION_MILLIS = 20;

    private static final String SQL =
            "SELECT coalesce(sum(started), 0)::bigint FROM "
                    + LiveJob.SCHEMA
                    + ".scope_bucket WHERE scope = ? AND period = 'HOUR'";

    private final String url;
    private final Probes probes;
    private final Thread thread = new Thread(this::read, "visible-probes");
    private volatile boolean closed;

    VisibleProbes(String url, Probes probes) {
        this.url = url;
        this.probes = probes;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        while (!closed) {
            try (Connection connection =
                            DriverManager.getConnection(url, LocalServers.POSTGRES_USER, "");
                    PreparedStatement statement = connection.prepareStatement(SQL)) {
                statement.setString(1, Probes.SCOPE);
                while (!closed) {
                    try (ResultSet rows = statement.executeQuery()) {
                        rows.next();
                        probes.seen(rows.getLong(1), System.currentTimeMillis());
                    }
                    TimeUnit.MILLISECONDS.sleep(RESOLUTION_MILLIS);
                }
            } catch (SQLException e) {
                // The job has not made its tables yet.
                sleep();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void sleep() {
        try {
            TimeUnit.MILLISECONDS.sleep(RESOLUTION_MILLIS);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
