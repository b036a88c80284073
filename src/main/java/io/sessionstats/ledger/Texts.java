package io.sessionstats.ledger;

import java.io.DataInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads texts in UTF-8, each after its length. */
public final class Texts {

    private Texts() {}

    /** The bytes of the next text. */
    public static byte[] readUtf8(DataInput in) throws IOException {
        byte[] utf8 = new byte[(int) Numbers.read(in)];
        in.readFully(utf8);
        return utf8;
    }

    /** The next text. */
    public static String read(DataInput in) throws IOException {
        return new String(readUtf8(in), StandardCharsets.UTF_8);
    }
}
