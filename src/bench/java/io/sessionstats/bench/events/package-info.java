/**
 * Sessions that are made up for the benchmark, the same for the same options and seed. Knows how an
 * event is written, and nothing of Kafka, Flink or the job.
 */
package io.sessionstats.bench.events;
