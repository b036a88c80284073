package io.sessionstats.store;

import java.io.IOException;

/**
 * Keeps what the job publishes. Everything that it shows is the content of completed checkpoints.
 *
 * <p>One thread at a time calls it; only {@link #close} may be called while another call is
 * underway. An exception other than the declared ones is a defect of the program or a store that
 * somebody has altered: nothing has become visible, and trying again helps only after somebody has
 * looked.
 */
public interface StatisticsStore extends AutoCloseable {

    /**
     * Registers a job as the one that may publish from now on, and checks that its settings agree
     * with the stored data. Must have succeeded before {@link #publish}.
     *
     * <p>A job id that the store has not seen takes the next generation. Calling again with the
     * same job id changes nothing, with one exception: if the job starts from an earlier checkpoint
     * than the latest that it has published (clusters that give every start the same job id do
     * that), its checkpoints count anew and it takes the next generation, too.
     *
     * @param restoredCheckpoint the checkpoint that the job carries on from, 0 if from none
     * @return the job's generation, 1 or more
     * @throws StoreRefusesException if a newer job has taken over, the settings differ, or the job
     *     has state and the store none of what it has published, or the other way round; trying
     *     again is no use
     * @throws IOException if the store cannot be used for now
     */
    long register(String jobId, long restoredCheckpoint, StoreSettings settings)
            throws IOException, StoreRefusesException;

    /**
     * Makes a checkpoint's rows visible in one transaction. Checkpoints of a generation must come
     * in order: one that is not after the latest published changes nothing, so that publishing
     * again is safe.
     *
     * @param generation what {@link #register} answered
     * @throws StoreRefusesException if a newer job has taken over; trying again is no use
     * @throws IOException if the store cannot be used for now; nothing has become visible, or all
     *     of it has
     */
    void publish(long generation, Publication publication)
            throws IOException, StoreRefusesException;

    /** Ends a call that is underway in another thread, which then fails. */
    @Override
    void close();
}
