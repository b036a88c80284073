package io.sessionstats.job;

import io.sessionstats.store.RowChunk;
import io.sessionstats.store.StatisticsRow;
import io.sessionstats.store.StatisticsRowFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** Stages of the job in Flink's harness, without Kryo. */
final class StageHarness {

    /** How many key groups the stages of a test have, unless it says otherwise. */
    static final int KEY_GROUPS = 128;

    private StageHarness() {}

    static <I, O> KeyedOneInputStreamOperatorTestHarness<Integer, I, O> of(
            OneInputStreamOperator<I, O> operator,
            KeySelector<I, Integer> shard,
            TypeInformation<O> out)
            throws Exception {
        return of(operator, shard, out, 1, 0);
    }

    /** One of several subtasks. */
    static <I, O> KeyedOneInputStreamOperatorTestHarness<Integer, I, O> of(
            OneInputStreamOperator<I, O> operator,
            KeySelector<I, Integer> shard,
            TypeInformation<O> out,
            int parallelism,
            int subtask)
            throws Exception {
        var harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        operator, shard, Types.INT, KEY_GROUPS, parallelism, subtask);
        SerializerConfigImpl config =
                (SerializerConfigImpl) harness.getExecutionConfig().getSerializerConfig();
        config.setGenericTypes(false);
        harness.setup(out.createSerializer(config));
        return harness;
    }

    /** What a stage has put out since it was asked last, watermarks included. */
    static List<Object> taken(KeyedOneInputStreamOperatorTestHarness<?, ?, ?> stage) {
        Queue<Object> outputs = stage.getOutput();
        List<Object> taken = new ArrayList<>(outputs);
        outputs.clear();
        return taken;
    }

    /** The records that a stage has put out aside since it was asked last. */
    static <T> List<T> taken(
            KeyedOneInputStreamOperatorTestHarness<?, ?, ?> stage, OutputTag<T> tag) {
        List<T> taken = new ArrayList<>();
        Collection<StreamRecord<T>> records = stage.getSideOutput(tag);
        if (records != null) {
            records.forEach(record -> taken.add(record.getValue()));
            records.clear();
        }
        return taken;
    }

    /** The rows that a stage tells at a barrier, besides those it has put out before. */
    static List<StatisticsRow> rows(KeyedOneInputStreamOperatorTestHarness<?, ?, RowChunk> stage)
            throws Exception {
        stage.prepareSnapshotPreBarrier(0);
        List<StatisticsRow> rows = new ArrayList<>();
        for (Object output : taken(stage)) {
            if (output instanceof StreamRecord<?> record) {
                rows.addAll(rows((RowChunk) record.getValue()));
            }
        }
        return rows;
    }

    static List<StatisticsRow> rows(RowChunk chunk) throws IOException {
        List<StatisticsRow> rows = new ArrayList<>();
        StatisticsRowFormat.rows(chunk).forEach(rows::add);
        return rows;
    }

    /** How many shards the stage's state keeps, after a barrier. */
    static int keptShards(KeyedOneInputStreamOperatorTestHarness<?, ?, ?> stage) throws Exception {
        snapshot(stage);
        return stage.numKeyedStateEntries();
    }

    /** As a checkpoint does: a barrier, and what is kept. */
    static OperatorSubtaskState snapshot(KeyedOneInputStreamOperatorTestHarness<?, ?, ?> stage)
            throws Exception {
        stage.prepareSnapshotPreBarrier(0);
        return stage.snapshot(0, 0);
    }
}
