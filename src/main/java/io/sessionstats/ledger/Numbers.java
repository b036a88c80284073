package io.sessionstats.ledger;

import java.io.DataInput;
import java.io.IOException;

/** Reads whole numbers in as few bytes as they need: most are small. */
public final class Numbers {

    private Numbers() {}

    /**
     * Reads what {@link BlockWriter#number} has written: seven bits a byte, the lowest first; the
     * sign is the lowest bit of all.
     */
    public static long read(DataInput in) throws IOException {
        long bits = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.readByte();
            bits |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return (bits >>> 1) ^ -(bits & 1);
            }
        }
        throw new IOException("a number of more than 64 bits");
    }
}
