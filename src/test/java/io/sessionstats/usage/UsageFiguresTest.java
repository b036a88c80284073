package io.sessionstats.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageFiguresTest {

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
            # millis,           sessions, sum in seconds,     average in seconds
            0,                  1,        0,                  0
            53773,              1,        53.773,             53.773
            1,                  3,        0.001,              3.333333333333333E-4
            3600000,            7,        3600,               514.2857142857143
            9007199254740993,   1,        9007199254740.993,  9007199254740.993
            9223372036854775807, 10,      9.223372036854776E15, 9.223372036854776E14
            """)
    void runtimeInSeconds(long millis, long sessions, double sum, double average) {
        UsageFigures figures = runtime(millis, sessions);

        assertThat(figures.runtimeSumSeconds()).isEqualTo(sum);
        assertThat(figures.runtimeAverageSeconds()).isEqualTo(average);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
            # rate * millis,    sessions, sum in USD,         average in USD
            0,                  4,        0,                  0
            3600000000000,      3,        1,                  0.3333333333333333
            4500000000000,      1,        1.25,               1.25
            1,                  1,        2.777777777777778E-13, 2.777777777777778E-13
            604800000000000000000, 2,     1.68E8,             8.4E7
            """)
    void costInUsd(BigInteger cost, long sessions, double sum, double average) {
        UsageFigures figures = cost(cost, sessions);

        assertThat(figures.costSumUsd()).isEqualTo(sum);
        assertThat(figures.costAverageUsd()).isEqualTo(average);
    }

    @Test
    void eachNumberIsShownByItsOwnMethod() {
        UsageFigures figures =
                new UsageFigures(
                        2,
                        10_000,
                        1_000,
                        9_000,
                        new BigInteger("36000000000000"),
                        new BigInteger("7200000000000"),
                        new BigInteger("28800000000000"));

        assertThat(figures.runtimeSumSeconds()).isEqualTo(10.0);
        assertThat(figures.runtimeMinSeconds()).isEqualTo(1.0);
        assertThat(figures.runtimeMaxSeconds()).isEqualTo(9.0);
        assertThat(figures.runtimeAverageSeconds()).isEqualTo(5.0);
        assertThat(figures.costSumUsd()).isEqualTo(10.0);
        assertThat(figures.costMinUsd()).isEqualTo(2.0);
        assertThat(figures.costMaxUsd()).isEqualTo(8.0);
        assertThat(figures.costAverageUsd()).isEqualTo(5.0);
    }

    /** 3.6 * 10^12 times an odd number of 2^-53 lies halfway between two doubles near 1. */
    @Test
    void halfwayIsRoundedToTheEvenAndMoreThanHalfwayUp() {
        BigInteger sessions = BigInteger.ONE.shiftLeft(53);
        BigInteger oneEach = BigInteger.valueOf(3_600_000_000_000L).multiply(sessions);
        BigInteger step = BigInteger.valueOf(3_600_000_000_000L); // 2^-53 after division

        double even = cost(oneEach.add(step), 1L << 53).costAverageUsd();
        double more = cost(oneEach.add(step).add(BigInteger.ONE), 1L << 53).costAverageUsd();
        double odd =
                cost(oneEach.add(step.multiply(BigInteger.valueOf(3))), 1L << 53).costAverageUsd();

        assertThat(even).isEqualTo(1.0);
        assertThat(more).isEqualTo(Math.nextUp(1.0));
        assertThat(odd).isEqualTo(Math.nextUp(Math.nextUp(1.0)));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void noDoubleIsNearerToTheExactValue(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            long sessions = 1 + (random.nextLong() >>> (1 + random.nextInt(63)));
            long millis = random.nextLong() >>> (1 + random.nextInt(63));
            BigInteger cost = new BigInteger(random.nextInt(103), random);

            UsageFigures runtime = runtime(millis, sessions);
            isNearest(runtime.runtimeSumSeconds(), BigInteger.valueOf(millis), 1_000L, 1);
            isNearest(
                    runtime.runtimeAverageSeconds(), BigInteger.valueOf(millis), 1_000L, sessions);
            isNearest(cost(cost, sessions).costSumUsd(), cost, 3_600_000_000_000L, 1);
            isNearest(cost(cost, sessions).costAverageUsd(), cost, 3_600_000_000_000L, sessions);
        }
    }

    /** Compares distances, multiplied by the divisor: all of them finite decimals, so exact. */
    static void isNearest(double actual, BigInteger dividend, long unit, long sessions) {
        BigDecimal divisor = BigDecimal.valueOf(unit).multiply(BigDecimal.valueOf(sessions));
        BigDecimal distance = distance(actual, dividend, divisor);
        assertThat(distance)
                .as("%s / %s = %s", dividend, divisor, actual)
                .isLessThanOrEqualTo(distance(Math.nextUp(actual), dividend, divisor))
                .isLessThanOrEqualTo(distance(Math.nextDown(actual), dividend, divisor));
    }

    private static BigDecimal distance(double value, BigInteger dividend, BigDecimal divisor) {
        return new BigDecimal(value).multiply(divisor).subtract(new BigDecimal(dividend)).abs();
    }

    private static UsageFigures runtime(long millis, long sessions) {
        return new UsageFigures(
                sessions, millis, 0, 0, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);
    }

    private static UsageFigures cost(BigInteger cost, long sessions) {
        return new UsageFigures(sessions, 0, 0, 0, cost, BigInteger.ZERO, BigInteger.ZERO);
    }
}
