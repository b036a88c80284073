/**
 * Bytes of a Kafka record to a session event, or to a rejection with its reason; and, by the same
 * rules, those of a file to a rate card. Knows nothing of Flink; never throws for what a record
 * holds.
 */
package io.sessionstats.ingest;
