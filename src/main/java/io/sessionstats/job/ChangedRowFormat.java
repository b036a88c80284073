package io.sessionstats.job;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.session.Scope;
import io.sessionstats.session.UsageType;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.ScopeStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.ChangedRow;
import io.sessionstats.usage.JobName;
import io.sessionstats.usage.KeyedCell;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageKey;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Changed rows in bytes, version 2. Checkpoints and savepoints hold them: whoever changes this
 * gives the new form a version of its own and keeps reading this one. Version 1 is the same without
 * usage cells and job names.
 *
 * <p>Most numbers are small, so they are written in as few bytes as they need. Codes are part of
 * the format, unlike the order of an enum.
 */
final class ChangedRowFormat {

    static final int VERSION = 2;

    private static final int OLDEST_VERSION = 1;

    private static final int SCOPE_STATISTICS = 1;
    private static final int DEVICE_STATISTICS = 2;
    private static final int USAGE_CELL = 3;
    private static final int JOB_NAME = 4;

    private static final int FARM = 1;
    private static final int PROJECT = 2;

    private static final int COMPUTE = 1;
    private static final int LICENSE = 2;

    private ChangedRowFormat() {}

    static void requireKnown(int version) throws IOException {
        if (version < OLDEST_VERSION || version > VERSION) {
            throw new IOException(
                    "rows waiting to be published have format version "
                            + version
                            + ", this release reads versions "
                            + OLDEST_VERSION
                            + " to "
                            + VERSION
                            + ": restore with the release that wrote them, or a newer one");
        }
    }

    static void write(WrittenRows written, DataOutput out) throws IOException {
        writeNumber(written.watermarkMillis(), out);
        writeNumber(written.rows().size(), out);
        for (ChangedRow row : written.rows()) {
            write(row, out);
        }
    }

    static WrittenRows read(DataInput in) throws IOException {
        long watermarkMillis = readNumber(in);
        int count = (int) readNumber(in);
        List<ChangedRow> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(readRow(in));
        }
        return new WrittenRows(watermarkMillis, rows);
    }

    private static void write(ChangedRow row, DataOutput out) throws IOException {
        if (row.scopeStatistics() != null) {
            ScopeStatistics statistics = row.scopeStatistics();
            out.writeByte(SCOPE_STATISTICS);
            write(statistics.scope(), out);
            write(statistics.bucket(), out);
            write(statistics.tally(), out);
        } else if (row.deviceStatistics() != null) {
            DeviceStatistics statistics = row.deviceStatistics();
            out.writeByte(DEVICE_STATISTICS);
            write(statistics.scope(), out);
            write(statistics.deviceId(), out);
            write(statistics.bucket(), out);
            write(statistics.tally(), out);
            write(statistics.fieldDevices(), out);
            write(statistics.remoteDevices(), out);
        } else if (row.usageCell() != null) {
            out.writeByte(USAGE_CELL);
            write(row.usageCell().key(), out);
            write(row.usageCell().cell(), out);
        } else {
            JobName name = row.jobName();
            out.writeByte(JOB_NAME);
            write(name.farmId(), out);
            write(name.jobId(), out);
            write(name.name(), out);
        }
    }

    private static ChangedRow readRow(DataInput in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case SCOPE_STATISTICS ->
                    ChangedRow.of(
                            new ScopeStatistics(readScope(in), readBucket(in), readTally(in)));
            case DEVICE_STATISTICS ->
                    ChangedRow.of(
                            new DeviceStatistics(
                                    readScope(in),
                                    readString(in),
                                    readBucket(in),
                                    readTally(in),
                                    readStrings(in),
                                    readStrings(in)));
            case USAGE_CELL -> ChangedRow.of(new KeyedCell(readUsageKey(in), readCell(in)));
            case JOB_NAME ->
                    ChangedRow.of(new JobName(readString(in), readString(in), readString(in)));
            default -> throw new IOException("unknown kind of row: " + kind);
        };
    }

    private static void write(Scope scope, DataOutput out) throws IOException {
        out.writeByte(scope.kind() == Scope.Kind.FARM ? FARM : PROJECT);
        write(scope.id(), out);
    }

    private static Scope readScope(DataInput in) throws IOException {
        int kind = in.readByte();
        String id = readString(in);
        return switch (kind) {
            case FARM -> Scope.farm(id);
            case PROJECT -> Scope.project(id);
            default -> throw new IOException("unknown kind of scope: " + kind);
        };
    }

    private static void write(Bucket bucket, DataOutput out) throws IOException {
        out.writeByte(
                switch (bucket.period()) {
                    case HOUR -> 1;
                    case DAY -> 2;
                    case WEEK -> 3;
                    case MONTH -> 4;
                });
        writeNumber(bucket.startMillis(), out);
        writeNumber(bucket.endMillis() - bucket.startMillis(), out);
    }

    private static Bucket readBucket(DataInput in) throws IOException {
        int code = in.readByte();
        Period period =
                switch (code) {
                    case 1 -> Period.HOUR;
                    case 2 -> Period.DAY;
                    case 3 -> Period.WEEK;
                    case 4 -> Period.MONTH;
                    default -> throw new IOException("unknown period: " + code);
                };
        long startMillis = readNumber(in);
        return new Bucket(period, startMillis, startMillis + readNumber(in));
    }

    private static void write(Tally tally, DataOutput out) throws IOException {
        writeNumber(tally.sessions(), out);
        writeNumber(tally.started(), out);
        writeNumber(tally.ended(), out);
        writeNumber(tally.durationMillis(), out);
        writeNumber(tally.activeFieldDevices(), out);
        writeNumber(tally.activeRemoteDevices(), out);
        writeNumber(tally.rated(), out);
        writeNumber(tally.notBad(), out);
    }

    private static Tally readTally(DataInput in) throws IOException {
        return new Tally(
                readNumber(in),
                readNumber(in),
                readNumber(in),
                readNumber(in),
                readNumber(in),
                readNumber(in),
                readNumber(in),
                readNumber(in));
    }

    private static void write(UsageKey key, DataOutput out) throws IOException {
        write(key.farmId(), out);
        writeOptional(key.queueId(), out);
        writeOptional(key.fleetId(), out);
        writeOptional(key.jobId(), out);
        writeOptional(key.userId(), out);
        out.writeByte(
                switch (key.usageType()) {
                    case COMPUTE -> COMPUTE;
                    case LICENSE -> LICENSE;
                });
        writeOptional(key.instanceType(), out);
        writeOptional(key.licenseProduct(), out);
        writeNumber(key.hourlyRateMicroUsd(), out);
    }

    private static UsageKey readUsageKey(DataInput in) throws IOException {
        return new UsageKey(
                readString(in),
                readOptional(in),
                readOptional(in),
                readOptional(in),
                readOptional(in),
                readUsageType(in),
                readOptional(in),
                readOptional(in),
                readNumber(in));
    }

    private static UsageType readUsageType(DataInput in) throws IOException {
        int code = in.readByte();
        return switch (code) {
            case COMPUTE -> UsageType.COMPUTE;
            case LICENSE -> UsageType.LICENSE;
            default -> throw new IOException("unknown usage type: " + code);
        };
    }

    private static void write(UsageCell cell, DataOutput out) throws IOException {
        writeNumber(cell.startSlot(), out);
        writeNumber(cell.endSlot() - cell.startSlot(), out);
        writeNumber(cell.sessions(), out);
        writeNumber(cell.startOffsetSum(), out);
        writeNumber(cell.endOffsetSum(), out);
        writeNumber(cell.startOffsetMin(), out);
        writeNumber(cell.startOffsetMax(), out);
        writeNumber(cell.endOffsetMin(), out);
        writeNumber(cell.endOffsetMax(), out);
        writeNumber(cell.lengthMin(), out);
        writeNumber(cell.lengthMax(), out);
    }

    private static UsageCell readCell(DataInput in) throws IOException {
        long startSlot = readNumber(in);
        return new UsageCell(
                startSlot,
                startSlot + readNumber(in),
                readNumber(in),
                readNumber(in),
                readNumber(in),
                readNumber(in),
                readNumber(in),
                readNumber(in),
                readNumber(in),
                readNumber(in),
                readNumber(in));
    }

    private static void write(List<String> strings, DataOutput out) throws IOException {
        writeNumber(strings.size(), out);
        for (String string : strings) {
            write(string, out);
        }
    }

    private static List<String> readStrings(DataInput in) throws IOException {
        int count = (int) readNumber(in);
        List<String> strings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            strings.add(readString(in));
        }
        return strings;
    }

    private static void write(String string, DataOutput out) throws IOException {
        byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
        writeNumber(bytes.length, out);
        out.write(bytes);
    }

    private static String readString(DataInput in) throws IOException {
        return readString((int) readNumber(in), in);
    }

    private static String readString(int length, DataInput in) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** As any string; null has the length -1. */
    private static void writeOptional(String string, DataOutput out) throws IOException {
        if (string == null) {
            writeNumber(-1, out);
        } else {
            write(string, out);
        }
    }

    private static String readOptional(DataInput in) throws IOException {
        int length = (int) readNumber(in);
        return length < 0 ? null : readString(length, in);
    }

    /** Seven bits a byte, the lowest first; the sign is the lowest bit of all. */
    static void writeNumber(long number, DataOutput out) throws IOException {
        long rest = (number << 1) ^ (number >> 63);
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    static long readNumber(DataInput in) throws IOException {
        long bits = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.readByte();
            bits |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return (bits >>> 1) ^ -(bits & 1);
            }
        }
        throw new IOException("a number longer than 64 bits");
    }
}
