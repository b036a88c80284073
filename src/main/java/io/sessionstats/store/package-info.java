/**
 * Where published statistics are kept, as the job and the API server see it. Knows nothing of SQL
 * (that is in {@code store.postgres}), HTTP or Flink.
 */
package io.sessionstats.store;
