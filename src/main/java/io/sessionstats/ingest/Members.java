package io.sessionstats.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one JSON object holds of each {@link Member}, as it stands there and not yet judged: which
 * members count is known only when all have been read, since they come in any order. Filled anew
 * for each object, by one thread.
 */
final class Members {

    /** What stands where a member's value is. */
    enum Value {
        ABSENT,
        NULL,
        STRING,
        INTEGER,
        DECIMAL,
        BOOLEAN,
        OBJECT,
        ARRAY,
        /** The member is there more than once. */
        REPEATED
    }

    /** More than this many elements of an array are counted, and not kept. */
    static final int MAX_ELEMENTS = 64;

    /**
     * A string is kept up to here, which is too long for a name in any case: it has more than 128
     * characters even if each takes two of Java's.
     */
    private static final int CHARACTERS_KEPT = 257;

    private final Map<Member, Value> values = new EnumMap<>(Member.class);
    private final Map<Member, String> texts = new EnumMap<>(Member.class);
    private final List<String> remoteDeviceIds = new ArrayList<>();
    private final Members data;
    private boolean escapes;
    private boolean skipped;
    private int remoteDeviceCount;
    private Value oddElement;
    private String oddElementText;

    private Members(Members data) {
        this.data = data;
        clear(false);
    }

    /** For a whole document, which may be an envelope. */
    static Members ofDocument() {
        return new Members(new Members(null));
    }

    /** The object that the member {@link Member#DATA} holds; for a whole document only. */
    Members data() {
        return data;
    }

    /**
     * Forgets what was read.
     *
     * @param mayHaveEscapes whether there may be escapes in the next object's strings
     */
    void clear(boolean mayHaveEscapes) {
        values.clear();
        texts.clear();
        remoteDeviceIds.clear();
        remoteDeviceCount = 0;
        oddElement = null;
        oddElementText = null;
        escapes = mayHaveEscapes;
        skipped = false;
        if (data != null) {
            data.clear(mayHaveEscapes);
        }
    }

    /** Reads the object whose start is the parser's current token, up to its end. */
    void read(JsonParser parser) throws IOException {
        String name;
        while ((name = parser.nextFieldName()) != null) {
            JsonToken token = parser.nextToken();
            Member member = Member.named(name);
            if (member == null || (data == null && member.ofEnvelopeOnly())) {
                skip(parser);
            } else if (values.put(member, valueOf(token)) != null) {
                values.put(member, Value.REPEATED);
                skip(parser);
            } else {
                keep(member, token, parser);
            }
        }
    }

    Value value(Member member) {
        return values.getOrDefault(member, Value.ABSENT);
    }

    /** The text of a string, number or boolean; meaningless for others. */
    String text(Member member) {
        return texts.get(member);
    }

    /** The strings of that array, as far as they were kept. */
    List<String> remoteDeviceIds() {
        return remoteDeviceIds;
    }

    /** How many elements that array has. */
    int remoteDeviceCount() {
        return remoteDeviceCount;
    }

    /** What the element after the kept ones is, when it is not a string; null otherwise. */
    Value oddElement() {
        return oddElement;
    }

    /** Its text if it is a number or boolean. */
    String oddElementText() {
        return oddElementText;
    }

    /** Whether there may have been escapes in the strings. */
    boolean mayHaveEscapes() {
        return escapes;
    }

    /** Whether there was something that was not kept. */
    boolean hasSkipped() {
        return skipped || (data != null && data.skipped);
    }

    private void skip(JsonParser parser) throws IOException {
        skipped = true;
        parser.skipChildren();
    }

    private void keep(Member member, JsonToken token, JsonParser parser) throws IOException {
        if (token == JsonToken.START_OBJECT && member == Member.DATA) {
            data.read(parser);
        } else if (token == JsonToken.START_ARRAY && member == Member.REMOTE_DEVICE_IDS) {
            readRemoteDeviceIds(parser);
        } else if (token.isStructStart()) {
            skip(parser);
        } else {
            texts.put(member, member.maybeLong() ? parser.getText() : shortText(parser));
        }
    }

    private void readRemoteDeviceIds(JsonParser parser) throws IOException {
        JsonToken token;
        while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
            remoteDeviceCount++;
            if (oddElement != null || remoteDeviceCount > MAX_ELEMENTS) {
                skip(parser);
            } else if (token == JsonToken.VALUE_STRING) {
                remoteDeviceIds.add(shortText(parser));
            } else {
                oddElement = valueOf(token);
                oddElementText = token.isStructStart() ? null : parser.getText();
                skip(parser);
            }
        }
    }

    private static String shortText(JsonParser parser) throws IOException {
        String text = parser.getText();
        return text.length() <= CHARACTERS_KEPT ? text : text.substring(0, CHARACTERS_KEPT);
    }

    private static Value valueOf(JsonToken token) {
        return switch (token) {
            case VALUE_NULL -> Value.NULL;
            case VALUE_STRING -> Value.STRING;
            case VALUE_NUMBER_INT -> Value.INTEGER;
            case VALUE_NUMBER_FLOAT -> Value.DECIMAL;
            case VALUE_TRUE, VALUE_FALSE -> Value.BOOLEAN;
            case START_OBJECT -> Value.OBJECT;
            case START_ARRAY -> Value.ARRAY;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw new IllegalStateException("no value in JSON: " + token);
        };
    }
}
