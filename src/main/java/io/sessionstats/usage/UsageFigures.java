package io.sessionstats.usage;

import java.math.BigInteger;

/**
 * What the sessions of one group use inside one period, exactly.
 *
 * @param sessions how many touch the period, 1 or more
 * @param runtimeSumMillis their time inside it
 * @param runtimeMinMillis the least time that one of them has inside it
 * @param runtimeMaxMillis the most
 * @param costSum rate times time inside it, in units of 10^-6 USD an hour times milliseconds: 3.6 *
 *     10^12 of them are one USD
 * @param costMin the least cost that one of them has inside it, in the same unit
 * @param costMax the most
 */
public record UsageFigures(
        long sessions,
        long runtimeSumMillis,
        long runtimeMinMillis,
        long runtimeMaxMillis,
        BigInteger costSum,
        BigInteger costMin,
        BigInteger costMax) {}
