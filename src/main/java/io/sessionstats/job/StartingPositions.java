package io.sessionstats.job;

import io.sessionstats.options.StartingOffsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Where reading begins without restored state, as plain offsets from the start: Kafka's markers for
 * "earliest" and "latest" would be resolved anew at each restore of a partition of which nothing
 * has been read yet. A position that Kafka no longer holds, because the job stood still for longer
 * than the topic keeps its records, is an error and not a reason to skip in silence what was never
 * counted.
 */
final class StartingPositions implements OffsetsInitializer {

    private static final long serialVersionUID = 1L;

    private final StartingOffsets offsets;

    StartingPositions(StartingOffsets offsets) {
        this.offsets = offsets;
    }

    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
            Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
        return switch (offsets.kind()) {
            case EARLIEST -> retriever.beginningOffsets(partitions);
            case LATEST -> retriever.endOffsets(partitions);
            case INSTANT -> fromInstant(partitions, retriever);
        };
    }

    /** A partition without a record since the instant is read from its end. */
    private Map<TopicPartition, Long> fromInstant(
            Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
        Map<TopicPartition, Long> instants = new HashMap<>();
        partitions.forEach(partition -> instants.put(partition, offsets.fromMillis()));
        Map<TopicPartition, Long> positions = new HashMap<>(retriever.endOffsets(partitions));
        retriever
                .offsetsForTimes(instants)
                .forEach(
                        (partition, found) -> {
                            if (found != null) {
                                positions.put(partition, found.offset());
                            }
                        });
        return positions;
    }

    @Override
    @SuppressWarnings("deprecation") // The connector's interface names it
    public OffsetResetStrategy getAutoOffsetResetStrategy() {
        return OffsetResetStrategy.NONE;
    }
}
