package io.sessionstats.store.postgres.aggregating;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Streams the rows of a SELECT by COPY in its binary format: nothing is made of a row but the
 * driver's array. Rows are asked for, not told, so that each reader's loop is compiled for it
 * alone.
 */
final class BinaryCopy {

    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    /** "PGCOPY\n\377\r\n\0", flags, and the length of a header extension. */
    private static final int HEADER_LENGTH = 19;

    /** What stands after the last row in place of the number of columns. */
    private static final short TRAILER = -1;

    private final CopyOut copy;
    private byte[] bytes;
    private int at;

    BinaryCopy(Connection connection, String select) throws SQLException {
        copy =
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut("COPY (" + select + ") TO STDOUT (FORMAT binary)");
    }

    /** Goes on to the next row; false after the last one. To be called until then. */
    boolean next() throws SQLException {
        // A message of the server holds one row; the header comes with the first.
        at = bytes == null ? HEADER_LENGTH : 0;
        bytes = copy.readFromCopy();
        while (bytes != null && (short) SHORT.get(bytes, at) == TRAILER) {
            at = 0;
            bytes = copy.readFromCopy();
        }
        return bytes != null;
    }

    /** The row, and whatever stands before it. */
    byte[] bytes() {
        return bytes;
    }

    /**
     * Where the row begins, with the number of its columns (2 bytes); each column begins with its
     * length (4 bytes), which is negative for null.
     */
    int at() {
        return at;
    }
}
