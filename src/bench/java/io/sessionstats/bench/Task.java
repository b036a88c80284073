package io.sessionstats.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What a contender's process is to do, handed over as one argument.
 *
 * @param contender who runs
 * @param bootstrapServers the broker
 * @param topic where the events are
 * @param parallelism how many subtasks an operator has
 * @param checkpointIntervalMillis how often what can be lost is written
 * @param warmUpRuns runs before those that count
 * @param runs runs that count
 * @param directory for files of the runs
 * @param flinkConfDirectory where the settings of a cluster are
 * @param postgresUrl the database; null for a contender without one
 * @param postgresProcess the id of the database's first process; 0 for a contender without one
 */
record Task(
        Contender contender,
        String bootstrapServers,
        String topic,
        int parallelism,
        long checkpointIntervalMillis,
        int warmUpRuns,
        int runs,
        String directory,
        String flinkConfDirectory,
        String postgresUrl,
        long postgresProcess) {

    private static final ObjectMapper JSON = new ObjectMapper();

    String toJson() throws JsonProcessingException {
        return JSON.writeValueAsString(this);
    }

    static Task fromJson(String json) throws JsonProcessingException {
        return JSON.readValue(json, Task.class);
    }
}
