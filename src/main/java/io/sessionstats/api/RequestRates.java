package io.sessionstats.api;

/**
 * How many requests each access key may make: a bucket of tokens for each key and operation, which
 * fills at the rate and holds one second's worth. Only keys that are known are ever asked about, so
 * nobody can make it grow.
 */
@FunctionalInterface
public interface RequestRates {

    /** Takes a token; false if there is none, and the request is to be refused. */
    boolean tryAcquire(String accessKeyId, String operation);
}
