package io.sessionstats.ingest;

/** The headers of a Kafka record, as far as a session event needs them. */
@FunctionalInterface
public interface RecordHeaders {

    /** A record without headers. */
    RecordHeaders NONE = name -> null;

    /**
     * The value of the last header of this name as UTF-8 text; null if there is none, or if it has
     * no value. Bytes that are not UTF-8 may be given as replacement characters.
     */
    String lastValue(String name);
}
