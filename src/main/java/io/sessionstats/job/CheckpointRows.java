package io.sessionstats.job;

/**
 * Rows that become visible when a checkpoint has completed.
 *
 * @param checkpoint Flink's checkpoint id
 */
record CheckpointRows(long checkpoint, WrittenRows written) {}
