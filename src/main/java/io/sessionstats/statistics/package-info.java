/**
 * What is counted: contributions of sessions, and the tallies that they add up to. No clock, no
 * I/O, and only {@link io.sessionstats.statistics.DeviceBucket} changes in place; knows nothing of
 * Flink, JSON or SQL.
 */
package io.sessionstats.statistics;
