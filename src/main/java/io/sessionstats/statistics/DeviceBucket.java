package io.sessionstats.statistics;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers of one device in one bucket, and with how many of its sessions there each device took
 * part in which role, itself included.
 *
 * <p>{@link #plus} changes a map of several devices in place: a console may meet thousands of
 * devices in a month, and they are not to be copied with every session. A map of one device or none
 * never changes: most devices meet one other within the hour, and such a map takes a fifth of the
 * memory.
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

    private static final DeviceBucket EMPTY =
            new DeviceBucket(Tally.ZERO, Map.of(), Map.of(), false);

    public DeviceBucket {
        sessionsByFieldDevice = compact(sessionsByFieldDevice);
        sessionsByRemoteDevice = compact(sessionsByRemoteDevice);
    }

    private static Map<String, Integer> compact(Map<String, Integer> sessions) {
        return sessions.size() <= 1 ? Map.copyOf(sessions) : sessions;
    }

    public static DeviceBucket empty() {
        return EMPTY;
    }

    /** This bucket with a step added; this object is not to be used any more. */
    public DeviceBucket plus(Tally step, List<String> fieldDevices, List<String> remoteDevices) {
        int sessions = (int) step.sessions();
        return new DeviceBucket(
                tally.plus(step),
                plus(sessionsByFieldDevice, fieldDevices, sessions),
                plus(sessionsByRemoteDevice, remoteDevices, sessions),
                published);
    }

    private static Map<String, Integer> plus(
            Map<String, Integer> sessions, List<String> devices, int difference) {
        if (difference == 0 || devices.isEmpty()) {
            return sessions;
        }
        String first = devices.get(0);
        if (devices.size() == 1 && (sessions.isEmpty() || isOnly(first, sessions))) {
            int count = sessions.getOrDefault(first, 0) + difference;
            return count == 0 ? Map.of() : Map.of(first, count);
        }
        Map<String, Integer> sum = sessions.size() <= 1 ? new HashMap<>(sessions) : sessions;
        for (String device : devices) {
            sum.merge(
                    device,
                    difference,
                    (before, change) -> before + change == 0 ? null : before + change);
        }
        return sum;
    }

    private static boolean isOnly(String device, Map<String, Integer> sessions) {
        return sessions.size() == 1 && sessions.containsKey(device);
    }

    /**
     * This bucket, in the memory of another where that has the same devices: neighbours often do.
     */
    public DeviceBucket sharing(DeviceBucket other) {
        return new DeviceBucket(
                tally,
                shared(sessionsByFieldDevice, other.sessionsByFieldDevice),
                shared(sessionsByRemoteDevice, other.sessionsByRemoteDevice),
                published);
    }

    private static Map<String, Integer> shared(
            Map<String, Integer> sessions, Map<String, Integer> other) {
        return sessions.size() <= 1 && sessions.equals(other) ? other : sessions;
    }

    /** This bucket once its row has been told. */
    public DeviceBucket asPublished() {
        return new DeviceBucket(tally, sessionsByFieldDevice, sessionsByRemoteDevice, true);
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
        return sorted(sessionsByFieldDevice);
    }

    /** The remote devices met, sorted. */
    public List<String> remoteDevices() {
        return sorted(sessionsByRemoteDevice);
    }

    private static List<String> sorted(Map<String, Integer> sessions) {
        String[] devices = new String[sessions.size()];
        int count = 0;
        for (Map.Entry<String, Integer> entry : sessions.entrySet()) {
            devices[count++] = entry.getKey();
        }
        Arrays.sort(devices);
        return List.of(devices);
    }
}
