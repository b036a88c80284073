package io.sessionstats.job;

import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.oracle.ObservedRecord;
import io.sessionstats.oracle.RandomSessions;
import io.sessionstats.oracle.RandomStream;
import io.sessionstats.oracle.Step;
import io.sessionstats.oracle.StreamShape;
import io.sessionstats.session.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole job goes on from savepoints in more and in fewer subtasks, and its rows stay exact. */
class RescalingIT {

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(3)
                            .build());

    @TempDir Path savepoints;

    private final RunningJob running = new RunningJob();

    @AfterEach
    void cancel() throws Exception {
        running.cancel();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rocksdb", "hashmap"})
    void rowsStayExactInThreeSubtasksAfterOneAndThenInTwo(String backend) throws Exception {
        Instant from = Instant.parse("2026-03-27T12:00:00Z");
        StreamShape shape =
                StreamShape.of(
                        300,
                        List.of(Scope.project("p"), Scope.project("q"), Scope.farm("f")),
                        ScopeZones.all(ZoneId.of("Europe/Berlin")),
                        from,
                        from.plus(Duration.ofDays(4)));
        RandomStream stream = RandomSessions.stream(11, shape);
        List<ObservedRecord> records = stream.records();
        int third = records.size() / 3;
        running.stateBackend(backend).parallelism(1).start("--time-zone=Europe/Berlin");
        running.publish(records.subList(0, third));
        running.awaitCompleteThrough(1);

        for (int parallelism : new int[] {3, 2}) {
            String savepoint = running.stop(savepoints);
            running.parallelism(parallelism).startFrom(savepoint, "--time-zone=Europe/Berlin");
            int next = parallelism == 3 ? third : 2 * third;
            int end = parallelism == 3 ? 2 * third : records.size();
            long before = running.completeThroughMillis();
            running.publish(records.subList(next, end));
            running.awaitCompleteThrough(before + 1);
        }

        List<Step> steps = new ArrayList<>(stream.stepsUpTo(Long.MIN_VALUE));
        steps.addAll(running.readThrough(stream.latestEventMillis() + 1_000));
        new StoredRows(running.database()).assertAreThoseOf(steps, shape);
    }
}
