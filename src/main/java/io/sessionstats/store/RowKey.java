package io.sessionstats.store;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.session.Scope;
import io.sessionstats.usage.UsageKey;

/** Which row of the store: rows with equal keys are versions of the same row. */
public sealed interface RowKey {

    /** The key of a scope's numbers in one bucket. */
    record ScopeBucket(Scope scope, Bucket bucket) implements RowKey {}

    /** The key of a device's numbers in one bucket. */
    record DeviceBucket(Scope scope, String deviceId, Bucket bucket) implements RowKey {}

    /** The key of a usage cell. */
    record Cell(UsageKey usageKey, long startSlot, long endSlot) implements RowKey {}

    /** The key of a job's name. */
    record NameOfJob(String farmId, String jobId) implements RowKey {}
}
