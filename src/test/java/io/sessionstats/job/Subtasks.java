package io.sessionstats.job;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/**
 * A stage in Flink's harness as so many subtasks as one likes, among which it is shared out by
 * shard, as a cluster does. Over a restart it may become more or fewer.
 *
 * @param <I> what comes in
 * @param <O> what goes out
 */
final class Subtasks<I, O> {

    private final Supplier<? extends ShardedOperator<I, O, ?>> operators;
    private final KeySelector<I, Integer> shard;
    private final TypeInformation<O> out;

    private ShardMemory memory;
    private List<KeyedOneInputStreamOperatorTestHarness<Integer, I, O>> subtasks = List.of();

    Subtasks(
            Supplier<? extends ShardedOperator<I, O, ?>> operators,
            KeySelector<I, Integer> shard,
            TypeInformation<O> out) {
        this.operators = operators;
        this.shard = shard;
        this.out = out;
    }

    /** Bounds the memory of its shards, from the next opening on. */
    void boundBy(ShardMemory newMemory) {
        memory = newMemory;
    }

    /**
     * Opens it, as it was when it was closed with that state.
     *
     * @param state null for nothing
     */
    void open(int parallelism, long processingTime, OperatorSubtaskState state) throws Exception {
        int before = subtasks.size();
        subtasks = new ArrayList<>();
        for (int index = 0; index < parallelism; index++) {
            ShardedOperator<I, O, ?> operator = operators.get();
            if (memory != null) {
                operator.boundBy(memory);
            }
            var subtask = StageHarness.of(operator, shard, out, parallelism, index);
            subtasks.add(subtask);
            subtask.setProcessingTime(processingTime);
            if (state != null) {
                subtask.initializeState(
                        AbstractStreamOperatorTestHarness.repartitionOperatorState(
                                state, StageHarness.KEY_GROUPS, before, parallelism, index));
            }
            subtask.open();
        }
    }

    void process(I value) throws Exception {
        int index =
                KeyGroupRangeAssignment.assignKeyToParallelOperator(
                        shard.getKey(value), StageHarness.KEY_GROUPS, subtasks.size());
        subtasks.get(index).processElement(value, 0);
    }

    void watermark(Watermark watermark) throws Exception {
        for (var subtask : subtasks) {
            subtask.processWatermark(watermark);
        }
    }

    void barrier() throws Exception {
        for (var subtask : subtasks) {
            subtask.prepareSnapshotPreBarrier(0);
        }
    }

    /** What all of them keep, after a barrier. */
    OperatorSubtaskState snapshot() throws Exception {
        OperatorSubtaskState[] states = new OperatorSubtaskState[subtasks.size()];
        for (int index = 0; index < states.length; index++) {
            states[index] = subtasks.get(index).snapshot(0, 0);
        }
        return AbstractStreamOperatorTestHarness.repackageState(states);
    }

    /** How many shards they keep. */
    int keptShards() {
        int shards = 0;
        for (var subtask : subtasks) {
            shards += subtask.numKeyedStateEntries();
        }
        return shards;
    }

    /** What they have put out since they were asked last. */
    List<O> taken() {
        List<O> taken = new ArrayList<>();
        for (var subtask : subtasks) {
            for (Object output : subtask.getOutput()) {
                if (output instanceof StreamRecord<?> record) {
                    @SuppressWarnings("unchecked") // Only these are put out
                    O value = (O) record.getValue();
                    taken.add(value);
                }
            }
            subtask.getOutput().removeIf(StreamRecord.class::isInstance);
        }
        return taken;
    }

    /** The watermark that they have put out since this was asked last: all the same, or none. */
    Watermark takenWatermark() {
        List<Watermark> last = new ArrayList<>();
        for (var subtask : subtasks) {
            Watermark watermark = null;
            for (Object output : subtask.getOutput()) {
                watermark = output instanceof Watermark mark ? mark : watermark;
            }
            subtask.getOutput().clear();
            last.add(watermark);
        }
        if (new HashSet<>(last).size() != 1) {
            throw new AssertionError("subtasks are at different times: " + last);
        }
        return last.get(0);
    }

    <T> List<T> taken(OutputTag<T> tag) {
        List<T> taken = new ArrayList<>();
        for (var subtask : subtasks) {
            taken.addAll(StageHarness.taken(subtask, tag));
        }
        return taken;
    }

    void close() throws Exception {
        for (var subtask : subtasks) {
            subtask.close();
        }
    }
}
