package io.sessionstats.usage;

import java.math.BigInteger;

/**
 * What the sessions of one group use inside one period, exactly. As doubles, each number is the one
 * nearest to the exact value: it is rounded once.
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
        BigInteger costMax) {

    private static final long MILLIS_PER_SECOND = 1000;
    private static final long COST_UNITS_PER_USD = 3_600_000_000_000L;

    public double runtimeSumSeconds() {
        return seconds(runtimeSumMillis, 1);
    }

    public double runtimeMinSeconds() {
        return seconds(runtimeMinMillis, 1);
    }

    public double runtimeMaxSeconds() {
        return seconds(runtimeMaxMillis, 1);
    }

    /** The sum over all sessions divided by their number. */
    public double runtimeAverageSeconds() {
        return seconds(runtimeSumMillis, sessions);
    }

    public double costSumUsd() {
        return usd(costSum, 1);
    }

    public double costMinUsd() {
        return usd(costMin, 1);
    }

    public double costMaxUsd() {
        return usd(costMax, 1);
    }

    /** The sum over all sessions divided by their number. */
    public double costAverageUsd() {
        return usd(costSum, sessions);
    }

    private static double seconds(long millis, long divisor) {
        return NearestDouble.quotient(
                BigInteger.valueOf(millis), BigInteger.valueOf(MILLIS_PER_SECOND), divisor);
    }

    private static double usd(BigInteger costUnits, long divisor) {
        return NearestDouble.quotient(costUnits, BigInteger.valueOf(COST_UNITS_PER_USD), divisor);
    }
}
