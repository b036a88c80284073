/**
 * The store in PostgreSQL, 14 or newer: its schema, how it is written, and when a failure is worth
 * another try. The only package that speaks SQL; knows nothing of Flink.
 */
package io.sessionstats.store.postgres;
