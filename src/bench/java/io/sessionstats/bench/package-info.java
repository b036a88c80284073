/**
 * {@code jobs/bench}: what an event costs in the job, beside the least that a Flink job can cost
 * and beside Flink SQL, and how soon a record is visible. Every contender has a JVM of its own and
 * reads the same topic of the same broker; the job runs as {@code jobs/local} and {@code
 * flink-conf/} configure it. Not part of the product: nothing there knows of it.
 */
package io.sessionstats.bench;
