package io.sessionstats.job;

import io.sessionstats.calendar.ScopeCalendars;
import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.ledger.BlockWriter;
import io.sessionstats.ledger.DeviceChange;
import io.sessionstats.ledger.DeviceTable;
import io.sessionstats.ledger.ScopeActivity;
import io.sessionstats.ledger.ScopeChange;
import io.sessionstats.ledger.ScopeChange.ActiveDevices;
import io.sessionstats.session.Scope;
import io.sessionstats.store.RowChunk;
import io.sessionstats.store.RowChunks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Counts, exactly and without one hot set, which devices are active: one device at a time, it tells
 * the scope when the device becomes active in a bucket, and when a correction takes that back.
 * Sends the changed rows of projects' devices to {@link #ROWS}, once before each barrier.
 */
public final class DeviceActivityOperator
        extends ShardedOperator<DeviceChange, ScopeChange, DeviceTable> {

    private static final long serialVersionUID = 1L;

    static final OutputTag<RowChunk> ROWS = new OutputTag<>("device-rows", FlowTypes.ROW_CHUNK);

    /** Bounds the memory that made-up scopes can take. */
    private static final int SCOPES_REMEMBERED = 100_000;

    private final ScopeZones zones;
    private final long retentionMillis;

    private transient ScopeCalendars calendars;
    private transient RowChunks rows;
    private transient Map<Scope, ScopeActivity> scopes;
    private transient List<ScopeActivity> changedScopes;

    /**
     * @param retentionMillis how long after its end a bucket may still change
     */
    public DeviceActivityOperator(ScopeZones zones, long retentionMillis) {
        this.zones = zones;
        this.retentionMillis = retentionMillis;
    }

    static Integer shard(DeviceChange change) {
        return Shards.of(change.keyHigh());
    }

    @Override
    public void open() throws Exception {
        super.open();
        calendars = new ScopeCalendars(zones);
        rows = new RowChunks(chunk -> output.collect(ROWS, new StreamRecord<>(chunk)));
        changedScopes = new ArrayList<>();
        scopes = new HashMap<>();
    }

    private ScopeActivity scope(Scope scope) {
        ScopeActivity activity = scopes.get(scope);
        if (activity == null) {
            if (scopes.size() >= SCOPES_REMEMBERED) {
                scopes.clear(); // Devices know theirs; a scope may well have several
            }
            activity = new ScopeActivity(scope, calendars.of(scope), changedScopes);
            scopes.put(scope, activity);
        }
        return activity;
    }

    @Override
    protected DeviceTable create() {
        return new DeviceTable(this::scope, retentionMillis);
    }

    @Override
    protected boolean isEmpty(DeviceTable devices) {
        return devices.isEmpty();
    }

    @Override
    protected void write(DeviceTable devices, BlockWriter out) {
        devices.write(out);
    }

    @Override
    protected void read(DeviceTable devices, DataInputDeserializer in) throws IOException {
        devices.read(in);
    }

    @Override
    protected long dueMillis(DeviceTable devices) {
        return devices.dueMillis();
    }

    @Override
    protected int bytes(DeviceChange value) {
        return value.bytes().length;
    }

    @Override
    protected void process(DeviceTable devices, DeviceChange change) {
        devices.change(change);
    }

    @Override
    protected void advance(DeviceTable devices, long watermarkMillis) {
        devices.advance(watermarkMillis);
    }

    @Override
    protected void beforeWatermark() {
        flushActivity();
    }

    @Override
    protected void beforeBarrier(DeviceTable devices) {
        devices.tellRows(rows::addDevice);
    }

    @Override
    protected void beforeBarrier() {
        flushActivity();
        rows.flush();
    }

    private void flushActivity() {
        for (ScopeActivity scope : changedScopes) {
            List<ActiveDevices> devices = scope.take();
            if (!devices.isEmpty()) {
                output.collect(new StreamRecord<>(ScopeChange.ofDevices(scope.scope(), devices)));
            }
        }
        changedScopes.clear();
    }
}
