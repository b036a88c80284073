package io.sessionstats.ingest;

import static io.sessionstats.ingest.RejectedException.malformed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.sessionstats.session.PackedEvent;
import io.sessionstats.session.SessionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Reads the value of a Kafka record as a session event: a JSON object, by itself or in a
 * CloudEvents 1.0 envelope (structured JSON, or Kafka's binary mode). A record that is not one is
 * rejected with its reason and a message that names the field; nothing that a record holds makes it
 * throw. For use by one thread.
 */
public final class SessionEventJson {

    private static final String CLOUD_EVENTS_TYPE = "application/cloudevents";
    private static final String AN_EVENT = "a session event as a JSON object";

    private final JsonParsers parsers;
    private final Members members = Members.ofDocument();
    private final PackedEvent.Packer packer = new PackedEvent.Packer();
    private final PlainEvents plainEvents = new PlainEvents(packer);

    public SessionEventJson() {
        this(new JsonParsers());
    }

    SessionEventJson(JsonParsers parsers) {
        this.parsers = parsers;
    }

    /** Where in a record the event is. */
    private enum Placement {
        /** The value is the event, or an envelope that says so itself. */
        VALUE_OR_ENVELOPE,
        /** The value is the event, headers are its envelope. */
        VALUE,
        /** The value is an envelope. */
        ENVELOPE
    }

    /**
     * Reads a record.
     *
     * @param value its value; may be null. It is not copied unless it is long, so it must not
     *     change afterwards.
     * @param headers its headers
     * @param topic the topic it was read from
     * @param partition its partition
     * @param offset its offset
     * @param nowMillis the wall clock, epoch milliseconds: an event more than 10 minutes ahead of
     *     it is rejected
     * @return the event, or the rejection
     */
    public ParsedRecord parse(
            byte[] value,
            RecordHeaders headers,
            String topic,
            int partition,
            long offset,
            long nowMillis) {
        SourceRecord source = source(value, topic, partition, offset);
        try {
            PackedEvent plain =
                    value != null && headers == RecordHeaders.NONE
                            ? plainEvents.read(
                                    value,
                                    SessionEventRules.EARLIEST_MILLIS,
                                    nowMillis + SessionEventRules.MAX_AHEAD_MILLIS)
                            : null;
            return ParsedRecord.event(
                    plain != null ? plain : packer.pack(event(value, headers, nowMillis)), source);
        } catch (RejectedException e) {
            return ParsedRecord.rejected(e.reason(), e.getMessage(), source);
        } catch (RuntimeException e) {
            // Would be a mistake of ours, or of the JSON parser. It must not stop all other
            // records.
            return ParsedRecord.rejected(
                    RejectionReason.MALFORMED,
                    "value: could not be read: " + Printable.sentence(e.toString()),
                    source);
        }
    }

    private static SourceRecord source(byte[] value, String topic, int partition, long offset) {
        if (value == null) {
            return new SourceRecord(topic, partition, offset, 0, null);
        }
        byte[] kept =
                value.length <= SourceRecord.VALUE_BYTES_KEPT
                        ? value
                        : Arrays.copyOf(value, SourceRecord.VALUE_BYTES_KEPT);
        return new SourceRecord(topic, partition, offset, value.length, kept);
    }

    private SessionEvent event(byte[] value, RecordHeaders headers, long nowMillis)
            throws RejectedException {
        if (value == null) {
            throw malformed("value", "null", AN_EVENT);
        }
        Placement placement = placement(headers);
        read(value, "value", members);
        boolean enveloped =
                placement == Placement.ENVELOPE
                        || (placement == Placement.VALUE_OR_ENVELOPE
                                && SessionEventRules.isPresent(members, Member.SPEC_VERSION));
        return enveloped ? envelopedEvent(nowMillis) : SessionEventRules.event(members, nowMillis);
    }

    private static Placement placement(RecordHeaders headers) throws RejectedException {
        String contentType = headers.lastValue("content-type");
        if (contentType != null && startsWith(contentType, CLOUD_EVENTS_TYPE)) {
            if (startsWith(contentType, CLOUD_EVENTS_TYPE + "+json")) {
                return Placement.ENVELOPE;
            }
            if (startsWith(contentType, CLOUD_EVENTS_TYPE + "-batch")
                    || startsWith(contentType, CLOUD_EVENTS_TYPE + "+")) {
                throw malformed(
                        "header content-type",
                        Printable.quoted(contentType),
                        CLOUD_EVENTS_TYPE + "+json: one event a record, in JSON");
            }
        }
        String specVersion = headers.lastValue("ce_specversion");
        if (specVersion == null) {
            return Placement.VALUE_OR_ENVELOPE;
        }
        if (!specVersion.equals("1.0")) {
            throw malformed("header ce_specversion", Printable.quoted(specVersion), "\"1.0\"");
        }
        for (String name : new String[] {"ce_id", "ce_source", "ce_type"}) {
            String attribute = headers.lastValue(name);
            if (attribute == null || attribute.isEmpty()) {
                throw malformed(
                        "header " + name, Printable.quoted(attribute), "a text that is not empty");
            }
        }
        return Placement.VALUE;
    }

    private static boolean startsWith(String contentType, String prefix) {
        return contentType.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    /** The event in the envelope that {@link #members} is. */
    private SessionEvent envelopedEvent(long nowMillis) throws RejectedException {
        if (!"1.0".equals(attribute(Member.SPEC_VERSION, "\"1.0\""))) {
            throw wrong(Member.SPEC_VERSION, "\"1.0\"");
        }
        for (Member member : new Member[] {Member.ID, Member.SOURCE, Member.TYPE}) {
            String expected = "a string that is not empty";
            if (attribute(member, expected).isEmpty()) {
                throw wrong(member, expected);
            }
        }
        readData();
        try {
            return SessionEventRules.event(members.data(), nowMillis);
        } catch (RejectedException e) {
            throw new RejectedException(e.reason(), "data." + e.getMessage());
        }
    }

    private String attribute(Member member, String expected) throws RejectedException {
        if (members.value(member) != Members.Value.STRING) {
            throw wrong(member, expected);
        }
        return members.text(member);
    }

    /** Sees to it that the members of the data are those of the event. */
    private void readData() throws RejectedException {
        boolean inBase64 = SessionEventRules.isPresent(members, Member.DATA_BASE64);
        if (inBase64 && SessionEventRules.isPresent(members, Member.DATA)) {
            throw malformed("data, data_base64", "both", "exactly one of them");
        }
        if (!inBase64) {
            if (members.value(Member.DATA) != Members.Value.OBJECT) {
                throw wrong(Member.DATA, AN_EVENT);
            }
            return;
        }
        String expected = AN_EVENT + " in base64";
        String text = attribute(Member.DATA_BASE64, expected);
        byte[] json;
        try {
            json = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw wrong(Member.DATA_BASE64, expected);
        }
        read(json, Member.DATA_BASE64.jsonName(), members.data());
    }

    private RejectedException wrong(Member member, String expected) {
        return malformed(member.jsonName(), SessionEventRules.found(members, member), expected);
    }

    /**
     * Reads one JSON object and nothing else.
     *
     * @param name what a message calls the bytes
     */
    private void read(byte[] json, String name, Members object) throws RejectedException {
        object.clear(StrictUtf8.requireUtf8(json, name));
        boolean read = false;
        try (JsonParser parser = parsers.parser(json)) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                throw malformed(name, notAnObject(first), AN_EVENT);
            }
            object.read(parser);
            if (parser.nextToken() != null) {
                throw malformed(name, "text after the JSON object", "one JSON object a record");
            }
            read = true;
        } catch (StreamConstraintsException e) {
            throw malformed(
                    name,
                    "JSON nested deeper than " + JsonParsers.MAX_NESTING,
                    "JSON nested less deep");
        } catch (JsonProcessingException e) {
            throw malformed(
                    name, "not JSON: " + Printable.sentence(e.getOriginalMessage()), AN_EVENT);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        } finally {
            if (!read || object.hasSkipped()) {
                parsers.metForeignNames(json.length);
            }
        }
    }

    private static String notAnObject(JsonToken first) {
        if (first == null) {
            return "empty";
        }
        return first == JsonToken.START_ARRAY
                ? "an array (a batch of CloudEvents is not read)"
                : "JSON, but no object";
    }
}
