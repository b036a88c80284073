/**
 * What is counted: contributions of sessions, and the tallies that they add up to. Pure functions;
 * knows nothing of Flink, JSON or SQL.
 */
package io.sessionstats.statistics;
