package io.sessionstats.store;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.session.Scope;
import io.sessionstats.session.UsageType;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.usage.JobName;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageKey;
import io.sessionstats.usage.UsageKeyId;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows in bytes: between the stages, on their way to the store, and in checkpoints and savepoints.
 * Whoever changes this gives the new form a version of its own and keeps reading this one.
 *
 * <p>The fields of a row, in their order. Most numbers are small, so they take as few bytes as they
 * need; codes are part of the format, unlike the order of an enum.
 *
 * <ul>
 *   <li>scope: scope, period, start, length, the eight numbers of the {@link Tally}
 *   <li>device: scope, device id, period, start, length, the eight numbers, field devices, remote
 *       devices
 *   <li>usage key: scope, both halves of the id, queue, fleet, job, user, usage type, instance
 *       type, licence product, hourly rate
 *   <li>usage cell: both halves of the key's id, hash of the queue, hash of the fleet, start slot,
 *       how many slots later the end slot is, the nine numbers of the {@link UsageCell}
 *   <li>job name: scope, job id, name
 * </ul>
 *
 * <p>Scope is a number, the place in the chunk's list; period and usage type are codes; halves of
 * an id and hashes are bits. Start (epoch milliseconds) and length are of a bucket.
 */
public final class StatisticsRowFormat {

    /** Versions 1 and 2, of before the first release, were rows that came one by one. */
    static final int VERSION = 3;

    private static final int FARM = 1;
    private static final int PROJECT = 2;

    private static final int COMPUTE = 1;
    private static final int LICENSE = 2;

    private StatisticsRowFormat() {}

    /** Writes a chunk so that {@link #read} finds its end. */
    public static void write(RowChunk chunk, DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeByte(code(chunk.kind()));
        out.writeBoolean(chunk.first());
        out.writeInt(chunk.rows());
        out.writeInt(chunk.scopes().size());
        for (Scope scope : chunk.scopes()) {
            out.writeByte(scope.kind() == Scope.Kind.FARM ? FARM : PROJECT);
            byte[] id = scope.id().getBytes(StandardCharsets.UTF_8);
            out.writeInt(id.length);
            out.write(id);
        }
        out.writeLong(chunk.firstStart());
        out.writeLong(chunk.lastStart());
        out.writeLong(chunk.slotsMax());
        out.writeInt(chunk.bytes().length);
        out.write(chunk.bytes());
    }

    /**
     * Reads a chunk.
     *
     * @throws IOException if the chunk is of a version that this release does not read
     */
    public static RowChunk read(DataInput in) throws IOException {
        requireKnown(in.readByte());
        RowChunk.Kind kind = kind(in.readByte());
        boolean first = in.readBoolean();
        int rows = in.readInt();
        int scopeCount = in.readInt();
        List<Scope> scopes = new ArrayList<>(scopeCount);
        for (int i = 0; i < scopeCount; i++) {
            int code = in.readByte();
            String id = new String(bytes(in), StandardCharsets.UTF_8);
            scopes.add(
                    switch (code) {
                        case FARM -> Scope.farm(id);
                        case PROJECT -> Scope.project(id);
                        default -> throw new IOException("unknown kind of scope: " + code);
                    });
        }
        return new RowChunk(
                kind, first, rows, scopes, in.readLong(), in.readLong(), in.readLong(), bytes(in));
    }

    private static byte[] bytes(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }

    private static void requireKnown(int version) throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "rows waiting to be published have format version "
                            + version
                            + ", this release reads version "
                            + VERSION
                            + ": restore with the release that wrote them, or a newer one");
        }
    }

    /** A chunk's rows, in their order. */
    public static List<StatisticsRow> rows(RowChunk chunk) {
        List<StatisticsRow> rows = new ArrayList<>(chunk.rows());
        RowFields fields = new RowFields(chunk);
        while (fields.hasNext()) {
            rows.add(
                    switch (chunk.kind()) {
                        case SCOPE -> scopeRow(chunk, fields);
                        case DEVICE -> deviceRow(chunk, fields);
                        case USAGE_KEY -> usageKeyRow(chunk, fields);
                        case USAGE_CELL -> usageCellRow(chunk, fields);
                        case JOB_NAME -> jobNameRow(chunk, fields);
                    });
        }
        return rows;
    }

    private static StatisticsRow scopeRow(RowChunk chunk, RowFields fields) {
        return new StatisticsRow.OfScope(
                new ScopeStatistics(scope(chunk, fields), bucket(fields), tally(fields)));
    }

    private static StatisticsRow deviceRow(RowChunk chunk, RowFields fields) {
        return new StatisticsRow.OfDevice(
                new DeviceStatistics(
                        scope(chunk, fields),
                        fields.text(),
                        bucket(fields),
                        tally(fields),
                        fields.texts(),
                        fields.texts()),
                chunk.first());
    }

    private static StatisticsRow usageKeyRow(RowChunk chunk, RowFields fields) {
        String farmId = scope(chunk, fields).id();
        return new StatisticsRow.OfUsageKey(
                new UsageKeyId(fields.bits(), fields.bits()),
                new UsageKey(
                        farmId,
                        fields.text(),
                        fields.text(),
                        fields.text(),
                        fields.text(),
                        usageType(fields.code()),
                        fields.text(),
                        fields.text(),
                        fields.number()));
    }

    private static StatisticsRow usageCellRow(RowChunk chunk, RowFields fields) {
        UsageKeyId keyId = new UsageKeyId(fields.bits(), fields.bits());
        long queueHash = fields.bits();
        long fleetHash = fields.bits();
        long startSlot = fields.number();
        return new StatisticsRow.OfUsageCell(
                keyId,
                queueHash,
                fleetHash,
                new UsageCell(
                        startSlot,
                        startSlot + fields.number(),
                        fields.number(),
                        fields.number(),
                        fields.number(),
                        fields.number(),
                        fields.number(),
                        fields.number(),
                        fields.number(),
                        fields.number(),
                        fields.number()),
                chunk.first());
    }

    private static StatisticsRow jobNameRow(RowChunk chunk, RowFields fields) {
        return new StatisticsRow.OfJobName(
                new JobName(scope(chunk, fields).id(), fields.text(), fields.text()));
    }

    private static Scope scope(RowChunk chunk, RowFields fields) {
        return chunk.scopes().get((int) fields.number());
    }

    private static Bucket bucket(RowFields fields) {
        Period period = period(fields.code());
        long startMillis = fields.number();
        return new Bucket(period, startMillis, startMillis + fields.number());
    }

    private static Tally tally(RowFields fields) {
        return new Tally(
                fields.number(),
                fields.number(),
                fields.number(),
                fields.number(),
                fields.number(),
                fields.number(),
                fields.number(),
                fields.number());
    }

    private static int code(RowChunk.Kind kind) {
        return switch (kind) {
            case SCOPE -> 1;
            case DEVICE -> 2;
            case USAGE_CELL -> 3;
            case JOB_NAME -> 4;
            case USAGE_KEY -> 5;
        };
    }

    private static RowChunk.Kind kind(int code) throws IOException {
        return switch (code) {
            case 1 -> RowChunk.Kind.SCOPE;
            case 2 -> RowChunk.Kind.DEVICE;
            case 3 -> RowChunk.Kind.USAGE_CELL;
            case 4 -> RowChunk.Kind.JOB_NAME;
            case 5 -> RowChunk.Kind.USAGE_KEY;
            default -> throw new IOException("unknown kind of row: " + code);
        };
    }

    static int code(Period period) {
        return switch (period) {
            case HOUR -> 1;
            case DAY -> 2;
            case WEEK -> 3;
            case MONTH -> 4;
        };
    }

    /** The period of a code. */
    public static Period period(int code) {
        return switch (code) {
            case 1 -> Period.HOUR;
            case 2 -> Period.DAY;
            case 3 -> Period.WEEK;
            case 4 -> Period.MONTH;
            default -> throw new IllegalStateException("unknown period: " + code);
        };
    }

    static int code(UsageType usageType) {
        return switch (usageType) {
            case COMPUTE -> COMPUTE;
            case LICENSE -> LICENSE;
        };
    }

    /** The usage type of a code. */
    public static UsageType usageType(int code) {
        return switch (code) {
            case COMPUTE -> UsageType.COMPUTE;
            case LICENSE -> UsageType.LICENSE;
            default -> throw new IllegalStateException("unknown usage type: " + code);
        };
    }
}
