package io.sessionstats.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of a chunk's rows, read one after the other in the order that {@link
 * StatisticsRowFormat} names. Makes no objects unless asked for one.
 */
public final class RowFields {

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private int at;

    public RowFields(RowChunk chunk) {
        this.bytes = chunk.bytes();
    }

    /** Whether a further row follows. */
    public boolean hasNext() {
        return at < bytes.length;
    }

    /** The bytes in which {@link #at} is a place. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the next field begins; after {@link #textLength}, its text. */
    public int at() {
        return at;
    }

    /** Passes over bytes. */
    public void skip(int length) {
        at += length;
    }

    /** Passes over numbers. */
    public void skipNumbers(int count) {
        for (int i = 0; i < count; i++) {
            while (bytes[at++] < 0) {
                // further bits follow
            }
        }
    }

    /** Passes over texts, or nulls. */
    public void skipTexts(int count) {
        for (int i = 0; i < count; i++) {
            skip(Math.max(0, textLength()));
        }
    }

    /** Goes on at a place where {@link #at} was. */
    public void seek(int place) {
        at = place;
    }

    public int code() {
        return bytes[at++];
    }

    public long number() {
        long only = bytes[at];
        if (only >= 0) { // as most are
            at++;
            return (only >> 1) ^ -(only & 1);
        }
        long bits = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = bytes[at++];
            bits |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return (bits >>> 1) ^ -(bits & 1);
            }
        }
        throw new IllegalStateException("a number longer than 64 bits");
    }

    public long bits() {
        long bits = (long) LONG.get(bytes, at);
        at += Long.BYTES;
        return bits;
    }

    /** The length of the text that follows in UTF-8, -1 for null. */
    public int textLength() {
        return (int) number();
    }

    /** A text, or null. */
    public String text() {
        int length = textLength();
        if (length < 0) {
            return null;
        }
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    public List<String> texts() {
        int count = (int) number();
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(text());
        }
        return texts;
    }
}
