package io.sessionstats.usage;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the jobs of one shard are called: each as its latest start that names it. Names that have
 * changed are handed out once. Not for use by several threads.
 */
public final class JobNames {

    private final Map<JobKey, Latest> names = new HashMap<>();

    private record JobKey(String farmId, String jobId) {

        @Override
        public int hashCode() {
            return 31 * farmId.hashCode() + jobId.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof JobKey that
                    && jobId.equals(that.jobId)
                    && farmId.equals(that.farmId);
        }
    }

    private static final class Latest {
        private long timeMillis;
        private String name;
        private boolean told;
    }

    /**
     * A start names its job. Of several at the same instant the name counts that is last in the
     * order of strings.
     *
     * @param timeMillis when it happened, epoch milliseconds
     */
    public void named(long timeMillis, JobName job) {
        Latest latest =
                names.computeIfAbsent(
                        new JobKey(job.farmId(), job.jobId()), unseen -> new Latest());
        boolean later =
                latest.name == null
                        || timeMillis > latest.timeMillis
                        || (timeMillis == latest.timeMillis
                                && job.name().compareTo(latest.name) > 0);
        if (later) {
            latest.told &= job.name().equals(latest.name);
            latest.timeMillis = timeMillis;
            latest.name = job.name();
        }
    }

    /** Tells the names that have changed since they were told. */
    public void tell(Consumer<JobName> listener) {
        names.forEach(
                (job, latest) -> {
                    if (!latest.told) {
                        listener.accept(new JobName(job.farmId, job.jobId, latest.name));
                        latest.told = true;
                    }
                });
    }

    /**
     * Forgets the names by starts before an instant, if they have been told.
     *
     * @return the time of the earliest start that is left; {@link Long#MAX_VALUE} if none is
     */
    public long forgetBefore(long millis) {
        names.values().removeIf(latest -> latest.told && latest.timeMillis < millis);
        return names.values().stream()
                .mapToLong(latest -> latest.timeMillis)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    public boolean isEmpty() {
        return names.isEmpty();
    }

    /** How many names there are. */
    public int size() {
        return names.size();
    }

    /** Is given each name, to be kept. */
    public interface Keeper {

        /**
         * A name that is to be kept.
         *
         * @param timeMillis when the start happened that gave it, epoch milliseconds
         * @param told whether it has been told
         */
        void name(JobName name, long timeMillis, boolean told);
    }

    /** Gives each name. */
    public void keep(Keeper keeper) {
        names.forEach(
                (job, latest) ->
                        keeper.name(
                                new JobName(job.farmId, job.jobId, latest.name),
                                latest.timeMillis,
                                latest.told));
    }

    /** Takes a name that was kept. */
    public void restore(JobName name, long timeMillis, boolean told) {
        Latest latest = new Latest();
        latest.timeMillis = timeMillis;
        latest.name = name.name();
        latest.told = told;
        names.put(new JobKey(name.farmId(), name.jobId()), latest);
    }
}
