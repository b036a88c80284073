package io.sessionstats.job;

import io.sessionstats.usage.JobName;

/**
 * What a start names its job.
 *
 * @param keyHigh the first half of a hash of farm and job
 * @param startMillis when the start happened, epoch milliseconds
 */
record NamedJob(long keyHigh, long startMillis, JobName name) {}
