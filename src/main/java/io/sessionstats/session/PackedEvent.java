package io.sessionstats.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An event in the form in which it travels and is kept: the 128-bit key of its session, its time,
 * and in bytes what else it says. Packing is canonical, so that two starts of a session have equal
 * details when the bytes are equal; texts are UTF-8, each after its length in two bytes, and a text
 * that is lacking has the length 0.
 *
 * <p>The bytes are: {@code kind of scope, scope id, session id}, of which the key is the
 * fingerprint (with the lengths in it, ids that are concatenations of each other have different
 * keys); and of a start its details:
 *
 * <ul>
 *   <li>farm: {@code queueId, fleetId, jobId, jobName, userId, workerId, instanceType,
 *       licenseProduct}, the usage type in a byte, the hourly rate in eight (-1: none)
 *   <li>project: {@code fieldDeviceId}, the number of remote devices in a byte, their ids sorted
 * </ul>
 */
public final class PackedEvent {

    private static final byte FARM = 1;
    private static final byte PROJECT = 2;
    private static final byte NOT_RATED = 0;

    private static final byte COMPUTE_TYPE = 1;
    private static final byte LICENSE_TYPE = 2;
    private static final byte[] NO_TEXT = {};

    private final long keyHigh;
    private final long keyLow;
    private final long timeMillis;
    private final boolean start;
    private final byte quality;
    private final byte[] bytes;

    /**
     * An event from its parts, as another process has packed it.
     *
     * @param quality 0 where not rated, else 1 and the quality's number
     */
    public PackedEvent(
            long keyHigh, long keyLow, long timeMillis, boolean start, byte quality, byte[] bytes) {
        this.keyHigh = keyHigh;
        this.keyLow = keyLow;
        this.timeMillis = timeMillis;
        this.start = start;
        this.quality = quality;
        this.bytes = bytes;
    }

    /** The first half of the session's key. */
    public long keyHigh() {
        return keyHigh;
    }

    /** The second half of the session's key. */
    public long keyLow() {
        return keyLow;
    }

    /** When it happened, epoch milliseconds. */
    public long timeMillis() {
        return timeMillis;
    }

    /** Whether it is a start; else it is an end. */
    public boolean isStart() {
        return start;
    }

    /** How the session went, by its code: see {@link #qualityOf}. */
    public byte qualityCode() {
        return quality;
    }

    /** The packed scope, session id and details. Not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** The scope, session id and details, to be read. */
    public PackedDetails details() {
        return new PackedDetails(bytes);
    }

    /** A quality by its code; null for not rated. */
    public static Quality qualityOf(byte code) {
        return switch (code) {
            case NOT_RATED -> null;
            case 1 -> Quality.GOOD;
            case 2 -> Quality.NORMAL;
            case 3 -> Quality.BAD;
            default -> throw new IllegalArgumentException("unknown quality: " + code);
        };
    }

    /** The code of a quality, which never changes; null is not rated. */
    public static byte codeOf(Quality quality) {
        if (quality == null) {
            return NOT_RATED;
        }
        return switch (quality) {
            case GOOD -> 1;
            case NORMAL -> 2;
            case BAD -> 3;
        };
    }

    /** The event as it was before it was packed. */
    public SessionEvent unpacked() {
        PackedDetails details = details();
        return start
                ? SessionEvent.started(
                        details.scope(), details.sessionId(), timeMillis, details.unpacked())
                : SessionEvent.ended(
                        details.scope(), details.sessionId(), timeMillis, qualityOf(quality));
    }

    /** Packs events, one after the other. For one thread. */
    public static final class Packer {

        private final KeyHash hash = new KeyHash();
        private byte[] buffer = new byte[2048];
        private int length;

        public PackedEvent pack(SessionEvent event) {
            Scope scope = event.scope();
            boolean farm = scope.kind() == Scope.Kind.FARM;
            begin(farm);
            text(scope.id());
            text(event.sessionId());
            key();
            boolean start = event.kind() == SessionEvent.Kind.STARTED;
            if (start) {
                details(event.details(), farm);
            }
            return packed(start, event.timeMillis(), event.quality());
        }

        private void details(SessionDetails details, boolean farm) {
            if (farm) {
                text(details.queueId());
                text(details.fleetId());
                text(details.jobId());
                text(details.jobName());
                text(details.userId());
                text(details.workerId());
                text(details.instanceType());
                text(details.licenseProduct());
                Long rate = details.hourlyRateMicroUsd();
                usage(details.usageType() == UsageType.LICENSE, rate == null ? -1 : rate);
            } else {
                text(details.fieldDeviceId());
                count(details.remoteDeviceIds().size());
                for (String id : details.remoteDeviceIds()) {
                    text(id);
                }
            }
        }

        /**
         * Begins an event part by part: its scope's and its session's id follow, then {@link #key},
         * and of a start its details.
         */
        public void begin(boolean farm) {
            length = 0;
            reserve(1);
            buffer[length++] = farm ? FARM : PROJECT;
        }

        /** The scope's id and the session's id have been packed. */
        public void key() {
            hash.hash(buffer, 0, length);
        }

        /** Packs a text in UTF-8; an empty one is lacking. */
        public void text(byte[] utf8, int from, int to) {
            int bytes = to <= from ? 0 : to - from;
            reserve(2 + bytes);
            buffer[length++] = (byte) (bytes >> 8);
            buffer[length++] = (byte) bytes;
            if (bytes > 0) {
                System.arraycopy(utf8, from, buffer, length, bytes);
                length += bytes;
            }
        }

        private void text(String text) {
            byte[] utf8 = text == null ? NO_TEXT : text.getBytes(UTF_8);
            text(utf8, 0, utf8.length);
        }

        /** Packs a farm's usage type and rate, after its texts; -1 for no rate. */
        public void usage(boolean license, long hourlyRateMicroUsd) {
            reserve(1 + Long.BYTES);
            buffer[length++] = license ? LICENSE_TYPE : COMPUTE_TYPE;
            ByteBuffer.wrap(buffer).putLong(length, hourlyRateMicroUsd);
            length += Long.BYTES;
        }

        /** Packs the number of a project's remote devices, before their ids. */
        public void count(int remoteDevices) {
            reserve(1);
            buffer[length++] = (byte) remoteDevices;
        }

        /** The event whose parts have been packed. */
        public PackedEvent packed(boolean start, long timeMillis, Quality quality) {
            return new PackedEvent(
                    hash.high(),
                    hash.low(),
                    timeMillis,
                    start,
                    codeOf(quality),
                    Arrays.copyOf(buffer, length));
        }

        private void reserve(int more) {
            if (length + more > buffer.length) {
                buffer = Arrays.copyOf(buffer, 2 * (length + more));
            }
        }
    }

    /** Reads what is packed; a text is made only when it is asked for. */
    public static final class PackedDetails {

        private static final int QUEUE = 0;
        private static final int FLEET = 1;
        private static final int JOB = 2;
        private static final int JOB_NAME = 3;
        private static final int USER = 4;
        private static final int WORKER = 5;
        private static final int INSTANCE = 6;
        private static final int LICENSE = 7;
        private static final int FARM_TEXTS = 8;

        private final byte[] bytes;
        private final int sessionIdAt;
        private final int detailsAt;

        public PackedDetails(byte[] bytes) {
            this.bytes = bytes;
            sessionIdAt = after(1);
            detailsAt = after(sessionIdAt);
        }

        public byte[] bytes() {
            return bytes;
        }

        public boolean isFarm() {
            return bytes[0] == FARM;
        }

        public Scope scope() {
            return isFarm() ? Scope.farm(text(1)) : Scope.project(text(1));
        }

        /** Where the packed scope, which begins with the bytes, is over. */
        public int scopeEnd() {
            return sessionIdAt;
        }

        /** Where the packed details begin. */
        public int detailsAt() {
            return detailsAt;
        }

        public String sessionId() {
            return text(sessionIdAt);
        }

        /**
         * Where the packed device is that counts as active in the field: a project's field device,
         * a farm's worker; its length is 0 where the session has none.
         */
        public int fieldDeviceAt() {
            return isFarm() ? farmText(WORKER) : detailsAt;
        }

        /** How many remote devices there are. */
        public int remoteDevices() {
            return isFarm() ? 0 : bytes[after(detailsAt)];
        }

        /** Where the first packed remote device is; each other follows the one before. */
        public int remoteDevicesAt() {
            return after(detailsAt) + 1;
        }

        /** The length of the text at a place, without the two bytes that tell it. */
        public int length(int at) {
            return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
        }

        /** The place after the text at a place. */
        public int after(int at) {
            return at + 2 + length(at);
        }

        /** The text at a place; null where its length is 0. */
        public String text(int at) {
            int length = length(at);
            return length == 0 ? null : new String(bytes, at + 2, length, UTF_8);
        }

        public int queueAt() {
            return farmText(QUEUE);
        }

        public int fleetAt() {
            return farmText(FLEET);
        }

        /** Where a farm's packed job name is, after the job's id. */
        public int jobNameAt() {
            return farmText(JOB_NAME);
        }

        /** Where the byte of a farm's usage type is, after the license product. */
        public int usageTypeAt() {
            return farmText(FARM_TEXTS);
        }

        public int jobAt() {
            return farmText(JOB);
        }

        public String jobId() {
            return text(farmText(JOB));
        }

        public String jobName() {
            return text(farmText(JOB_NAME));
        }

        /** Whether a farm's start names its job. */
        public boolean namesJob() {
            return length(farmText(JOB)) > 0 && length(farmText(JOB_NAME)) > 0;
        }

        /** The rate that a farm's start has sent, in millionths of a US dollar; -1 if none. */
        public long sentRateMicroUsd() {
            return ByteBuffer.wrap(bytes).getLong(farmText(FARM_TEXTS) + 1);
        }

        public boolean isLicense() {
            return bytes[farmText(FARM_TEXTS)] != COMPUTE_TYPE;
        }

        /** What the rate card goes by: a license's product, else the instance type; or null. */
        public String priced() {
            return text(farmText(isLicense() ? LICENSE : INSTANCE));
        }

        private int farmText(int number) {
            int at = detailsAt;
            for (int i = 0; i < number; i++) {
                at = after(at);
            }
            return at;
        }

        /** The details of a start. */
        public SessionDetails unpacked() {
            if (isFarm()) {
                long rate = sentRateMicroUsd();
                return new SessionDetails(
                        text(farmText(QUEUE)),
                        text(farmText(FLEET)),
                        jobId(),
                        jobName(),
                        text(farmText(USER)),
                        text(farmText(WORKER)),
                        text(farmText(INSTANCE)),
                        isLicense() ? UsageType.LICENSE : UsageType.COMPUTE,
                        text(farmText(LICENSE)),
                        rate < 0 ? null : rate,
                        null,
                        List.of());
            }
            List<String> remote = new ArrayList<>();
            int at = remoteDevicesAt();
            for (int i = 0; i < remoteDevices(); i++) {
                remote.add(text(at));
                at = after(at);
            }
            return new SessionDetails(
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    text(detailsAt),
                    remote);
        }
    }
}
