package io.sessionstats.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * One run of a contender, from its first records to the end of its job.
 *
 * @param startMillis when the first records came, epoch milliseconds
 * @param seconds by the wall clock
 * @param cpuSeconds of the contender's process, JIT and garbage collection included
 * @param databaseCpuSeconds of all processes of the database; null without one
 * @param peakResidentBytes the most memory that the process has had since it started; null where
 *     the system does not tell
 * @param checkpoints those that completed
 * @param checkpointMillisMean how long they took
 * @param checkpointMillisMax how long the slowest took
 * @param checkpointBytesMean what they wrote
 * @param checkpointBytesMax the largest state that one of them holds
 * @param rows what was published: rows that reached the discarding sink, or were inserted or
 *     updated in the database; null where nobody counts
 */
record Run(
        long startMillis,
        double seconds,
        double cpuSeconds,
        Double databaseCpuSeconds,
        Long peakResidentBytes,
        long checkpoints,
        double checkpointMillisMean,
        double checkpointMillisMax,
        double checkpointBytesMean,
        double checkpointBytesMax,
        Long rows) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** This run, with rows that the database has counted. */
    Run withRows(long counted) {
        return new Run(
                startMillis,
                seconds,
                cpuSeconds,
                databaseCpuSeconds,
                peakResidentBytes,
                checkpoints,
                checkpointMillisMean,
                checkpointMillisMax,
                checkpointBytesMean,
                checkpointBytesMax,
                counted);
    }

    String toJson() throws JsonProcessingException {
        return JSON.writeValueAsString(this);
    }

    static Run fromJson(String json) throws JsonProcessingException {
        return JSON.readValue(json, Run.class);
    }
}
