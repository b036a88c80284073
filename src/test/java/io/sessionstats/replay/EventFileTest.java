package io.sessionstats.replay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFileTest {

    /** Backslash escapes stand for the bytes of the file; a bar parts key and value. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ';',
            textBlock =
                    """
        {"a":1}             ; -|{"a":1}
        {"a":"x\\ty"}       ; -|{"a":"x\\ty"}
        ` {"a":1} `         ; `-| {"a":1} `
        {"a":1}\\r          ; -|{"a":1}\\r
        key\\t{"a":1}       ; key|{"a":1}
        `a key\\t{"a"\\t:1}`; `a key|{"a"\\t:1}`
        key\\t              ; key|
        garbage             ; -|garbage
        \\377\\376          ; -|\\377\\376
        \\t{"a":1}          ; -|\\t{"a":1}
        """)
    void lineIsKeyAndValueByteForByte(String line, String expected) throws IOException {
        assertThat(lines(line.translateEscapes().getBytes(ISO_8859_1)))
                .containsExactly("1:" + expected.translateEscapes());
    }

    @Test
    void blankLinesAreLeftOutAndCounted() throws IOException {
        assertThat(lines("{1}\n\n \t\r\n{2}\n\n{3}".getBytes(ISO_8859_1)))
                .containsExactly("1:-|{1}", "4:-|{2}", "6:-|{3}");
        assertThat(lines(new byte[0])).isEmpty();
        assertThat(lines("\n\n".getBytes(ISO_8859_1))).isEmpty();
        assertThat(lines("x".getBytes(ISO_8859_1))).containsExactly("1:-|x");
    }

    @Test
    void gzipIsToldByItsFirstBytes() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write("{1}\nk\t{2}\n".getBytes(ISO_8859_1));
        }

        assertThat(lines(compressed.toByteArray())).containsExactly("1:-|{1}", "2:k|{2}");
    }

    @Test
    void brokenGzipIsAnError() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write("{1}\n".repeat(1000).getBytes(ISO_8859_1));
        }
        byte[] cut = Arrays.copyOf(compressed.toByteArray(), compressed.size() - 10);

        assertThatThrownBy(() -> lines(cut)).isInstanceOf(IOException.class);
    }

    @Test
    void endlessLineIsAnError() {
        InputStream endless =
                new InputStream() {
                    @Override
                    public int read() {
                        return 'x';
                    }
                };

        assertThatThrownBy(() -> EventFile.of(endless).next())
                .isInstanceOf(IOException.class)
                .hasMessage("line 1 is longer than 64 MiB");
    }

    @Test
    void partThatHasBeenReadIsKnownForFilesOnly(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("events");
        Files.writeString(path, ("{" + "x".repeat(99_998) + "\n").repeat(10));

        try (EventFile file = EventFile.open(path)) {
            double before = file.readPart();
            file.next();
            double after = file.readPart();
            while (file.next() != null) {
                // to the end
            }

            assertThat(before).isBetween(0.0, 0.1);
            assertThat(after).isBetween(0.1, 0.3);
            assertThat(file.readPart()).isEqualTo(1);
        }
        try (EventFile stream = EventFile.of(InputStream.nullInputStream())) {
            assertThat(stream.readPart()).isNegative();
        }
    }

    private static List<String> lines(byte[] content) throws IOException {
        List<String> lines = new ArrayList<>();
        try (EventFile file = EventFile.of(new ByteArrayInputStream(content))) {
            EventLine line;
            while ((line = file.next()) != null) {
                String key = line.key() == null ? "-" : new String(line.key(), ISO_8859_1);
                lines.add(line.number() + ":" + key + "|" + new String(line.value(), ISO_8859_1));
            }
        }
        return lines;
    }
}
