package io.sessionstats.ingest;

/**
 * Reads an ISO-8601 date-time with offset as epoch milliseconds, without allocating: parsing times
 * with java.time would take longer than all the rest of an event.
 *
 * <p>The extended format: {@code 2026-03-01T12:34:56.789+01:00}. Seconds may be left out; a
 * fraction of a second, after a point or a comma, may have any number of digits and is cut to
 * milliseconds; the offset is {@code Z}, {@code ±HH:MM}, {@code ±HHMM} or {@code ±HH}, up to 18
 * hours; {@code T} and {@code Z} may be small. A year has four digits, or a sign and up to nine
 * ({@code +12026}), as java.time writes them. Dates and times of day that do not exist are refused,
 * 24:00 and leap seconds among them.
 */
final class Iso8601 {

    /** What is returned for a text that is no such date-time. */
    static final long INVALID = Long.MIN_VALUE;

    private static final int SHORTEST = "2026-03-01T12:34Z".length();
    private static final int FROM_YEAR_TO_MINUTE = "-03-01T12:34".length();
    private static final int MAX_OFFSET_MINUTES = 18 * 60;
    private static final long MAX_SECONDS = Long.MAX_VALUE / 1000 - 1;
    private static final long DAYS_FROM_MARCH_OF_YEAR_0_TO_1970 = 719_468;
    private static final int DAYS_IN_400_YEARS = 146_097;

    private Iso8601() {}

    /**
     * The instant in epoch milliseconds, or {@link #INVALID}. One that a long cannot hold is given
     * as {@code Long.MAX_VALUE} or {@code -Long.MAX_VALUE}.
     */
    static long epochMillis(String text) {
        int length = text.length();
        if (length < SHORTEST) {
            return INVALID;
        }
        char first = text.charAt(0);
        boolean expanded = first == '+' || first == '-';
        int at = expanded ? text.indexOf('-', 1) : 4;
        long year = expanded ? expandedYear(text, at) : fourDigitYear(text);
        if (year == INVALID || length <= at + FROM_YEAR_TO_MINUTE) {
            return INVALID;
        }
        int month = twoDigits(text, at + 1);
        int day = twoDigits(text, at + 4);
        int hour = twoDigits(text, at + 7);
        int minute = twoDigits(text, at + 10);
        if (text.charAt(at) != '-'
                || text.charAt(at + 3) != '-'
                || (text.charAt(at + 6) | 0x20) != 't'
                || text.charAt(at + 9) != ':'
                || month < 1
                || month > 12
                || day < 1
                || day > daysInMonth(year, month)
                || hour < 0
                || hour > 23
                || minute < 0
                || minute > 59) {
            return INVALID;
        }
        at += FROM_YEAR_TO_MINUTE;

        int second = 0;
        int millis = 0;
        if (text.charAt(at) == ':') {
            if (length <= at + 3) {
                return INVALID;
            }
            second = twoDigits(text, at + 1);
            if (second < 0 || second > 59) {
                return INVALID;
            }
            at += 3;
            if (text.charAt(at) == '.' || text.charAt(at) == ',') {
                int fraction = at + 1;
                int end = fraction;
                int unitMillis = 100;
                while (end < length && isDigit(text.charAt(end))) {
                    millis += (text.charAt(end) - '0') * unitMillis;
                    unitMillis /= 10;
                    end++;
                }
                if (end == fraction || end == length) {
                    return INVALID;
                }
                at = end;
            }
        }

        int offsetMinutes = offsetMinutes(text, at);
        if (offsetMinutes > MAX_OFFSET_MINUTES) {
            return INVALID;
        }
        long minutes = (epochDay(year, month, day) * 24 + hour) * 60 + minute - offsetMinutes;
        long seconds = minutes * 60 + second;
        if (seconds > MAX_SECONDS) {
            return Long.MAX_VALUE;
        }
        return seconds < -MAX_SECONDS ? -Long.MAX_VALUE : seconds * 1000 + millis;
    }

    private static long fourDigitYear(String text) {
        int century = twoDigits(text, 0);
        int rest = twoDigits(text, 2);
        return century < 0 || rest < 0 ? INVALID : century * 100 + rest;
    }

    /** The year between the sign and {@code end}: as java.time writes those beyond four digits. */
    private static long expandedYear(String text, int end) {
        boolean negative = text.charAt(0) == '-';
        if (end < (negative ? 5 : 6) || end > 10) {
            return INVALID;
        }
        long year = 0;
        for (int i = 1; i < end; i++) {
            if (!isDigit(text.charAt(i))) {
                return INVALID;
            }
            year = year * 10 + (text.charAt(i) - '0');
        }
        if (negative && year == 0) {
            return INVALID;
        }
        return negative ? -year : year;
    }

    /** What stands from {@code at} to the end, east positive; beyond the maximum if invalid. */
    private static int offsetMinutes(String text, int at) {
        int invalid = Integer.MAX_VALUE;
        int length = text.length() - at;
        char sign = text.charAt(at);
        if ((sign | 0x20) == 'z') {
            return length == 1 ? 0 : invalid;
        }
        if (sign != '+' && sign != '-') {
            return invalid;
        }
        boolean colon = length == 6 && text.charAt(at + 3) == ':';
        if (length != 3 && length != 5 && !colon) {
            return invalid;
        }
        int hours = twoDigits(text, at + 1);
        int minutes = length == 3 ? 0 : twoDigits(text, at + (colon ? 4 : 3));
        if (hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > MAX_OFFSET_MINUTES) {
            return invalid;
        }
        return sign == '+' ? hours * 60 + minutes : -(hours * 60 + minutes);
    }

    private static int daysInMonth(long year, int month) {
        if (month == 2) {
            boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            return leap ? 29 : 28;
        }
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    /** Counts years from March, so that the leap day is the last of its year. */
    private static long epochDay(long year, int month, int day) {
        long marchYear = month > 2 ? year : year - 1;
        int marchMonth = month > 2 ? month - 3 : month + 9;
        long cycle = Math.floorDiv(marchYear, 400);
        long yearOfCycle = marchYear - cycle * 400;
        long leapDays = yearOfCycle / 4 - yearOfCycle / 100;
        long dayOfYear = (153L * marchMonth + 2) / 5 + day - 1;
        return cycle * DAYS_IN_400_YEARS
                + yearOfCycle * 365
                + leapDays
                + dayOfYear
                - DAYS_FROM_MARCH_OF_YEAR_0_TO_1970;
    }

    /** Negative if these are not two digits. */
    private static int twoDigits(String text, int at) {
        char tens = text.charAt(at);
        char ones = text.charAt(at + 1);
        return isDigit(tens) && isDigit(ones) ? (tens - '0') * 10 + (ones - '0') : -1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
