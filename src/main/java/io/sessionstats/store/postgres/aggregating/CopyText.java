package io.sessionstats.store.postgres.aggregating;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.List;

/** Rows in the text format of PostgreSQL's COPY, for any text but U+0000. */
final class CopyText {

    private static final DateTimeFormatter TIMESTAMP =
            new DateTimeFormatterBuilder()
                    .appendValue(ChronoField.YEAR, 4, 6, SignStyle.NEVER)
                    .appendPattern("-MM-dd HH:mm:ss.SSS'+00'")
                    .toFormatter()
                    .withZone(ZoneOffset.UTC);

    private final StringBuilder text = new StringBuilder();
    private boolean firstInRow = true;

    CopyText number(long number) {
        nextColumn();
        text.append(number);
        return this;
    }

    CopyText number(BigInteger number) {
        nextColumn();
        text.append(number);
        return this;
    }

    /** A number, or null. */
    CopyText numberOrNull(Long number) {
        return number == null ? nothing() : number(number);
    }

    /** A text, or null. */
    CopyText stringOrNull(String value) {
        return value == null ? nothing() : string(value);
    }

    /**
     * @throws IllegalArgumentException if it has a U+0000, which PostgreSQL cannot keep
     */
    CopyText string(String value) {
        nextColumn();
        appendEscaped(value);
        return this;
    }

    /** A {@code timestamptz}, from the year 1 on. */
    CopyText timestamp(long epochMillis) {
        nextColumn();
        TIMESTAMP.formatTo(Instant.ofEpochMilli(epochMillis), text);
        return this;
    }

    /** A {@code text[]}, each element quoted, so that it may be empty, NULL or have braces. */
    CopyText strings(List<String> values) {
        StringBuilder literal = new StringBuilder("{");
        for (String value : values) {
            literal.append(literal.length() == 1 ? "\"" : ",\"");
            literal.append(value.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
        }
        nextColumn();
        appendEscaped(literal.append('}'));
        return this;
    }

    void endRow() {
        text.append('\n');
        firstInRow = true;
    }

    int length() {
        return text.length();
    }

    /** The rows so far in UTF-8; starts anew. */
    byte[] takeBytes() {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        text.setLength(0);
        return bytes;
    }

    private CopyText nothing() {
        nextColumn();
        text.append("\\N");
        return this;
    }

    private void nextColumn() {
        if (!firstInRow) {
            text.append('\t');
        }
        firstInRow = false;
    }

    private void appendEscaped(CharSequence value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\0' -> throw new IllegalArgumentException("U+0000 in \"" + value + "\"");
                default -> text.append(c);
            }
        }
    }
}
