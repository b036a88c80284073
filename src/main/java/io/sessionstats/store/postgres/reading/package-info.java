/**
 * The store as an API server uses it: what it reads. Who reads several tables and wants them of one
 * checkpoint reads them in one REPEATABLE READ transaction.
 */
package io.sessionstats.store.postgres.reading;
