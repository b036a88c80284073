/**
 * Everything on one machine in one process: a Kafka broker, a PostgreSQL server, Flink with the
 * job, and a demo. Knows how these are started and stopped, and nothing of what the job does; not
 * part of the job jar.
 */
package io.sessionstats.local;
