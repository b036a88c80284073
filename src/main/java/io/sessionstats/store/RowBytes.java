package io.sessionstats.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Fields of rows, written one after the other; {@link RowFields} reads them. */
final class RowBytes {

    private static final int CAPACITY_MIN = 4096;

    private static final int NUMBER_LENGTH_MAX = 10;

    /** No character of a string takes more bytes: those of four are two characters. */
    private static final int BYTES_PER_CHAR_MAX = 3;

    private byte[] bytes = new byte[CAPACITY_MIN];
    private int length;

    int length() {
        return length;
    }

    void code(int code) {
        reserve(1);
        bytes[length++] = (byte) code;
    }

    /** Seven bits a byte, the lowest first; the sign is the lowest bit of all. */
    void number(long number) {
        reserve(NUMBER_LENGTH_MAX);
        unsigned((number << 1) ^ (number >> 63));
    }

    private void unsigned(long number) {
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /** All 64 bits, for numbers that are never small. */
    void bits(long bits) {
        reserve(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (bits >> shift);
        }
    }

    /** Its length in UTF-8, and that. */
    void text(String text) {
        int chars = text.length();
        reserve(NUMBER_LENGTH_MAX + chars * BYTES_PER_CHAR_MAX);
        int before = length;
        unsigned((long) chars << 1);
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length = before;
                wideText(text);
                return;
            }
            bytes[length++] = (byte) c;
        }
    }

    private void wideText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        reserve(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
    }

    /** As any text; null has the length -1. */
    void textOrNull(String text) {
        if (text == null) {
            number(-1);
        } else {
            text(text);
        }
    }

    /** How many they are, and each. */
    void texts(List<String> texts) {
        number(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            text(texts.get(i));
        }
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    void clear() {
        length = 0;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
