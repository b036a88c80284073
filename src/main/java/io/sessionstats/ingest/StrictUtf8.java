package io.sessionstats.ingest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Refuses bytes that are not UTF-8, before they are read as JSON: the JSON parser looks at what it
 * needs only, accepts overlong and surrogate encodings, and would take other encodings of Unicode
 * for what they are. For use by one thread.
 */
final class StrictUtf8 {

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH_BYTE = 0x0101010101010101L;
    private static final long EACH_HIGH_BIT = 0x8080808080808080L;
    private static final long EACH_BACKSLASH = '\\' * EACH_BYTE;

    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final CharBuffer characters = CharBuffer.allocate(2048);

    /**
     * Checks the bytes.
     *
     * @param name what a message calls them
     * @return whether they are ASCII without a backslash, so that the strings in it hold no
     *     character that would need a closer look
     * @throws RejectedException if they are not UTF-8, start with a byte order mark or hold U+0000
     */
    boolean requireUtf8(byte[] bytes, String name) throws RejectedException {
        if (isPlain(bytes)) {
            return true;
        }
        if (bytes.length >= 3
                && bytes[0] == (byte) 0xEF
                && bytes[1] == (byte) 0xBB
                && bytes[2] == (byte) 0xBF) {
            throw notUtf8(name, "a byte order mark");
        }
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                throw notUtf8(name, "U+0000 at byte " + i);
            }
        }
        decoder.reset();
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        CoderResult result;
        do {
            characters.clear();
            result = decoder.decode(rest, characters, true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw notUtf8(
                    name,
                    String.format(
                            "0x%02X at byte %d, which is not UTF-8",
                            bytes[rest.position()], rest.position()));
        }
        return false;
    }

    private static RejectedException notUtf8(String name, String found) {
        return RejectedException.malformed(name, found, "JSON in UTF-8 without a byte order mark");
    }

    private static boolean isPlain(byte[] bytes) {
        int i = 0;
        for (; i <= bytes.length - Long.BYTES; i += Long.BYTES) {
            long eight = (long) EIGHT_BYTES.get(bytes, i);
            long backslashesAsZero = eight ^ EACH_BACKSLASH;
            long special =
                    eight
                            | ((eight - EACH_BYTE) & ~eight)
                            | ((backslashesAsZero - EACH_BYTE) & ~backslashesAsZero);
            if ((special & EACH_HIGH_BIT) != 0) {
                return false;
            }
        }
        for (; i < bytes.length; i++) {
            if (bytes[i] <= 0 || bytes[i] == '\\') {
                return false;
            }
        }
        return true;
    }
}
