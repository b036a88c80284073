package io.sessionstats.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;

/**
 * Makes the parser for a record. Its only limit is the depth of nesting: how long a number, string
 * or name may be is for those who read them to judge, and ignored fields may be of any length.
 *
 * <p>Jackson shares a table of the names it has met among its parsers, which makes it fast and
 * which whoever sends records could fill: with names that it keeps for good, or that collide. So a
 * table is given up after a while if it has met names that are not ours, and large records, which
 * only few names of ours could fill, have none.
 */
final class JsonParsers {

    static final int MAX_NESTING = 1000;

    private static final int MAX_BYTES_WITH_TABLE = 64 * 1024;
    private static final int MAX_FOREIGN_BYTES = 1024 * 1024;

    private final JsonFactory withoutTable =
            builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();
    private JsonFactory withTable = newWithTable();
    private int foreignBytes;

    /** A parser of these bytes, which are UTF-8 for sure. It must be closed. */
    JsonParser parser(byte[] json) throws IOException {
        return (json.length > MAX_BYTES_WITH_TABLE ? withoutTable : withTable).createParser(json);
    }

    /** Says that a record of this size had, or may have had, names that are not ours. */
    void metForeignNames(int bytes) {
        if (bytes > MAX_BYTES_WITH_TABLE) {
            return;
        }
        foreignBytes += bytes;
        if (foreignBytes > MAX_FOREIGN_BYTES) {
            withTable = newWithTable();
            foreignBytes = 0;
        }
    }

    private static JsonFactory newWithTable() {
        return builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                .build();
    }

    private static JsonFactoryBuilder builder() {
        return new JsonFactoryBuilder()
                .streamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(MAX_NESTING)
                                .maxNumberLength(Integer.MAX_VALUE)
                                .maxStringLength(Integer.MAX_VALUE)
                                .maxNameLength(Integer.MAX_VALUE)
                                .build());
    }
}
