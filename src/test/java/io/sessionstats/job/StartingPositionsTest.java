package io.sessionstats.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.options.JobOptions;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer.PartitionOffsetsRetriever;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartingPositionsTest {

    private static final TopicPartition BUSY = new TopicPartition("session-events", 0);
    private static final TopicPartition QUIET = new TopicPartition("session-events", 1);

    /** A broker whose partitions hold offsets 100 to 200, and records since 2026 in one of them. */
    private static final PartitionOffsetsRetriever BROKER =
            new PartitionOffsetsRetriever() {
                @Override
                public Map<TopicPartition, Long> committedOffsets(
                        Collection<TopicPartition> partitions) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
                    return all(partitions, 200L);
                }

                @Override
                public Map<TopicPartition, Long> beginningOffsets(
                        Collection<TopicPartition> partitions) {
                    return all(partitions, 100L);
                }

                @Override
                public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
                        Map<TopicPartition, Long> timestamps) {
                    Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
                    timestamps.forEach(
                            (partition, millis) ->
                                    found.put(
                                            partition,
                                            partition.equals(BUSY)
                                                    ? new OffsetAndTimestamp(150, millis)
                                                    : null));
                    return found;
                }
            };

    /** Never a marker: one would be resolved again, and elsewhere, when the job is restored. */
    @ParameterizedTest
    @CsvSource({"earliest, 100, 100", "latest, 200, 200", "2026-01-01T00:00:00Z, 150, 200"})
    void positionsArePlainOffsetsFromTheStart(String option, long busy, long quiet) {
        JobOptions options = JobOptions.read(new String[] {"--starting-offsets", option}, Map.of());

        Map<TopicPartition, Long> positions =
                new StartingPositions(options.kafka().startingOffsets())
                        .getPartitionOffsets(List.of(BUSY, QUIET), BROKER);

        assertThat(positions).isEqualTo(Map.of(BUSY, busy, QUIET, quiet));
    }

    private static Map<TopicPartition, Long> all(
            Collection<TopicPartition> partitions, long offset) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        partitions.forEach(partition -> offsets.put(partition, offset));
        return offsets;
    }
}
