package io.sessionstats.usage;

import java.math.BigInteger;

/**
 * An integer of 128 bits that grows by products of two longs, without making an object. It does not
 * overflow here: a price is less than 2^40 and all the milliseconds of a group are a long, so their
 * product is less than 2^103.
 */
final class WideInteger {

    private long high;

    /** Without a sign. */
    private long low;

    void setProduct(long first, long second) {
        high = Math.multiplyHigh(first, second);
        low = first * second;
    }

    void addProduct(long first, long second) {
        long productLow = first * second;
        low += productLow;
        boolean carries = Long.compareUnsigned(low, productLow) < 0;
        high += Math.multiplyHigh(first, second) + (carries ? 1 : 0);
    }

    /** Negative, zero or positive as this is less than, equal to or greater than the product. */
    int compareToProduct(long first, long second) {
        int byHigh = Long.compare(high, Math.multiplyHigh(first, second));
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, first * second);
    }

    BigInteger value() {
        BigInteger lowHalf = BigInteger.valueOf(low >>> 32).shiftLeft(32);
        return BigInteger.valueOf(high)
                .shiftLeft(64)
                .add(lowHalf)
                .add(BigInteger.valueOf(low & 0xFFFF_FFFFL));
    }
}
