package io.sessionstats.job;

/**
 * Rows that become visible when a checkpoint has completed.
 *
 * @param checkpoint Flink's checkpoint id
 * @param writer which writer handed them over, from 0
 * @param writers how many there are: all of them hand something over for a checkpoint that
 *     completes
 */
record CheckpointChunks(long checkpoint, int writer, int writers, WrittenChunks written) {}
