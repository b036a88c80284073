/**
 * How a run is configured: one table of options, layers that give their values, and the typed,
 * validated object that the job reads. Pure Java; knows nothing of Flink, Kafka or SQL, and holds
 * no secret.
 */
package io.sessionstats.options;
