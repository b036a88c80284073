package io.sessionstats.store.postgres;

/**
 * How a server's connections to the store are used at a moment.
 *
 * @param active connections that are at work
 * @param idle open ones that are not
 * @param waiting threads that wait for one
 * @param max how many there may be
 */
public record PoolUse(int active, int idle, int waiting, int max) {}
