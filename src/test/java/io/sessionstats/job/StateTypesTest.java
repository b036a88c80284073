package io.sessionstats.job;

import static io.sessionstats.session.SessionFixtures.received;
import static io.sessionstats.session.SessionFixtures.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.ingest.PackedRecord;
import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.ledger.ScopeChange;
import io.sessionstats.pairing.PairingLimits;
import io.sessionstats.session.Scope;
import io.sessionstats.usage.RateCard;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever flows or is kept in state must be written without Kryo, or it could not be upgraded. The
 * state of a stage is bytes of ours by shard; besides it, the pairing stage keeps the highest
 * watermark and gate, two longs, and the limits.
 */
class StateTypesTest {

    @ParameterizedTest
    @ValueSource(classes = {PairingLimits.class, RejectedEvent.class})
    void needsNoKryo(Class<?> type) {
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(type);
    }

    @ParameterizedTest
    @MethodSource("flows")
    void flowsByASerializerOfOurs(TypeInformation<?> type) {
        SerializerConfigImpl config = new SerializerConfigImpl();
        config.setGenericTypes(false);

        assertThat(type.createSerializer(config)).isInstanceOf(FlowSerializer.class);
        assertThat(type.createSerializer(config).snapshotConfiguration().restoreSerializer())
                .isEqualTo(type.createSerializer(config));
    }

    static Stream<TypeInformation<?>> flows() {
        return Stream.of(
                FlowTypes.PARSED_RECORD,
                FlowTypes.PACKED_RECORD,
                FlowTypes.SCOPE_CHANGE,
                FlowTypes.DEVICE_CHANGE,
                FlowTypes.SESSION_USAGE,
                FlowTypes.NAMED_JOB);
    }

    /** State of long ago must find its way: this may never change. */
    @Test
    void shardOfAKeyStaysAsItIs() {
        assertThat(Shards.COUNT).isEqualTo(4096);
        assertThat(Shards.of(0x0123456789abcdefL)).isEqualTo(0x012);
        assertThat(Shards.of(-1)).isEqualTo(0xFFF);
        assertThat(ScopeBucketsOperator.shard(devicesOf(Scope.project("nasa")))).isEqualTo(1492);
        assertThat(ScopeBucketsOperator.shard(devicesOf(Scope.farm("nasa")))).isEqualTo(4023);
    }

    private static ScopeChange devicesOf(Scope scope) {
        return ScopeChange.ofDevices(scope, List.of());
    }

    @Test
    @SuppressWarnings("try") // the harness's close() may throw anything
    void shardOfAnotherFormIsRefused() throws Exception {
        try (var stage = pairing()) {
            stage.open();
            stage.processElement(received(start("s", "10:00")), 0);
            byte[] kept = keptShard(stage).value();
            assertThat(kept[0]).as("the version of its form").isEqualTo((byte) 1);
            kept[0] = 2;
            keptShard(stage).update(kept);
            var snapshot = stage.snapshot(1, 1);

            try (var restored = pairing()) {
                restored.initializeState(snapshot);
                restored.open();
                assertThatThrownBy(
                                () -> {
                                    restored.processElement(received(start("s", "10:00")), 0);
                                    restored.prepareSnapshotPreBarrier(2);
                                })
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("format version 2, this release reads version 1");
            }
        }
    }

    private static KeyedOneInputStreamOperatorTestHarness<Integer, PackedRecord, ScopeChange>
            pairing() throws Exception {
        return StageHarness.of(
                new SessionPairingOperator(
                        new PairingLimits(0, 1),
                        ScopeZones.all(ZoneId.of("UTC")),
                        RateCard.EMPTY,
                        false),
                SessionPairingOperator::shard,
                FlowTypes.SCOPE_CHANGE);
    }

    /** What is kept of the shard of the session, after a barrier. */
    private static ValueState<byte[]> keptShard(
            KeyedOneInputStreamOperatorTestHarness<Integer, PackedRecord, ScopeChange> stage)
            throws Exception {
        StageHarness.snapshot(stage);
        KeyedStateBackend<Integer> backend =
                ((AbstractStreamOperator<?>) stage.getOperator()).getKeyedStateBackend();
        backend.setCurrentKey(SessionPairingOperator.shard(received(start("s", "10:00"))));
        return backend.getPartitionedState(
                VoidNamespace.INSTANCE,
                VoidNamespaceSerializer.INSTANCE,
                new ValueStateDescriptor<>("shard", BytePrimitiveArraySerializer.INSTANCE));
    }
}
