package io.sessionstats.ingest;

/**
 * Reads an hourly rate in US dollars: a decimal as JSON writes numbers, from 0 to 1,000,000, with
 * at most 6 decimals. It is judged by its value ({@code 1.500000000} and {@code 15e-1} are 1.5),
 * and never expanded: {@code 1E999999999} takes no longer than any other text of its length.
 */
final class HourlyRate {

    /** What is returned for a text that is no such rate. */
    static final long INVALID = -1;

    private static final int DECIMALS = 6;
    private static final long MAX_MICRO_USD = 1_000_000_000_000L;
    private static final int MAX_DIGITS = 13;

    /** Beyond any exponent that the digits of a record could make up for. */
    private static final long MAX_EXPONENT = 1_000_000_000_000L;

    private HourlyRate() {}

    /** The rate in millionths of a US dollar, or {@link #INVALID}. */
    static long microUsd(String text) {
        boolean negative = text.startsWith("-");
        int integerStart = negative ? 1 : 0;
        int integerEnd = digitsEnd(text, integerStart);
        boolean leadingZero = integerEnd > integerStart + 1 && text.charAt(integerStart) == '0';
        if (integerEnd == integerStart || leadingZero) {
            return INVALID;
        }
        int end = integerEnd;
        if (hasAt(text, end, '.')) {
            end = digitsEnd(text, integerEnd + 1);
            if (end == integerEnd + 1) {
                return INVALID;
            }
        }
        long exponent = 0;
        if (end < text.length()) {
            exponent = exponent(text, end);
            if (exponent == Long.MIN_VALUE) {
                return INVALID;
            }
        }

        // The value is its significant digits, the last of them not 0, times a power of ten.
        long digits = 0;
        int digitCount = 0;
        int zeros = 0;
        int lastSignificant = -1;
        for (int i = integerStart; i < end; i++) {
            char c = text.charAt(i);
            if (c == '0') {
                zeros += digitCount > 0 ? 1 : 0;
            } else if (c != '.') {
                digitCount += zeros + 1;
                if (digitCount > MAX_DIGITS) {
                    return INVALID;
                }
                digits = digits * powerOfTen(zeros + 1) + (c - '0');
                zeros = 0;
                lastSignificant = i;
            }
        }
        if (digitCount == 0) {
            return 0;
        }
        int place =
                lastSignificant < integerEnd
                        ? integerEnd - 1 - lastSignificant
                        : integerEnd - lastSignificant;
        long microExponent = exponent + place + DECIMALS;
        if (negative || microExponent < 0 || digitCount + microExponent > MAX_DIGITS) {
            return INVALID;
        }
        long microUsd = digits * powerOfTen((int) microExponent);
        return microUsd <= MAX_MICRO_USD ? microUsd : INVALID;
    }

    /**
     * The exponent that starts at {@code at} and ends the text; Long.MIN_VALUE if there is none.
     */
    private static long exponent(String text, int at) {
        if (!hasAt(text, at, 'e') && !hasAt(text, at, 'E')) {
            return Long.MIN_VALUE;
        }
        boolean negative = hasAt(text, at + 1, '-');
        int start = at + (negative || hasAt(text, at + 1, '+') ? 2 : 1);
        if (start >= text.length() || digitsEnd(text, start) != text.length()) {
            return Long.MIN_VALUE;
        }
        long exponent = 0;
        for (int i = start; i < text.length(); i++) {
            exponent = Math.min(exponent * 10 + (text.charAt(i) - '0'), MAX_EXPONENT);
        }
        return negative ? -exponent : exponent;
    }

    private static boolean hasAt(String text, int at, char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private static int digitsEnd(String text, int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static long powerOfTen(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
