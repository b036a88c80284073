package io.sessionstats.job;

import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.ingest.ReceivedEvent;
import io.sessionstats.pairing.PairingLimits;
import io.sessionstats.statistics.BucketDelta;
import io.sessionstats.statistics.DeviceContribution;
import io.sessionstats.usage.RateCard;
import io.sessionstats.usage.UsageGrain;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.event.WatermarkEvent;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
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
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/**
 * One stage of the job outside a cluster, with state and timers on the heap as in a cluster and 128
 * key groups. What it puts out is handed on as it is, as between the functions of a chain; Flink's
 * harness alone would copy and collect it, at many times the cost of the stage.
 *
 * @param <I> what comes in
 */
public final class DrivenStage<I> implements AutoCloseable {

    private static final int KEY_GROUPS = 128;

    private final OneInputStreamOperatorTestHarness<I, ?> harness;

    private DrivenStage(OneInputStreamOperatorTestHarness<I, ?> harness) throws Exception {
        this.harness = harness;
        harness.setProcessingTime(Long.MAX_VALUE / 2);
        harness.open();
    }

    /** What a stage puts out. */
    public interface Outlet {

        void delta(BucketDelta delta) throws Exception;

        /** Anything but a delta, a record of a side output or not. */
        default void aside(Object value) throws Exception {}

        default void watermark(long millis) throws Exception {}
    }

    /** {@link SessionPairing}; contributions to devices are put out aside. */
    public static DrivenStage<ReceivedEvent> pairing(
            PairingLimits limits, ScopeZones zones, Outlet outlet) throws Exception {
        return new DrivenStage<>(
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new Factory<>(
                                new SessionPairingOperator(
                                        new SessionPairing(limits, zones, RateCard.EMPTY), false),
                                outlet),
                        SessionPairing::key,
                        Types.STRING,
                        KEY_GROUPS,
                        1,
                        0));
    }

    /** {@link DeviceActivity}; devices' rows are put out aside. */
    public static DrivenStage<DeviceContribution> devices(
            long retentionMillis, ScopeZones zones, Outlet outlet) throws Exception {
        return new DrivenStage<>(
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new Factory<>(
                                new DeviceActivityOperator(
                                        new DeviceActivity(zones, retentionMillis)),
                                outlet),
                        DeviceActivity::key,
                        Types.STRING,
                        KEY_GROUPS,
                        1,
                        0));
    }

    /** {@link UsageCells}; rows are put out aside. */
    public static DrivenStage<SessionUsage> usageCells(long retentionMillis, Outlet outlet)
            throws Exception {
        UsageGrain grain = UsageGrain.DEFAULT;
        return new DrivenStage<>(
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new Factory<>(
                                new KeyedProcessOperator<>(new UsageCells(grain, retentionMillis)),
                                outlet),
                        usage -> CellKey.of(usage, grain),
                        TypeInformation.of(CellKey.class),
                        KEY_GROUPS,
                        1,
                        0));
    }

    /** {@link JobNames}; rows are put out aside. */
    public static DrivenStage<NamedStart> jobNames(long retentionMillis, Outlet outlet)
            throws Exception {
        return new DrivenStage<>(
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new Factory<>(
                                new KeyedProcessOperator<>(new JobNames(retentionMillis)), outlet),
                        JobNames::key,
                        Types.STRING,
                        KEY_GROUPS,
                        1,
                        0));
    }

    /** {@link DeltaCombiner}. */
    public static DrivenStage<BucketDelta> combiner(Outlet outlet) throws Exception {
        return new DrivenStage<>(
                new OneInputStreamOperatorTestHarness<>(
                        new Factory<>(new DeltaCombiner(), outlet), KEY_GROUPS, 1, 0));
    }

    public void process(I value) throws Exception {
        harness.processElement(new StreamRecord<>(value));
    }

    public void watermark(long millis) throws Exception {
        harness.processWatermark(new Watermark(millis));
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

        Factory(OneInputStreamOperator<I, O> operator, Outlet outlet) {
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

        private interface Step {
            void run() throws Exception;
        }

        private static void run(Step step) {
            try {
                step.run();
            } catch (Exception e) {
                throw new IllegalStateException("the next stage failed", e);
            }
        }

        @Override
        public void collect(StreamRecord<O> value) {
            if (value.getValue() instanceof BucketDelta delta) {
                run(() -> outlet.delta(delta));
            } else {
                run(() -> outlet.aside(value.getValue()));
            }
        }

        @Override
        public <X> void collect(OutputTag<X> tag, StreamRecord<X> value) {
            run(() -> outlet.aside(value.getValue()));
        }

        @Override
        public void emitWatermark(Watermark mark) {
            run(() -> outlet.watermark(mark.getTimestamp()));
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
