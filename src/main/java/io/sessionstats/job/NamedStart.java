package io.sessionstats.job;

import io.sessionstats.usage.JobName;

/**
 * A start that names its job.
 *
 * @param timeMillis when it happened, epoch milliseconds
 */
public record NamedStart(long timeMillis, JobName jobName) {}
