/**
 * What is observed: scopes, sessions and their events. Plain values; knows nothing of JSON, Kafka,
 * Flink or SQL.
 */
package io.sessionstats.session;
