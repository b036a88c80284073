package io.sessionstats.store;

import io.sessionstats.calendar.ScopeZones;
import java.io.IOException;

/**
 * Keeps what the job publishes. Everything that it shows is the content of completed checkpoints.
 */
public interface StatisticsStore extends AutoCloseable {

    /**
     * Registers a job as the one that may publish from now on, and checks that its settings agree
     * with the stored data. A job id that the store has not seen takes the next generation; calling
     * again with the same job id changes nothing.
     *
     * @return the job's generation, 1 or more
     * @throws StoreRefusesException if a newer job has taken over, or the settings differ; trying
     *     again is no use
     * @throws IOException if the store cannot be reached for now
     */
    long register(String jobId, ScopeZones zones) throws IOException, StoreRefusesException;

    /**
     * Makes a checkpoint's rows visible in one transaction. Publishing it again changes nothing.
     *
     * @param generation what {@link #register} answered
     * @throws StoreRefusesException if a newer job has taken over; trying again is no use
     * @throws IOException if the store cannot be reached for now; nothing has become visible, or
     *     all of it has
     */
    void publish(long generation, Publication publication)
            throws IOException, StoreRefusesException;

    @Override
    void close();
}
