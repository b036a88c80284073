package io.sessionstats.job;

import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.ingest.PackedRecord;
import io.sessionstats.ledger.DeviceChange;
import io.sessionstats.ledger.ScopeChange;
import io.sessionstats.pairing.PairingLimits;
import io.sessionstats.usage.RateCard;
import io.sessionstats.usage.UsageGrain;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.event.WatermarkEvent;
import org.apache.flink.runtime.state.storage.JobManagerCheckpointStorage;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/**
 * One stage of the job outside a cluster, with state on the heap as in a cluster and 128 key
 * groups. What it puts out is handed on as it is, as between the functions of a chain; Flink's
 * harness alone would copy and collect it, at many times the cost of the stage.
 *
 * @param <I> what comes in
 */
public final class DrivenStage<I> implements AutoCloseable {

    private final Class<I> input;
    private final KeyedOneInputStreamOperatorTestHarness<Integer, I, ?> harness;

    private <O> DrivenStage(
            Class<I> input,
            ShardedOperator<I, O, ?> operator,
            KeySelector<I, Integer> shard,
            TypeInformation<O> out,
            Outlet outlet)
            throws Exception {
        var driven =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new Factory<>(operator, outlet),
                        shard,
                        Types.INT,
                        StageHarness.KEY_GROUPS,
                        1,
                        0);
        driven.setup(out.createSerializer(driven.getExecutionConfig().getSerializerConfig()));
        driven.setCheckpointStorage(new JobManagerCheckpointStorage(Integer.MAX_VALUE));
        driven.setProcessingTime(Long.MAX_VALUE / 2);
        driven.open();
        this.input = input;
        this.harness = driven;
    }

    /** What a stage puts out, a record of a side output or not. */
    public interface Outlet {

        void put(Object value) throws Exception;

        default void watermark(long millis) throws Exception {}
    }

    /** {@link SessionPairingOperator}. */
    public static DrivenStage<PackedRecord> pairing(
            PairingLimits limits, ScopeZones zones, Outlet outlet) throws Exception {
        return new DrivenStage<>(
                PackedRecord.class,
                new SessionPairingOperator(limits, zones, RateCard.EMPTY, false),
                SessionPairingOperator::shard,
                FlowTypes.SCOPE_CHANGE,
                outlet);
    }

    /** {@link DeviceActivityOperator}. */
    public static DrivenStage<DeviceChange> devices(
            long retentionMillis, ScopeZones zones, Outlet outlet) throws Exception {
        return new DrivenStage<>(
                DeviceChange.class,
                new DeviceActivityOperator(zones, retentionMillis),
                DeviceActivityOperator::shard,
                FlowTypes.SCOPE_CHANGE,
                outlet);
    }

    /** {@link ScopeBucketsOperator}. */
    public static DrivenStage<ScopeChange> scopes(
            long retentionMillis, ScopeZones zones, Outlet outlet) throws Exception {
        return new DrivenStage<>(
                ScopeChange.class,
                new ScopeBucketsOperator(zones, retentionMillis),
                ScopeBucketsOperator::shard,
                FlowTypes.ROW_CHUNK,
                outlet);
    }

    /** {@link UsageCellsOperator}. */
    public static DrivenStage<?> usageCells(long retentionMillis, Outlet outlet) throws Exception {
        return new DrivenStage<>(
                SessionUsage.class,
                new UsageCellsOperator(UsageGrain.DEFAULT, retentionMillis),
                UsageCellsOperator::shard,
                FlowTypes.ROW_CHUNK,
                outlet);
    }

    /** {@link JobNamesOperator}. */
    public static DrivenStage<?> jobNames(long retentionMillis, Outlet outlet) throws Exception {
        return new DrivenStage<>(
                NamedJob.class,
                new JobNamesOperator(retentionMillis),
                JobNamesOperator::shard,
                FlowTypes.ROW_CHUNK,
                outlet);
    }

    /** Hands on to these stages what they take, and watermarks to all of them in this order. */
    public static Outlet into(DrivenStage<?>... stages) {
        return new Outlet() {
            @Override
            public void put(Object value) throws Exception {
                for (DrivenStage<?> stage : stages) {
                    stage.offer(value);
                }
            }

            @Override
            public void watermark(long millis) throws Exception {
                for (DrivenStage<?> stage : stages) {
                    stage.watermark(millis);
                }
            }
        };
    }

    private void offer(Object value) throws Exception {
        if (input.isInstance(value)) {
            process(input.cast(value));
        }
    }

    public void process(I value) throws Exception {
        harness.processElement(new StreamRecord<>(value));
    }

    public void watermark(long millis) throws Exception {
        harness.processWatermark(new Watermark(millis));
    }

    /** Puts out what is held back until a barrier. */
    public void barrier() throws Exception {
        harness.prepareSnapshotPreBarrier(0);
    }

    /** Keeps what has changed, as at a checkpoint; after a barrier. */
    public void keep() throws Exception {
        harness.snapshot(0, 0).discardState();
    }

    @Override
    public void close() {
        try {
            harness.close();
        } catch (Exception e) {
            throw new IllegalStateException("the stage did not close", e);
        }
    }

    /** Makes the operator with an output of ours in place of the harness's. */
    private static final class Factory<I, O> extends AbstractStreamOperatorFactory<O>
            implements OneInputStreamOperatorFactory<I, O> {

        private static final long serialVersionUID = 1L;

        private final StreamOperatorFactory<O> factory;
        private final transient Outlet outlet;

        Factory(ShardedOperator<I, O, ?> operator, Outlet outlet) {
            this.factory = SimpleOperatorFactory.of(operator);
            this.outlet = outlet;
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // As the interface has it
        public <T extends StreamOperator<O>> T createStreamOperator(
                StreamOperatorParameters<O> parameters) {
            return factory.createStreamOperator(
                    new StreamOperatorParameters<>(
                            parameters.getContainingTask(),
                            parameters.getStreamConfig(),
                            new Handover<>(outlet),
                            parameters::getProcessingTimeService,
                            parameters.getOperatorEventDispatcher(),
                            parameters.getMailboxExecutor()));
        }

        @Override
        @SuppressWarnings("rawtypes") // As the interface has it
        public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
            return factory.getStreamOperatorClass(classLoader);
        }
    }

    private record Handover<O>(Outlet outlet) implements Output<StreamRecord<O>> {

        private void put(Object value) {
            try {
                outlet.put(value);
            } catch (Exception e) {
                throw new IllegalStateException("the next stage failed", e);
            }
        }

        @Override
        public void collect(StreamRecord<O> value) {
            put(value.getValue());
        }

        @Override
        public <X> void collect(OutputTag<X> tag, StreamRecord<X> value) {
            put(value.getValue());
        }

        @Override
        public void emitWatermark(Watermark mark) {
            try {
                outlet.watermark(mark.getTimestamp());
            } catch (Exception e) {
                throw new IllegalStateException("the next stage failed", e);
            }
        }

        @Override
        public void emitWatermarkStatus(WatermarkStatus status) {}

        @Override
        public void emitLatencyMarker(LatencyMarker marker) {}

        @Override
        public void emitRecordAttributes(RecordAttributes attributes) {}

        @Override
        public void emitWatermark(WatermarkEvent event) {}

        @Override
        public void close() {}
    }
}
