package io.sessionstats.statistics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers of one device in one bucket, and with how many of its sessions there each device took
 * part in which role, itself included.
 *
 * <p>{@link #plus} changes the two maps in place: a console may meet thousands of devices in a
 * month, and they are not to be copied with every session.
 *
 * @param tally its active devices are 0 here: they are the sizes of the maps
 * @param sessionsByFieldDevice how many sessions touch the bucket with this device in the field; no
 *     entry is 0 or less once every contribution has come
 * @param sessionsByRemoteDevice likewise for remote devices
 * @param published whether its row has been told, so that every change from now on must be, too
 */
public record DeviceBucket(
        Tally tally,
        Map<String, Integer> sessionsByFieldDevice,
        Map<String, Integer> sessionsByRemoteDevice,
        boolean published) {

    public static DeviceBucket empty() {
        return new DeviceBucket(Tally.ZERO, new HashMap<>(), new HashMap<>(), false);
    }

    /** This bucket with a step added; this object is not to be used any more. */
    public DeviceBucket plus(Tally step, List<String> fieldDevices, List<String> remoteDevices) {
        int sessions = (int) step.sessions();
        if (sessions != 0) {
            fieldDevices.forEach(device -> count(sessionsByFieldDevice, device, sessions));
            remoteDevices.forEach(device -> count(sessionsByRemoteDevice, device, sessions));
        }
        return new DeviceBucket(
                tally.plus(step), sessionsByFieldDevice, sessionsByRemoteDevice, published);
    }

    /** This bucket once its row has been told. */
    public DeviceBucket asPublished() {
        return new DeviceBucket(tally, sessionsByFieldDevice, sessionsByRemoteDevice, true);
    }

    private static void count(Map<String, Integer> sessions, String device, int difference) {
        sessions.merge(
                device,
                difference,
                (before, change) -> before + change == 0 ? null : before + change);
    }

    /** Whether the device is active here in the field. */
    public boolean activeInField(String deviceId) {
        return sessionsByFieldDevice.getOrDefault(deviceId, 0) > 0;
    }

    /** Whether the device is active here as a remote one. */
    public boolean activeAsRemote(String deviceId) {
        return sessionsByRemoteDevice.getOrDefault(deviceId, 0) > 0;
    }

    /** Whether it is as good as if no session had ever touched it. */
    public boolean isEmpty() {
        return tally.equals(Tally.ZERO)
                && sessionsByFieldDevice.isEmpty()
                && sessionsByRemoteDevice.isEmpty();
    }

    /** The field devices met, sorted. */
    public List<String> fieldDevices() {
        return sessionsByFieldDevice.keySet().stream().sorted().toList();
    }

    /** The remote devices met, sorted. */
    public List<String> remoteDevices() {
        return sessionsByRemoteDevice.keySet().stream().sorted().toList();
    }
}
