package io.sessionstats.store.postgres;

import io.sessionstats.store.ChangedRow;
import io.sessionstats.usage.JobName;
import java.util.Comparator;
import java.util.List;

/** What jobs are called: table {@code job_name}. */
final class JobNameRows extends PublishedRows<JobName> {

    private static final Comparator<JobName> KEY_ORDER =
            Comparator.comparing(JobName::farmId).thenComparing(JobName::jobId);

    JobNameRows() {
        super("job_name", List.of("farm_id", "job_id"), KEY_ORDER, List.of("name"));
    }

    @Override
    JobName valuesOf(ChangedRow row) {
        return row.jobName();
    }

    @Override
    void write(JobName values, CopyText text) {
        text.string(values.farmId()).string(values.jobId()).string(values.name());
    }
}
