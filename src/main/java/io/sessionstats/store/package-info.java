/**
 * Where published statistics are kept, as the job sees it. Knows nothing of SQL (that is in {@code
 * store.postgres}) or Flink.
 */
package io.sessionstats.store;
