package io.sessionstats.replay;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * Reads the lines of a file of events, which may be compressed by gzip (told by its first bytes,
 * not its name). Lines of blanks are left out; the rest of a line's bytes are kept as they are.
 */
final class EventFile implements AutoCloseable {

    /** A line longer than this is no event, and would only use up memory. */
    static final int LINE_BYTES_MAX = 64 * 1024 * 1024;

    private static final int BUFFER_BYTES = 1 << 16;

    private final CountingStream counting;
    private final InputStream lines;
    private final long totalBytes;
    private byte[] line = new byte[1024];
    private long number;

    private EventFile(InputStream in, long totalBytes) throws IOException {
        this.counting = new CountingStream(in);
        this.totalBytes = totalBytes;
        BufferedInputStream raw = new BufferedInputStream(counting, BUFFER_BYTES);
        raw.mark(2);
        boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
        raw.reset();
        this.lines =
                gzip
                        ? new BufferedInputStream(
                                new GZIPInputStream(raw, BUFFER_BYTES), BUFFER_BYTES)
                        : raw;
    }

    static EventFile open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            return new EventFile(in, Files.size(file));
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** Reads a stream whose length is not known. */
    static EventFile of(InputStream in) throws IOException {
        return new EventFile(in, -1);
    }

    /**
     * The next line that is not blank; null at the end.
     *
     * @throws IOException if the file cannot be read, is broken, or has a line that is too long
     */
    EventLine next() throws IOException {
        while (true) {
            int length = 0;
            int read = lines.read();
            if (read < 0) {
                return null;
            }
            number++;
            for (; read >= 0 && read != '\n'; read = lines.read()) {
                if (length == line.length) {
                    grow();
                }
                line[length++] = (byte) read;
            }
            if (!EventLine.isBlank(line, length)) {
                return EventLine.of(number, line, length);
            }
        }
    }

    /** The part of the file that has been read, 0 to 1; negative when its length is not known. */
    double readPart() {
        if (totalBytes < 0) {
            return -1;
        }
        return totalBytes == 0 ? 1 : Math.min(1, (double) counting.bytes / totalBytes);
    }

    private void grow() throws IOException {
        if (line.length >= LINE_BYTES_MAX) {
            throw new IOException("line " + number + " is longer than 64 MiB");
        }
        line = Arrays.copyOf(line, Math.min(LINE_BYTES_MAX, line.length * 2));
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private static final class CountingStream extends FilterInputStream {

        private long bytes;

        CountingStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            bytes += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            bytes += Math.max(0, read);
            return read;
        }
    }
}
