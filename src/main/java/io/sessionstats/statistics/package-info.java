/**
 * What the numbers of a bucket are, of a scope and of a device, and how those of several buckets
 * make the numbers of a range. Plain values and pure functions: no clock, no I/O; knows nothing of
 * Flink, JSON or SQL.
 */
package io.sessionstats.statistics;
