/**
 * The streaming job: from Kafka through shards of sessions, devices, scopes and usage cells to the
 * store. Operators keep state and time, and compute nothing: that is done in {@link
 * io.sessionstats.pairing}, {@link io.sessionstats.ledger} and {@link io.sessionstats.usage}. Of
 * the packages that count, the only one that knows Flink and Kafka.
 */
package io.sessionstats.job;
