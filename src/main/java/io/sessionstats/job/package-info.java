/**
 * The streaming job: of the packages that count, the only one that knows Flink and Kafka. Functions
 * here hold state and timers; what they compute is in {@code pairing}, {@code calendar}, {@code
 * statistics} and {@code usage}.
 */
package io.sessionstats.job;
