/**
 * Bytes of a Kafka record to a session event, or to a rejection with its reason. Knows nothing of
 * Flink; never throws for what a record holds.
 */
package io.sessionstats.ingest;
