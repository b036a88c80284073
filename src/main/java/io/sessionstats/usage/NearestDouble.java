package io.sessionstats.usage;

import java.math.BigInteger;

/** Divides exact numbers into a double, with one rounding: to the nearest, of two to the even. */
final class NearestDouble {

    /** Up to 2^53, every integer is a double. */
    private static final int EXACT_BITS = 53;

    /** Far more than a double has, so that all that follows may be told by one bit. */
    private static final int QUOTIENT_BITS = 70;

    private NearestDouble() {}

    /** The dividend, 0 or more, divided by both divisors, 1 or more. */
    static double quotient(BigInteger dividend, BigInteger divisor, long secondDivisor) {
        BigInteger wholeDivisor = divisor.multiply(BigInteger.valueOf(secondDivisor));
        if (dividend.bitLength() <= EXACT_BITS && wholeDivisor.bitLength() <= EXACT_BITS) {
            return dividend.doubleValue() / wholeDivisor.doubleValue(); // Java rounds this once
        }
        int shift = QUOTIENT_BITS - dividend.bitLength() + wholeDivisor.bitLength();
        BigInteger[] quotientAndRest =
                shift >= 0
                        ? dividend.shiftLeft(shift).divideAndRemainder(wholeDivisor)
                        : dividend.divideAndRemainder(wholeDivisor.shiftLeft(-shift));
        BigInteger quotient = quotientAndRest[0];
        if (quotientAndRest[1].signum() != 0) {
            quotient = quotient.setBit(0); // So it is not taken for a value halfway between two
        }
        return Math.scalb(quotient.doubleValue(), -shift);
    }
}
