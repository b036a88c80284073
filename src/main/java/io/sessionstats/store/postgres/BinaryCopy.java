package io.sessionstats.store.postgres;

import io.sessionstats.store.AggregationFailedException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Streams the rows of a SELECT by COPY in its binary format: nothing is made of a row but the
 * driver's array.
 */
final class BinaryCopy {

    /** "PGCOPY\n\377\r\n\0", flags, and the length of a header extension. */
    private static final int HEADER_LENGTH = 19;

    /** What stands after the last row in place of the number of columns. */
    private static final short TRAILER = -1;

    private BinaryCopy() {}

    /** Is told a row. */
    @FunctionalInterface
    interface RowReader {

        /**
         * Reads a row.
         *
         * @param at where the row begins, with the number of its columns (2 bytes); each column
         *     begins with its length (4 bytes), which is negative for null
         */
        void read(byte[] bytes, int at)
                throws SQLException, AggregationFailedException, InterruptedException;
    }

    static void read(Connection connection, String select, RowReader rows)
            throws SQLException, AggregationFailedException, InterruptedException {
        CopyOut copy =
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut("COPY (" + select + ") TO STDOUT (FORMAT binary)");
        int at = HEADER_LENGTH;
        for (byte[] bytes = copy.readFromCopy(); bytes != null; bytes = copy.readFromCopy()) {
            // A message of the server holds one row; the header comes with the first.
            if (ByteBuffer.wrap(bytes).getShort(at) != TRAILER) {
                rows.read(bytes, at);
            }
            at = 0;
        }
    }
}
