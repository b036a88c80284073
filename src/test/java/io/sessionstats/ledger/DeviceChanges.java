package io.sessionstats.ledger;

import io.sessionstats.session.KeyHash;
import io.sessionstats.session.PackedEvent.PackedDetails;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the devices of a session are told of it. */
public final class DeviceChanges {

    private final KeyHash hash = new KeyHash();

    /**
     * One change for each device.
     *
     * @param start what the session's start says
     * @param before what it has counted for; null for nothing
     */
    public List<DeviceChange> of(PackedDetails start, Extent before, Extent after) {
        List<DeviceChange> changes = new ArrayList<>();
        int fieldAt = start.fieldDeviceAt();
        boolean hasField = start.length(fieldAt) > 0;
        int at = start.remoteDevices() == 0 ? 0 : start.remoteDevicesAt();
        for (int left = start.remoteDevices(); left > 0; left--) {
            boolean both = hasField && Arrays.equals(packed(start, at), packed(start, fieldAt));
            hasField &= !both;
            int roles = DeviceTable.REMOTE | (both ? DeviceTable.FIELD : 0);
            changes.add(change(start, at, roles, before, after));
            at = start.after(at);
        }
        if (hasField) {
            changes.add(change(start, fieldAt, DeviceTable.FIELD, before, after));
        }
        return changes;
    }

    private static byte[] packed(PackedDetails start, int at) {
        return Arrays.copyOfRange(start.bytes(), at, start.after(at));
    }

    private DeviceChange change(
            PackedDetails start, int deviceAt, int roles, Extent before, Extent after) {
        hash.hash(start.bytes(), 0, start.scopeEnd(), deviceAt, start.after(deviceAt));
        return new DeviceChange(
                hash.high(), hash.low(), before, after, roles, deviceAt, start.bytes());
    }
}
