/**
 * The streaming job: the only package that knows Flink and Kafka. Functions here hold state and
 * timers; what they compute is in {@code pairing}, {@code calendar} and {@code statistics}.
 */
package io.sessionstats.job;
