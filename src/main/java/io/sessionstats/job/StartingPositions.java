package io.sessionstats.job;

import io.sessionstats.options.StartingOffsets;
import java.util.Collection;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Where reading begins without restored state. A position that Kafka no longer holds, because the
 * job stood still for longer than the topic keeps its records, is an error and not a reason to skip
 * in silence what was never counted.
 */
final class StartingPositions implements OffsetsInitializer {

    private static final long serialVersionUID = 1L;

    private final OffsetsInitializer positions;

    StartingPositions(StartingOffsets offsets) {
        positions =
                switch (offsets.kind()) {
                    case EARLIEST -> OffsetsInitializer.earliest();
                    case LATEST -> OffsetsInitializer.latest();
                    case INSTANT -> OffsetsInitializer.timestamp(offsets.fromMillis());
                };
    }

    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
            Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
        return positions.getPartitionOffsets(partitions, retriever);
    }

    @Override
    @SuppressWarnings("deprecation") // The connector's interface names it
    public OffsetResetStrategy getAutoOffsetResetStrategy() {
        return OffsetResetStrategy.NONE;
    }
}
