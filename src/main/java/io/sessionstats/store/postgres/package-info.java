/**
 * The store in PostgreSQL, 14 or newer: how to get to it, its schema, and when a failure is worth
 * another try. With its rooms the only package that speaks SQL; knows nothing of Flink.
 */
package io.sessionstats.store.postgres;
