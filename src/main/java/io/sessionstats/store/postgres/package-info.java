/**
 * The store in PostgreSQL, 14 or newer: its schema, how it is written, and when a failure is worth
 * another try. Who reads several tables and wants them of one checkpoint reads them in one
 * REPEATABLE READ transaction. The only package that speaks SQL; knows nothing of Flink.
 */
package io.sessionstats.store.postgres;
