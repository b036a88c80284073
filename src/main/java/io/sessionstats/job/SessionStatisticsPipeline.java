package io.sessionstats.job;

import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.ingest.ParsedRecord;
import io.sessionstats.ingest.ReceivedEvent;
import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.pairing.PairingLimits;
import io.sessionstats.statistics.BucketDelta;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.ChangedRow;
import io.sessionstats.store.RowChunk;
import io.sessionstats.usage.RateCard;
import io.sessionstats.usage.UsageGrain;
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * From parsed records to changed rows and rejected events: the job between its ends, which knows no
 * address.
 *
 * @param zones whose calendar each scope follows
 * @param limits how late events may be, and how long sessions may last
 * @param rateCard what sessions of farms cost that send no rate
 * @param usageGrain the grid that usage is kept on
 * @param outOfOrderness how far the watermark stays behind a partition's latest event
 * @param idleAdvance after how long without events all partitions are quiet and event time moves on
 *     with the wall clock; null: it never does
 * @param wallClock what event time never runs ahead of
 */
public record SessionStatisticsPipeline(
        ScopeZones zones,
        PairingLimits limits,
        RateCard rateCard,
        UsageGrain usageGrain,
        Duration outOfOrderness,
        Duration idleAdvance,
        Clock wallClock)
        implements Serializable {

    /**
     * A partition without events for so long holds back no other, also where idle advance is off.
     */
    private static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofSeconds(60);

    /**
     * How long after its end a bucket or usage cell is kept beyond the allowed lateness. What
     * changes it last comes when a session that touches it expires, at most a bucket's length after
     * that.
     */
    private static final Duration RETENTION_MARGIN = Duration.ofHours(1);

    /** Adds the pipeline to an environment. */
    public void define(
            StreamExecutionEnvironment environment,
            Source<ParsedRecord, ?, ?> records,
            Sink<RowChunk> statistics,
            Sink<RejectedEvent> rejected) {
        SingleOutputStreamOperator<ReceivedEvent> events =
                environment
                        .fromSource(records, watermarks(), "session events")
                        .uid("session-events")
                        .process(new AcceptedEvents())
                        .uid("accepted-events")
                        .name("accepted events");

        SingleOutputStreamOperator<BucketDelta> sessions =
                events.keyBy(SessionPairing::key)
                        .transform(
                                "session pairing",
                                TypeInformation.of(BucketDelta.class),
                                new SessionPairingOperator(
                                        new SessionPairing(limits, zones, rateCard),
                                        idleAdvance != null))
                        .uid("session-pairing");

        SingleOutputStreamOperator<BucketDelta> devices =
                sessions.getSideOutput(SessionPairing.DEVICES)
                        .keyBy(DeviceActivity::key)
                        .transform(
                                "device activity",
                                TypeInformation.of(BucketDelta.class),
                                new DeviceActivityOperator(
                                        new DeviceActivity(zones, retention().toMillis())))
                        .uid("device-activity");

        DataStream<ChangedRow> scopeRows =
                combined(sessions, "session deltas")
                        .union(combined(devices, "device deltas"))
                        .keyBy(ScopePeriod::of, TypeInformation.of(ScopePeriod.class))
                        .window(new CalendarWindows(zones, retention().toMillis()))
                        .allowedLateness(retention())
                        .aggregate(
                                new TallyAggregate(),
                                new ScopeRow(),
                                TypeInformation.of(Tally.class),
                                TypeInformation.of(ChangedRow.class))
                        .uid("scope-buckets")
                        .name("scope buckets");

        scopeRows
                .union(
                        devices.getSideOutput(DeviceActivity.ROWS),
                        usageCells(sessions),
                        jobNames(sessions))
                .transform("row chunks", RowChunkTypeInfo.INSTANCE, new ChangedRowChunks())
                .uid("row-chunks")
                .sinkTo(statistics)
                .uid("statistics")
                .name("statistics");

        events.getSideOutput(SessionPairing.REJECTED)
                .union(sessions.getSideOutput(SessionPairing.REJECTED))
                .sinkTo(rejected)
                .uid("rejected-events")
                .name("rejected events");
    }

    private DataStream<ChangedRow> usageCells(SingleOutputStreamOperator<BucketDelta> sessions) {
        UsageGrain grain = usageGrain; // the key selector needs no more of the pipeline than this
        return sessions.getSideOutput(SessionPairing.USAGE)
                .keyBy(usage -> CellKey.of(usage, grain), TypeInformation.of(CellKey.class))
                .process(
                        new UsageCells(grain, retention().toMillis()),
                        TypeInformation.of(ChangedRow.class))
                .uid("usage-cells")
                .name("usage cells");
    }

    private DataStream<ChangedRow> jobNames(SingleOutputStreamOperator<BucketDelta> sessions) {
        return sessions.getSideOutput(SessionPairing.JOB_NAMES)
                .keyBy(JobNames::key)
                .process(new JobNames(retention().toMillis()), TypeInformation.of(ChangedRow.class))
                .uid("job-names")
                .name("job names");
    }

    private DataStream<BucketDelta> combined(
            SingleOutputStreamOperator<BucketDelta> deltas, String name) {
        return deltas.transform(
                        "combine " + name,
                        TypeInformation.of(BucketDelta.class),
                        new DeltaCombiner())
                .uid("combine-" + name.replace(' ', '-'));
    }

    private WatermarkStrategy<ParsedRecord> watermarks() {
        Duration idleTimeout = idleAdvance != null ? idleAdvance : DEFAULT_IDLE_TIMEOUT;
        ReaderActivity reader = new ReaderActivity(); // each reader's task has a copy of its own
        return WatermarkStrategy.<ParsedRecord>forGenerator(
                        context ->
                                new PartitionWatermarks(
                                        outOfOrderness,
                                        idleTimeout,
                                        leap(),
                                        wallClock,
                                        context.getInputActivityClock(),
                                        reader))
                .withTimestampAssigner(
                        (parsed, recordMillis) ->
                                parsed.event() != null
                                        ? parsed.event().event().timeMillis()
                                        : recordMillis);
    }

    /**
     * How far event time may advance at once: an hour, which matters to nobody, or where little
     * lateness is allowed half of that.
     */
    private Duration leap() {
        long halfMillis = limits.allowedLatenessMillis() / 2;
        return Duration.ofMillis(
                Math.max(
                        Duration.ofSeconds(1).toMillis(),
                        Math.min(Duration.ofHours(1).toMillis(), halfMillis)));
    }

    private Duration retention() {
        return Duration.ofMillis(limits.allowedLatenessMillis()).plus(RETENTION_MARGIN);
    }
}
