package io.sessionstats.job;

import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.ingest.PackedRecord;
import io.sessionstats.ingest.ParsedRecord;
import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.ledger.ScopeChange;
import io.sessionstats.pairing.PairingLimits;
import io.sessionstats.store.RowChunk;
import io.sessionstats.usage.RateCard;
import io.sessionstats.usage.UsageGrain;
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
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
        SingleOutputStreamOperator<PackedRecord> events =
                environment
                        .fromSource(
                                records, watermarks(), "session events", FlowTypes.PARSED_RECORD)
                        .uid("session-events")
                        .process(new AcceptedEvents(), FlowTypes.PACKED_RECORD)
                        .uid("accepted-events")
                        .name("accepted events");

        SingleOutputStreamOperator<ScopeChange> sessions =
                events.keyBy(SessionPairingOperator::shard, Types.INT)
                        .transform(
                                "session pairing",
                                FlowTypes.SCOPE_CHANGE,
                                new SessionPairingOperator(
                                        limits, zones, rateCard, idleAdvance != null))
                        .uid("session-pairing");

        SingleOutputStreamOperator<ScopeChange> devices =
                sessions.getSideOutput(SessionPairingOperator.DEVICES)
                        .keyBy(DeviceActivityOperator::shard, Types.INT)
                        .transform(
                                "device activity",
                                FlowTypes.SCOPE_CHANGE,
                                new DeviceActivityOperator(zones, retentionMillis()))
                        .uid("device-activity");

        DataStream<RowChunk> scopeRows =
                sessions.union(devices)
                        .keyBy(ScopeBucketsOperator::shard, Types.INT)
                        .transform(
                                "scope buckets",
                                FlowTypes.ROW_CHUNK,
                                new ScopeBucketsOperator(zones, retentionMillis()))
                        .uid("scope-buckets");

        DataStream<RowChunk> usageRows =
                sessions.getSideOutput(SessionPairingOperator.USAGE)
                        .keyBy(UsageCellsOperator::shard, Types.INT)
                        .transform(
                                "usage cells",
                                FlowTypes.ROW_CHUNK,
                                new UsageCellsOperator(usageGrain, retentionMillis()))
                        .uid("usage-cells");

        DataStream<RowChunk> jobNames =
                sessions.getSideOutput(SessionPairingOperator.JOB_NAMES)
                        .keyBy(JobNamesOperator::shard, Types.INT)
                        .transform(
                                "job names",
                                FlowTypes.ROW_CHUNK,
                                new JobNamesOperator(retentionMillis()))
                        .uid("job-names");

        scopeRows
                .union(devices.getSideOutput(DeviceActivityOperator.ROWS), usageRows, jobNames)
                .sinkTo(statistics)
                .uid("statistics")
                .name("statistics");

        events.getSideOutput(SessionPairingOperator.REJECTED)
                .union(sessions.getSideOutput(SessionPairingOperator.REJECTED))
                .sinkTo(rejected)
                .uid("rejected-events")
                .name("rejected events");
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
                                        ? parsed.event().timeMillis()
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

    private long retentionMillis() {
        return limits.allowedLatenessMillis() + RETENTION_MARGIN.toMillis();
    }
}
