package io.sessionstats.ingest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Refuses bytes that are not UTF-8, before they are read as JSON: the JSON parser looks at what it
 * needs only, accepts overlong and surrogate encodings, and would take other encodings of Unicode
 * for what they are.
 *
 * <p>Well-formed is what table 3-7 of the Unicode standard lists. ASCII is passed over eight bytes
 * at a time.
 */
final class StrictUtf8 {

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH_BYTE = 0x0101010101010101L;
    private static final long EACH_HIGH_BIT = 0x8080808080808080L;
    private static final long EACH_BACKSLASH = '\\' * EACH_BYTE;

    private StrictUtf8() {}

    /**
     * Checks the bytes.
     *
     * @param name what a message calls them
     * @return whether there is a backslash: if not, no string in the JSON can hold U+0000 or an
     *     unpaired surrogate
     * @throws RejectedException if they are not UTF-8, start with a byte order mark or hold U+0000
     */
    static boolean requireUtf8(byte[] bytes, String name) throws RejectedException {
        if (bytes.length >= 3
                && bytes[0] == (byte) 0xEF
                && bytes[1] == (byte) 0xBB
                && bytes[2] == (byte) 0xBF) {
            throw notUtf8(name, "a byte order mark");
        }
        boolean backslash = false;
        int at = plainEnd(bytes, 0);
        while (at < bytes.length) {
            byte lead = bytes[at];
            if (lead == 0) {
                throw notUtf8(name, "U+0000 at byte " + at);
            }
            int length = lead > 0 ? 1 : multibyteLength(bytes, at);
            if (length == 0) {
                throw notUtf8(name, String.format("0x%02X at byte %d, not UTF-8", lead, at));
            }
            backslash |= lead == '\\';
            at = plainEnd(bytes, at + length);
        }
        return backslash;
    }

    private static RejectedException notUtf8(String name, String found) {
        return RejectedException.malformed(name, found, "JSON in UTF-8 without a byte order mark");
    }

    /** Passes over bytes, eight at a time, as long as none is 0, a backslash or beyond ASCII. */
    private static int plainEnd(byte[] bytes, int start) {
        int at = start;
        for (; at <= bytes.length - Long.BYTES; at += Long.BYTES) {
            long eight = (long) EIGHT_BYTES.get(bytes, at);
            long backslashesAsZero = eight ^ EACH_BACKSLASH;
            long special =
                    eight
                            | ((eight - EACH_BYTE) & ~eight)
                            | ((backslashesAsZero - EACH_BYTE) & ~backslashesAsZero);
            if ((special & EACH_HIGH_BIT) != 0) {
                break;
            }
        }
        return at;
    }

    /** The length of the character beyond ASCII that starts there; 0 if it is not well-formed. */
    private static int multibyteLength(byte[] bytes, int at) {
        int lead = bytes[at] & 0xFF;
        int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (length == 0 || length > bytes.length - at) {
            return 0;
        }
        int second = bytes[at + 1] & 0xFF;
        int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < lowest || second > highest) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
