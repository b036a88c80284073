package io.sessionstats.store;

import io.sessionstats.usage.UsageGrain;
import io.sessionstats.usage.UsageQuery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps aggregations of usage: their requests, their states, and for a time their results. Several
 * servers may share one; any thread may call it.
 *
 * <p>An aggregation belongs to the server that started it, for as long as that says that it {@link
 * #live}s. Each method throws {@link IOException} if the store cannot be used for now; nothing has
 * changed then, or all of it has.
 */
public interface AggregationStore {

    /** The grid that usage is kept on; empty until a job has registered. */
    Optional<UsageGrain> usageGrain() throws IOException;

    /**
     * 64 hex digits that all servers of the store share and nobody else knows, always the same: the
     * first call makes them.
     */
    String secret() throws IOException;

    /** Whether anything has been counted for a farm. */
    boolean knowsFarm(String farmId) throws IOException;

    /**
     * Adds an aggregation in progress, unless the farm has one, or the same call has added one
     * before: all of that at once, whatever other servers do.
     */
    Start start(NewAggregation aggregation) throws IOException;

    /** An aggregation of that farm that has not expired. */
    Optional<Aggregation> find(String farmId, String aggregationId) throws IOException;

    /**
     * Rows of a completed aggregation, in their order.
     *
     * @param afterPosition the first row has position 1, so 0 is before all
     */
    List<AggregationRow> rows(String aggregationId, long afterPosition, int limit)
            throws IOException;

    /**
     * Answers the query from one snapshot of the store and completes the aggregation with the
     * result: both become visible together.
     *
     * @throws AggregationFailedException if it is too large or has taken too long; the state is for
     *     the caller to set with {@link #end}
     * @throws InterruptedException if the thread was interrupted
     */
    void run(String aggregationId, UsageQuery query, AggregationLimits limits)
            throws IOException, AggregationFailedException, InterruptedException;

    /** Ends an aggregation of this server's that is in progress; of any other, changes nothing. */
    void end(String aggregationId, Aggregation.State state, String message) throws IOException;

    /** Says that this server lives, and will again before {@code lease} is over. */
    void live(Duration lease) throws IOException;

    /**
     * Takes over aggregations whose server lives no longer. One that has been tried {@code
     * triesMax} times ends as FAILED instead, with a message.
     *
     * @return those that are this server's from now on
     */
    List<Aggregation> takeOver(int triesMax) throws IOException;

    /**
     * Deletes what has expired, with its results.
     *
     * @return how many aggregations
     */
    int deleteExpired() throws IOException;

    /**
     * An aggregation to be added.
     *
     * @param aggregationId 32 lower-case hex digits that nobody can guess
     * @param accessKeyId whose call it is
     * @param invocationId the client's id of the call, the same in each of its retries; null if it
     *     has none
     * @param request what was asked, in the words of the face that runs it
     * @param expiresAt when it is to be deleted
     */
    record NewAggregation(
            String aggregationId,
            String farmId,
            String accessKeyId,
            String invocationId,
            String request,
            Instant expiresAt) {}

    /** What became of a start. */
    sealed interface Start {
        /** It was added. */
        record Added() implements Start {}

        /** The same call has added one before, for the same farm and request. */
        record Repeated(String aggregationId) implements Start {}

        /** The farm has one in progress. */
        record Busy() implements Start {}
    }
}
