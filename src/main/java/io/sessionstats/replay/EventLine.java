package io.sessionstats.replay;

/**
 * A line of a file of events: {@code {json}}, or {@code key<TAB>json}.
 *
 * @param number counts the lines of the file from 1
 * @param key null when the line has none
 * @param value the bytes of the event
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy of every line would cost
record EventLine(long number, byte[] key, byte[] value) {

    private static final byte TAB = '\t';

    /** Whether a line holds nothing but blanks. */
    static boolean isBlank(byte[] bytes, int length) {
        return firstNonBlank(bytes, length) == length;
    }

    /** A line that starts with an opening brace has no key, whatever tabs it holds. */
    static EventLine of(long number, byte[] bytes, int length) {
        int first = firstNonBlank(bytes, length);
        if (first < length && bytes[first] == '{') {
            return new EventLine(number, null, copy(bytes, 0, length));
        }
        for (int i = 0; i < length; i++) {
            if (bytes[i] == TAB) {
                return new EventLine(number, copy(bytes, 0, i), copy(bytes, i + 1, length));
            }
        }
        return new EventLine(number, null, copy(bytes, 0, length));
    }

    private static int firstNonBlank(byte[] bytes, int length) {
        int i = 0;
        while (i < length && (bytes[i] == ' ' || bytes[i] == TAB || bytes[i] == '\r')) {
            i++;
        }
        return i;
    }

    private static byte[] copy(byte[] bytes, int from, int to) {
        byte[] copied = new byte[to - from];
        System.arraycopy(bytes, from, copied, 0, copied.length);
        return copied;
    }
}
