package io.sessionstats.bench.events;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * The events of made-up sessions, as JSON. Each session follows from the seed and its number alone,
 * so nothing is kept of it but one long for each of its events, to put them in order.
 *
 * <p>A farm has ten queues, ten fleets, 2,000 jobs, 200 users and eight instance types; a job has
 * one queue and one user and lasts a few hours, and one session in ten is of a licence. Every end
 * carries a quality. For use by one thread.
 */
public final class GeneratedEvents {

    /** Takes an event: the key and the value of its record. */
    @FunctionalInterface
    public interface Receiver {
        void accept(byte[] key, byte[] value) throws Exception;
    }

    private static final int QUEUES = 10;
    private static final int FLEETS = 10;
    private static final int JOBS = 2000;
    private static final int JOBS_AT_A_TIME = 160;
    private static final int USERS = 200;
    private static final int WORKERS_OF_FIRST_FARM = 4000;
    private static final int WORKERS_OF_OTHERS = 300;
    private static final int DEVICES_OF_BUSY_CONSOLE = 20_000;
    private static final double LENGTH_DEVIATION = 1.2;
    private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

    private static final String[] INSTANCE_TYPES = {
        "c5.4xlarge", "c5.9xlarge", "m5.2xlarge", "m5.8xlarge",
        "g4dn.2xlarge", "g5.4xlarge", "r5.4xlarge", "c6i.12xlarge"
    };
    private static final String[] INSTANCE_RATES = {
        "0.68", "1.53", "0.384", "1.536", "0.752", "1.624", "1.008", "2.04"
    };
    private static final String[] LICENSES = {"houdini", "arnold", "vray", "nuke", "redshift"};
    private static final String[] LICENSE_RATES = {"1.25", "0.45", "0.6", "1.9", "0.5"};

    /** What an id is of: ids of different kinds never equal each other. */
    private static final int FARM = 1;

    private static final int QUEUE = 2;
    private static final int FLEET = 3;
    private static final int JOB = 4;
    private static final int WORKER = 5;
    private static final int PROJECT = 6;
    private static final int FIELD_DEVICE = 7;
    private static final int REMOTE_DEVICE = 8;

    private static final int SESSION_BITS = 25;
    private static final int ORDER_SHIFT = SESSION_BITS + 1;

    private final EventShape shape;
    private final long firstInstantMillis;
    private final long spanMillis;
    private final double[] projectShares;
    private final int[] firstFieldDevices;
    private final int[] firstRemoteDevices;
    private final UtcText utcText = new UtcText();
    private final StringBuilder text = new StringBuilder(600);

    /** Events whose times begin on the shape's first day. */
    public GeneratedEvents(EventShape shape) {
        this(shape, shape.firstDay().atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
    }

    /** Events whose times begin at another instant. */
    public GeneratedEvents(EventShape shape, long firstInstantMillis) {
        this.shape = shape;
        this.firstInstantMillis = firstInstantMillis;
        this.spanMillis = shape.days() * DAY_MILLIS;
        this.projectShares = cumulatedZipf(shape.projects());
        this.firstFieldDevices = bounds(shape.fieldDevices());
        this.firstRemoteDevices = bounds(shape.remoteDevices());
    }

    /** Hands on all events, in the order in which they arrive. */
    public void inOrderOfArrival(Receiver receiver) throws Exception {
        long[] order = new long[2 * shape.sessions()];
        for (int i = 0; i < shape.sessions(); i++) {
            GeneratedSession session = session(i);
            order[2 * i] = session.startArrivalMillis() << ORDER_SHIFT | (long) i << 1;
            order[2 * i + 1] = session.endArrivalMillis() << ORDER_SHIFT | (long) i << 1 | 1;
        }
        Arrays.sort(order);
        for (long position : order) {
            int number = (int) (position >>> 1 & (1 << SESSION_BITS) - 1);
            GeneratedSession session = session(number);
            byte[] value =
                    (position & 1) == 0
                            ? start(number, session.startOffsetMillis())
                            : end(number, session.startOffsetMillis() + session.lengthMillis());
            receiver.accept(key(number), value);
        }
    }

    /** How long a session lasts, in milliseconds. */
    public long lengthMillis(int number) {
        return session(number).lengthMillis();
    }

    GeneratedSession session(int number) {
        SplittableRandom random =
                new SplittableRandom(shape.seed() * 1_000_003L + number * 0x9E3779B97F4A7C15L);
        long startOffset = (long) (random.nextDouble() * spanMillis);
        double normal =
                Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
                        * Math.cos(2 * Math.PI * random.nextDouble());
        double length = shape.lengthMedian().toMillis() * Math.exp(LENGTH_DEVIATION * normal);
        int delayBound = (int) Math.max(1, shape.disorder().toMillis());
        return new GeneratedSession(
                startOffset,
                Math.min(DAY_MILLIS, Math.max(1000, (long) length)),
                random.nextInt(delayBound),
                random.nextInt(delayBound));
    }

    /** The key of a session's records: its id. */
    public byte[] key(int number) {
        text.setLength(0);
        sessionId(number);
        return bytes();
    }

    /** A session's start. */
    public byte[] start(int number, long offsetMillis) {
        SplittableRandom random = begin("SESSION_STARTED", number, offsetMillis);
        if (isOfFarm(random)) {
            farmDetails(random, farm(random), offsetMillis);
        } else {
            projectAndDevices(random);
        }
        text.append('}');
        return bytes();
    }

    /** A session's end. */
    public byte[] end(int number, long offsetMillis) {
        SplittableRandom random = begin("SESSION_ENDED", number, offsetMillis);
        if (isOfFarm(random)) {
            farm(random);
        } else {
            project(random);
        }
        int quality = random.nextInt(10);
        text.append(",\"quality\":\"")
                .append(quality < 7 ? "GOOD" : quality < 9 ? "NORMAL" : "BAD")
                .append("\"}");
        return bytes();
    }

    /** The events of a session draw the same numbers, up to where their fields differ. */
    private SplittableRandom begin(String type, int number, long offsetMillis) {
        text.setLength(0);
        text.append("{\"type\":\"").append(type).append("\",\"sessionId\":\"");
        sessionId(number);
        text.append("\",\"time\":\"");
        utcText.append(text, firstInstantMillis + offsetMillis);
        text.append('"');
        return new SplittableRandom(shape.seed() * 7_000_003L + number * 0xD1B54A32D192ED03L);
    }

    private boolean isOfFarm(SplittableRandom random) {
        return switch (shape.skew()) {
            case FARM90 -> random.nextInt(10) < 9;
            case PROJECT90 -> random.nextInt(10) == 0;
            case EVEN, DEVICE, CONSOLE -> random.nextBoolean();
        };
    }

    private int farm(SplittableRandom random) {
        boolean first = shape.skew() == Skew.FARM90 || random.nextBoolean() || shape.farms() == 1;
        int farm = first ? 0 : 1 + random.nextInt(shape.farms() - 1);
        text.append(",\"farmId\":\"farm-");
        longId(FARM, farm);
        text.append('"');
        return farm;
    }

    private void farmDetails(SplittableRandom random, int farm, long offsetMillis) {
        long jobsSoFar = (long) (offsetMillis / (double) spanMillis * JOBS);
        int job = (int) Math.floorMod(jobsSoFar + random.nextInt(JOBS_AT_A_TIME), (long) JOBS);
        long hash = mix(farm * 100_003L + job);
        int queue = (int) Math.floorMod(hash, (long) QUEUES);
        int user = (int) Math.floorMod(hash >> 8, (long) USERS);
        int fleet = (queue + (random.nextInt(4) == 0 ? 1 : 0)) % FLEETS;
        int type =
                Math.min(
                        random.nextInt(INSTANCE_TYPES.length),
                        random.nextInt(INSTANCE_TYPES.length));
        text.append(",\"queueId\":\"queue-");
        longId(QUEUE, farm * 100L + queue);
        text.append("\",\"fleetId\":\"fleet-");
        longId(FLEET, farm * 100L + fleet);
        text.append("\",\"jobId\":\"job-");
        longId(JOB, farm * 10_000L + job);
        text.append("\",\"jobName\":\"shot_").append(job / 10).append("_comp_v").append(job % 10);
        text.append("\",\"userId\":\"user-").append(farm).append('-').append(user);
        text.append("\",\"workerId\":\"worker-");
        int workers = farm == 0 ? WORKERS_OF_FIRST_FARM : WORKERS_OF_OTHERS;
        longId(WORKER, farm * 10_000L + random.nextInt(workers));
        text.append("\",\"instanceType\":\"").append(INSTANCE_TYPES[type]).append('"');
        if (random.nextInt(10) == 0) {
            int license = random.nextInt(LICENSES.length);
            text.append(",\"usageType\":\"LICENSE\",\"licenseProduct\":\"")
                    .append(LICENSES[license])
                    .append("\",\"hourlyRateUsd\":")
                    .append(LICENSE_RATES[license]);
        } else {
            text.append(",\"usageType\":\"COMPUTE\",\"hourlyRateUsd\":")
                    .append(INSTANCE_RATES[type]);
        }
    }

    private void projectAndDevices(SplittableRandom random) {
        ProjectDraw drawn = project(random);
        int project = drawn.project();
        int fieldDevices = firstFieldDevices[project + 1] - firstFieldDevices[project];
        int remoteDevices = firstRemoteDevices[project + 1] - firstRemoteDevices[project];
        long fieldDevice;
        if (!drawn.busy()) {
            fieldDevice =
                    (long) firstFieldDevices[project] + random.nextInt(Math.max(1, fieldDevices));
        } else if (shape.skew() == Skew.DEVICE) {
            fieldDevice = 0;
        } else {
            fieldDevice = 100_000L + random.nextInt(DEVICES_OF_BUSY_CONSOLE);
        }
        text.append(",\"fieldDeviceId\":\"field-");
        shortId(FIELD_DEVICE, fieldDevice);
        boolean busyConsole = drawn.busy() && shape.skew() == Skew.CONSOLE;
        int first = busyConsole ? 0 : random.nextInt(Math.max(1, remoteDevices));
        text.append("\",\"remoteDeviceIds\":[");
        int count = Math.min(shape.remoteDevicesPerSession(), Math.max(1, remoteDevices));
        for (int i = 0; i < count; i++) {
            int remoteDevice = (first + i) % Math.max(1, remoteDevices);
            text.append(i == 0 ? "\"console-" : ",\"console-");
            shortId(REMOTE_DEVICE, (busyConsole ? 0 : firstRemoteDevices[project]) + remoteDevice);
            text.append('"');
        }
        text.append(']');
    }

    /**
     * A session's project.
     *
     * @param busy whether the session is one of the busy device or console
     */
    private record ProjectDraw(int project, boolean busy) {}

    private ProjectDraw project(SplittableRandom random) {
        int found = Arrays.binarySearch(projectShares, random.nextDouble());
        int project = Math.min(found < 0 ? -found - 1 : found, shape.projects() - 1);
        boolean drawn = shape.skew() != Skew.EVEN && random.nextInt(3) < 2;
        boolean busy = drawn && (shape.skew() == Skew.DEVICE || shape.skew() == Skew.CONSOLE);
        if (busy || shape.skew() == Skew.PROJECT90) {
            project = 0;
        }
        text.append(",\"projectId\":\"project-");
        shortId(PROJECT, project);
        text.append('"');
        return new ProjectDraw(project, busy);
    }

    /** Project by project, where its devices begin, and where those of the last one end. */
    private int[] bounds(int devices) {
        int[] bounds = new int[projectShares.length + 1];
        for (int i = 0; i < projectShares.length; i++) {
            bounds[i + 1] = (int) Math.round(projectShares[i] * devices);
        }
        return bounds;
    }

    private static double[] cumulatedZipf(int count) {
        double[] cumulated = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += 1.0 / (i + 1);
            cumulated[i] = sum;
        }
        for (int i = 0; i < count; i++) {
            cumulated[i] /= sum;
        }
        return cumulated;
    }

    private void sessionId(int number) {
        text.append("session-");
        longId(shape.seed() ^ 0x5E55, number);
    }

    /** 32 digits. */
    private void longId(int kind, long number) {
        shortId(kind, number);
        hex(mix(kind * 0xC2B2AE3D27D4EB4FL + number + 77));
    }

    /** 16 digits. */
    private void shortId(int kind, long number) {
        hex(mix(kind * 0x9E3779B97F4A7C15L + number + 1));
    }

    private void hex(long value) {
        for (int shift = 60; shift >= 0; shift -= 4) {
            text.append(Character.forDigit((int) (value >>> shift & 15), 16));
        }
    }

    /** The finalizer of SplitMix64: it tells ids apart that differ by one. */
    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    private byte[] bytes() {
        return text.toString().getBytes(ISO_8859_1);
    }
}
