package io.sessionstats.store;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.session.Scope;
import io.sessionstats.statistics.DeviceStatistics;
import io.sessionstats.statistics.Tally;
import io.sessionstats.usage.UsageCell;
import io.sessionstats.usage.UsageKey;
import io.sessionstats.usage.UsageKeyId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes rows into chunks, and hands out each chunk once it has some hundred kilobytes. {@link
 * #flush} hands out what is begun: a stage calls it before each barrier, and has then told each row
 * at most once since the one before.
 */
public final class RowChunks {

    /** So a chunk takes a few network buffers, and what it carries besides its rows is nothing. */
    private static final int CHUNK_BYTES = 128 * 1024;

    private final Consumer<RowChunk> out;
    private final Open scopes = new Open(RowChunk.Kind.SCOPE, false);
    private final Open firstDevices = new Open(RowChunk.Kind.DEVICE, true);
    private final Open devices = new Open(RowChunk.Kind.DEVICE, false);
    private final Open usageKeys = new Open(RowChunk.Kind.USAGE_KEY, false);
    private final Open firstCells = new Open(RowChunk.Kind.USAGE_CELL, true);
    private final Open cells = new Open(RowChunk.Kind.USAGE_CELL, false);
    private final Open jobNames = new Open(RowChunk.Kind.JOB_NAME, false);

    /** Chunks for this receiver, which may keep them. */
    public RowChunks(Consumer<RowChunk> out) {
        this.out = out;
    }

    /** Writes a row of any kind. */
    public void add(StatisticsRow row) {
        if (row instanceof StatisticsRow.OfScope scope) {
            addScope(
                    scope.statistics().scope(),
                    scope.statistics().bucket(),
                    scope.statistics().tally());
        } else if (row instanceof StatisticsRow.OfDevice device) {
            DeviceStatistics statistics = device.statistics();
            addDevice(
                    statistics.scope(),
                    statistics.deviceId(),
                    statistics.bucket(),
                    statistics.tally(),
                    statistics.fieldDevices(),
                    statistics.remoteDevices(),
                    device.first());
        } else if (row instanceof StatisticsRow.OfUsageKey key) {
            addUsageKey(key.id(), key.key());
        } else if (row instanceof StatisticsRow.OfUsageCell cell) {
            addUsageCell(
                    cell.keyId(), cell.queueHash(), cell.fleetHash(), cell.cell(), cell.first());
        } else if (row instanceof StatisticsRow.OfJobName jobName) {
            addJobName(jobName.name().farmId(), jobName.name().jobId(), jobName.name().name());
        }
    }

    /** Writes the numbers of a scope in a bucket. */
    public void addScope(Scope scope, Bucket bucket, Tally tally) {
        RowBytes bytes = scopes.next(scope, bucket.startMillis());
        write(bucket, bytes);
        write(tally, bytes);
        scopes.handOutIfFull();
    }

    /**
     * Writes the numbers of a device in a bucket.
     *
     * @param fieldDevices sorted, as are the remote ones
     * @param first whether no version of this row has been told before
     */
    public void addDevice(
            Scope scope,
            String deviceId,
            Bucket bucket,
            Tally tally,
            List<String> fieldDevices,
            List<String> remoteDevices,
            boolean first) {
        Open chunk = first ? firstDevices : devices;
        RowBytes bytes = chunk.next(scope, bucket.startMillis());
        bytes.text(deviceId);
        write(bucket, bytes);
        write(tally, bytes);
        bytes.texts(fieldDevices);
        bytes.texts(remoteDevices);
        chunk.handOutIfFull();
    }

    /** Writes a usage key, which must not come after its first cell. */
    public void addUsageKey(UsageKeyId id, UsageKey key) {
        RowBytes bytes = usageKeys.next(Scope.farm(key.farmId()), 0);
        bytes.bits(id.high());
        bytes.bits(id.low());
        bytes.textOrNull(key.queueId());
        bytes.textOrNull(key.fleetId());
        bytes.textOrNull(key.jobId());
        bytes.textOrNull(key.userId());
        bytes.code(StatisticsRowFormat.code(key.usageType()));
        bytes.textOrNull(key.instanceType());
        bytes.textOrNull(key.licenseProduct());
        bytes.number(key.hourlyRateMicroUsd());
        usageKeys.handOutIfFull();
    }

    /**
     * Writes a usage cell.
     *
     * @param queueHash of its usage key, as {@link UsageKey#queueHash} gives it
     * @param fleetHash likewise
     * @param first whether no version of this row has been told before
     */
    public void addUsageCell(
            UsageKeyId keyId, long queueHash, long fleetHash, UsageCell cell, boolean first) {
        Open chunk = first ? firstCells : cells;
        RowBytes bytes = chunk.next(null, cell.startSlot());
        chunk.slotsMax = Math.max(chunk.slotsMax, cell.endSlot() - cell.startSlot() + 1);
        bytes.bits(keyId.high());
        bytes.bits(keyId.low());
        bytes.bits(queueHash);
        bytes.bits(fleetHash);
        bytes.number(cell.startSlot());
        bytes.number(cell.endSlot() - cell.startSlot());
        bytes.number(cell.sessions());
        bytes.number(cell.startOffsetSum());
        bytes.number(cell.endOffsetSum());
        bytes.number(cell.startOffsetMin());
        bytes.number(cell.startOffsetMax());
        bytes.number(cell.endOffsetMin());
        bytes.number(cell.endOffsetMax());
        bytes.number(cell.lengthMin());
        bytes.number(cell.lengthMax());
        chunk.handOutIfFull();
    }

    /** Writes what a job is called. */
    public void addJobName(String farmId, String jobId, String name) {
        RowBytes bytes = jobNames.next(Scope.farm(farmId), 0);
        bytes.text(jobId);
        bytes.text(name);
        jobNames.handOutIfFull();
    }

    /** Hands out all chunks that are begun. */
    public void flush() {
        scopes.handOut();
        firstDevices.handOut();
        devices.handOut();
        usageKeys.handOut(); // before the cells, which need them
        firstCells.handOut();
        cells.handOut();
        jobNames.handOut();
    }

    private static void write(Bucket bucket, RowBytes bytes) {
        bytes.code(StatisticsRowFormat.code(bucket.period()));
        bytes.number(bucket.startMillis());
        bytes.number(bucket.endMillis() - bucket.startMillis());
    }

    private static void write(Tally tally, RowBytes bytes) {
        bytes.number(tally.sessions());
        bytes.number(tally.started());
        bytes.number(tally.ended());
        bytes.number(tally.durationMillis());
        bytes.number(tally.activeFieldDevices());
        bytes.number(tally.activeRemoteDevices());
        bytes.number(tally.rated());
        bytes.number(tally.notBad());
    }

    /** A chunk that is being written. */
    private final class Open {

        private final RowChunk.Kind kind;
        private final boolean first;
        private final RowBytes bytes = new RowBytes();
        private final Map<Scope, Integer> places = new HashMap<>();
        private final List<Scope> scopesInPlace = new ArrayList<>();
        private Scope latestScope;
        private int latestPlace;
        private int rows;
        private long firstStart;
        private long lastStart;
        private long slotsMax;

        Open(RowChunk.Kind kind, boolean first) {
            this.kind = kind;
            this.first = first;
        }

        /** Begins a row with its scope, unless that is null. */
        RowBytes next(Scope scope, long start) {
            firstStart = rows == 0 ? start : Math.min(firstStart, start);
            lastStart = rows == 0 ? start : Math.max(lastStart, start);
            rows++;
            if (scope != null) {
                bytes.number(place(scope));
            }
            return bytes;
        }

        private int place(Scope scope) {
            if (!scope.equals(latestScope)) {
                Integer place = places.get(scope);
                if (place == null) {
                    place = scopesInPlace.size();
                    places.put(scope, place);
                    scopesInPlace.add(scope);
                }
                latestScope = scope;
                latestPlace = place;
            }
            return latestPlace;
        }

        void handOutIfFull() {
            if (bytes.length() >= CHUNK_BYTES) {
                handOut();
            }
        }

        void handOut() {
            if (rows == 0) {
                return;
            }
            RowChunk chunk =
                    new RowChunk(
                            kind,
                            first,
                            rows,
                            scopesInPlace,
                            firstStart,
                            lastStart,
                            slotsMax,
                            bytes.toArray());
            bytes.clear();
            places.clear();
            scopesInPlace.clear();
            latestScope = null;
            rows = 0;
            slotsMax = 0;
            out.accept(chunk);
        }
    }
}
