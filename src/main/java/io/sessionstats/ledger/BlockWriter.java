package io.sessionstats.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes what is kept into one block of bytes that grows as it must. What it writes is read by
 * {@link Numbers}, {@link Texts} and Java's own data input. For one thread.
 */
public final class BlockWriter {

    private static final int LONGEST_NUMBER = 10;

    private byte[] block;
    private int length;

    /**
     * @param bytes how many there is room for at first, 1 or more
     */
    public BlockWriter(int bytes) {
        block = new byte[bytes];
    }

    /** Begins anew. */
    public void clear() {
        length = 0;
    }

    public int length() {
        return length;
    }

    /** What was written, in a block of its own. */
    public byte[] toBlock() {
        return Arrays.copyOf(block, length);
    }

    /** Writes the lowest eight bits. */
    public void octet(int value) {
        reserve(1);
        block[length++] = (byte) value;
    }

    /** Writes eight bytes. */
    public void bits(long value) {
        reserve(Long.BYTES);
        ByteBuffer.wrap(block).putLong(length, value);
        length += Long.BYTES;
    }

    /** Writes a number in as few bytes as it needs; see {@link Numbers}. */
    public void number(long number) {
        reserve(LONGEST_NUMBER);
        byte[] bytes = block;
        int at = length;
        long rest = (number << 1) ^ (number >> 63);
        if (rest >= 0 && rest < 0x80) {
            bytes[at] = (byte) rest;
            length = at + 1;
            return;
        }
        while ((rest & ~0x7FL) != 0) {
            bytes[at++] = (byte) ((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        length = at;
    }

    /** Writes bytes after their number. */
    public void bytes(byte[] bytes) {
        number(bytes.length);
        reserve(bytes.length);
        System.arraycopy(bytes, 0, block, length, bytes.length);
        length += bytes.length;
    }

    /** Writes a text in UTF-8. */
    public void text(String text) {
        bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private void reserve(int more) {
        if (length + more > block.length) {
            block = Arrays.copyOf(block, Math.max(2 * block.length, length + more));
        }
    }
}
