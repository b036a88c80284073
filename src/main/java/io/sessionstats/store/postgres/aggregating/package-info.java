/**
 * Aggregations of usage as the API servers run and keep them. Reads what has been published, and
 * writes nothing but aggregations and their results.
 */
package io.sessionstats.store.postgres.aggregating;
