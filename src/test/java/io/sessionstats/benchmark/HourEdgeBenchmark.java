package io.sessionstats.benchmark;

import static io.sessionstats.benchmark.BenchmarkSettings.EDGE_MILLIS;
import static io.sessionstats.benchmark.BenchmarkSettings.HOUR_MILLIS;
import static io.sessionstats.benchmark.BenchmarkSettings.LIMITS;
import static io.sessionstats.benchmark.BenchmarkSettings.ZONES;

import io.sessionstats.benchmark.SessionRecords.Fleet;
import io.sessionstats.ingest.ReceivedEvent;
import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.ingest.SessionEventJson;
import io.sessionstats.job.DrivenStage;
import io.sessionstats.job.SessionStatisticsPipeline;
import io.sessionstats.usage.RateCard;
import io.sessionstats.usage.UsageGrain;
import java.time.Clock;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How long open sessions take to roll over an hour edge: in the pairing stage alone on one thread,
 * and through the whole job in a local cluster of as many subtasks as in jobs/local, where it is
 * the time from the event that moves the watermark over the edge to that watermark at the sink.
 */
class HourEdgeBenchmark {

    private static final int PARALLELISM = 2;

    @ParameterizedTest
    @EnumSource
    void pairingAlone(Fleet fleet) throws Exception {
        SessionEventJson json = new SessionEventJson();
        int sessions = BenchmarkSettings.sessions();
        try (DrivenStage<ReceivedEvent> pairing = DrivenStage.pairing(LIMITS, ZONES, delta -> {})) {
            for (int session = 0; session < sessions; session++) {
                byte[] start =
                        SessionRecords.start(
                                fleet, session, session, BenchmarkSettings.startMillis(session));
                pairing.process(SessionRecords.parsed(json, start, Long.MAX_VALUE / 2).event());
            }
            for (int edge = 0; edge < EdgeClock.EDGES; edge++) {
                long before = System.nanoTime();
                pairing.watermark(EDGE_MILLIS + edge * HOUR_MILLIS);
                print(fleet, "pairing alone", edge, System.nanoTime() - before);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void wholeJob(Fleet fleet) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(20));
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, configuration);
        EdgeClock.reset(PARALLELISM);
        new SessionStatisticsPipeline(
                        ZONES,
                        LIMITS,
                        RateCard.EMPTY,
                        UsageGrain.DEFAULT,
                        Duration.ZERO,
                        null,
                        Clock.systemUTC())
                .define(
                        environment,
                        new OpenSessions(fleet, BenchmarkSettings.sessions()),
                        new WatermarkSink(),
                        new DiscardingSink<RejectedEvent>());
        JobClient job = environment.executeAsync("hour edge");
        long[] nanos = EdgeClock.edgeNanos();
        job.cancel().get();
        for (int edge = 0; edge < nanos.length; edge++) {
            print(fleet, "the whole job", edge, nanos[edge]);
        }
    }

    private static void print(Fleet fleet, String what, int edge, long nanos) {
        System.out.printf(
                "%-8s %,d open sessions, hour edge %d, %s: %.2f s%n",
                fleet, BenchmarkSettings.sessions(), edge + 1, what, nanos / 1e9);
    }
}
