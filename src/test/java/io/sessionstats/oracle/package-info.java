/**
 * A naive recomputation of every number from the raw events, written from the meaning of the
 * numbers alone, and random streams of events to feed it and the job with. It shares nothing with
 * the code that it judges but the values that both speak of; it knows nothing of Kafka, Flink or
 * SQL.
 */
package io.sessionstats.oracle;
