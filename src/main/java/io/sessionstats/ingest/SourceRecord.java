package io.sessionstats.ingest;

/**
 * Where a record stood in Kafka, and its bytes: what a rejected record is sent on with.
 *
 * @param topic the topic it was read from
 * @param partition its partition
 * @param offset its offset
 * @param originalBytes the size of its value in bytes; 0 for a null value
 * @param value the first {@value #VALUE_BYTES_KEPT} bytes of its value; null for a null value
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy of every value would cost
public record SourceRecord(
        String topic, int partition, long offset, int originalBytes, byte[] value) {

    /** What is kept of a value: 512 KiB. */
    public static final int VALUE_BYTES_KEPT = 512 * 1024;
}
