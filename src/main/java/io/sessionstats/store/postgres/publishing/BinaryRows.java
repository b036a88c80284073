package io.sessionstats.store.postgres.publishing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sessionstats.store.RowFields;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes rows into a table by COPY in its binary format: of each row its columns, one after the
 * other. Texts come as the bytes of {@link RowFields}, so nothing is made of a row.
 */
final class BinaryRows {

    /** Of the server's {@code timestamptz}: microseconds since 2000-01-01 UTC. */
    private static final long EPOCH_MILLIS = 946_684_800_000L;

    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** A signature, flags, and the length of a header extension. */
    private static final byte[] HEADER = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0".getBytes(ISO_8859_1);

    /** After the last row, in place of the number of columns. */
    private static final short TRAILER = -1;

    private static final int NULL = -1;
    private static final int TYPE_TEXT = 25;

    private static final int SEND_BYTES = 64 * 1024;

    private final CopyIn copy;
    private final short columns;
    private byte[] bytes = new byte[SEND_BYTES + SEND_BYTES / 4];
    private int length;

    /**
     * @param target the table and its columns, as COPY has them
     * @param columns how many there are
     */
    BinaryRows(Connection connection, String target, int columns) throws SQLException {
        this.columns = (short) columns;
        copy =
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("COPY " + target + " FROM STDIN (FORMAT binary)");
        System.arraycopy(HEADER, 0, bytes, 0, HEADER.length);
        length = HEADER.length;
    }

    static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    /** Begins the next row. */
    void beginRow() throws SQLException {
        if (length >= SEND_BYTES) {
            send();
        }
        reserve(Short.BYTES);
        SHORT.set(bytes, length, columns);
        length += Short.BYTES;
    }

    void number(long number) {
        reserve(Integer.BYTES + Long.BYTES);
        INT.set(bytes, length, Long.BYTES);
        LONG.set(bytes, length + Integer.BYTES, number);
        length += Integer.BYTES + Long.BYTES;
    }

    void integer(int number) {
        reserve(2 * Integer.BYTES);
        INT.set(bytes, length, Integer.BYTES);
        INT.set(bytes, length + Integer.BYTES, number);
        length += 2 * Integer.BYTES;
    }

    /** A {@code timestamptz}. */
    void instant(long epochMillis) {
        number((epochMillis - EPOCH_MILLIS) * 1000);
    }

    void uuid(long high, long low) {
        reserve(Integer.BYTES + 2 * Long.BYTES);
        INT.set(bytes, length, 2 * Long.BYTES);
        LONG.set(bytes, length + Integer.BYTES, high);
        LONG.set(bytes, length + Integer.BYTES + Long.BYTES, low);
        length += Integer.BYTES + 2 * Long.BYTES;
    }

    void bool(boolean value) {
        reserve(Integer.BYTES + 1);
        INT.set(bytes, length, 1);
        bytes[length + Integer.BYTES] = (byte) (value ? 1 : 0);
        length += Integer.BYTES + 1;
    }

    void text(byte[] utf8) {
        text(utf8, 0, utf8.length);
    }

    void text(byte[] source, int from, int textLength) {
        reserve(Integer.BYTES + textLength);
        INT.set(bytes, length, textLength);
        System.arraycopy(source, from, bytes, length + Integer.BYTES, textLength);
        length += Integer.BYTES + textLength;
    }

    /** The row's next field, a text or null. */
    void text(RowFields row) {
        int textLength = row.textLength();
        if (textLength < 0) {
            reserve(Integer.BYTES);
            INT.set(bytes, length, NULL);
            length += Integer.BYTES;
        } else {
            text(row.bytes(), row.at(), textLength);
            row.skip(textLength);
        }
    }

    /**
     * The row's next field, texts, as a {@code text[]}.
     *
     * @return whether one of them is the text of the row's bytes that begins at {@code sought}
     */
    boolean texts(RowFields row, int sought, int soughtLength) {
        int count = (int) row.number();
        int lengthAt = length;
        reserve(6 * Integer.BYTES);
        integers(0, count == 0 ? 0 : 1, 0, TYPE_TEXT); // the length, later; dimensions; no nulls
        if (count > 0) {
            integers(count, 1); // from 1 on
        }
        byte[] source = row.bytes();
        boolean found = false;
        for (int i = 0; i < count; i++) {
            int textLength = row.textLength();
            int at = row.at();
            text(source, at, textLength);
            found |=
                    textLength == soughtLength
                            && Arrays.equals(
                                    source,
                                    at,
                                    at + textLength,
                                    source,
                                    sought,
                                    sought + soughtLength);
            row.skip(textLength);
        }
        INT.set(bytes, lengthAt, length - lengthAt - Integer.BYTES);
        return found;
    }

    private void integers(int... numbers) {
        for (int number : numbers) {
            INT.set(bytes, length, number);
            length += Integer.BYTES;
        }
    }

    /** Sends the rest; the server has taken all of it once this returns. */
    void end() throws SQLException {
        reserve(Short.BYTES);
        SHORT.set(bytes, length, TRAILER);
        length += Short.BYTES;
        send();
        copy.endCopy();
    }

    private void send() throws SQLException {
        copy.writeToCopy(bytes, 0, length);
        length = 0;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
