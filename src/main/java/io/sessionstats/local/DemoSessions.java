package io.sessionstats.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sessionstats.session.Scope;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;

/**
 * The sessions of the demo: a pure function of a seed and of time, so a later run goes on with
 * exactly the sessions of the earlier one. Most records are published at once, some out of order,
 * some more than a minute late, some twice.
 */
final class DemoSessions {

    /** No record is published later than this after its event. */
    static final long LONGEST_DELAY_MILLIS = 90_000;

    private static final JsonFactory JSON = new JsonFactory();
    private static final String[] INSTANCE_TYPES = {
        "c5.4xlarge", "c6i.8xlarge", "g5.2xlarge", "m6i.4xlarge"
    };
    private static final String[] HOURLY_RATES_USD = {"0.68", "1.36", "1.212", "0.768"};
    private static final String[] LICENSE_PRODUCTS = {"houdini", "maya", "nuke"};
    private static final String[] JOB_NAMES = {"sky", "crowd", "water", "smoke", "titles"};

    private final long seed;
    private final List<DemoLane> lanes = DemoLane.all();

    DemoSessions(long seed) {
        this.seed = seed;
    }

    /**
     * The records that are due in {@code [fromMillis, toMillis)}, in the order in which they are
     * due.
     *
     * @param exists whether a session that starts at that instant exists
     */
    List<DemoRecord> due(long fromMillis, long toMillis, LongPredicate exists) {
        List<DemoRecord> records = new ArrayList<>();
        for (DemoLane lane : lanes) {
            long first = Math.floorDiv(fromMillis - LONGEST_DELAY_MILLIS, lane.slotMillis());
            long last = Math.floorDiv(toMillis, lane.slotMillis());
            for (long slot = first; slot <= last; slot++) {
                addSession(records, lane, slot, exists);
            }
        }
        records.removeIf(r -> r.dueMillis() < fromMillis || r.dueMillis() >= toMillis);
        records.sort(Comparator.comparingLong(DemoRecord::dueMillis));
        return records;
    }

    private void addSession(
            List<DemoRecord> records, DemoLane lane, long slot, LongPredicate exists) {
        String name = seed + "/" + lane.scope() + "/" + lane.number() + "/" + slot;
        SplittableRandom random = random(name);
        long slotMillis = lane.slotMillis();
        long startMillis = slot * slotMillis + random.nextLong(slotMillis / 4);
        long endMillis = startMillis + slotMillis / 5 + random.nextLong(slotMillis / 2);
        if (!exists.test(startMillis)) {
            return;
        }
        if (lane.scope().kind() == Scope.Kind.FARM) {
            boolean licensed = random.nextInt(10) < 3;
            addFarmSession(records, random, lane, slot, name, startMillis, endMillis, false);
            if (licensed) {
                String license = name + "/license";
                addFarmSession(records, random, lane, slot, license, startMillis, endMillis, true);
            }
        } else {
            addProjectSession(records, random, lane, name, startMillis, endMillis);
        }
    }

    private static void addFarmSession(
            List<DemoRecord> records,
            SplittableRandom random,
            DemoLane lane,
            long slot,
            String name,
            long startMillis,
            long endMillis,
            boolean license) {
        String farm = lane.scope().id();
        // A worker stays with a job for a while, then turns to the next one.
        long job = Math.floorMod(slot / 6 + lane.number() / 4, 1000);
        int user = (int) (job % 5);
        int kind = lane.number() % INSTANCE_TYPES.length;
        String product = LICENSE_PRODUCTS[(int) (job % LICENSE_PRODUCTS.length)];
        String sessionId = "session-" + DemoLane.hex(name);
        Fields started =
                json -> {
                    json.writeStringField("queueId", queueId(farm, (int) (job % 3)));
                    json.writeStringField("fleetId", id("fleet", farm, kind / 2));
                    json.writeStringField("jobId", id("job", farm, (int) job));
                    json.writeStringField("jobName", JOB_NAMES[user] + " " + job);
                    json.writeStringField("userId", id("user", farm, user));
                    if (license) {
                        json.writeStringField("usageType", "LICENSE");
                        json.writeStringField("licenseProduct", product);
                        json.writeStringField("hourlyRateUsd", "1.5");
                    } else {
                        json.writeStringField("workerId", id("worker", farm, lane.number()));
                        json.writeStringField("instanceType", INSTANCE_TYPES[kind]);
                        json.writeStringField("usageType", "COMPUTE");
                        json.writeFieldName("hourlyRateUsd");
                        json.writeNumber(HOURLY_RATES_USD[kind]);
                    }
                };
        add(records, random, lane.scope(), "SESSION_STARTED", sessionId, startMillis, started);
        add(records, random, lane.scope(), "SESSION_ENDED", sessionId, endMillis, json -> {});
    }

    private static void addProjectSession(
            List<DemoRecord> records,
            SplittableRandom random,
            DemoLane lane,
            String name,
            long startMillis,
            long endMillis) {
        String prefix = lane.scope().id().equals("nasa-ames") ? "rover-" : "crane-";
        int consoles = 1 + random.nextInt(3);
        int firstConsole = random.nextInt(6);
        // Now and then a device of the field watches another one's session.
        boolean watched = random.nextInt(20) == 0;
        int quality = random.nextInt(100);
        String sessionId = "session-" + DemoLane.hex(name);
        Fields started =
                json -> {
                    json.writeStringField("fieldDeviceId", prefix + (lane.number() + 1));
                    json.writeArrayFieldStart("remoteDeviceIds");
                    for (int console = 0; console < consoles; console++) {
                        json.writeString("console-" + (1 + (firstConsole + console) % 6));
                    }
                    if (watched) {
                        json.writeString(prefix + (lane.number() + 2));
                    }
                    json.writeEndArray();
                };
        Fields ended =
                json -> {
                    if (quality < 95) {
                        json.writeStringField(
                                "quality", quality < 70 ? "GOOD" : quality < 88 ? "NORMAL" : "BAD");
                    }
                };
        add(records, random, lane.scope(), "SESSION_STARTED", sessionId, startMillis, started);
        add(records, random, lane.scope(), "SESSION_ENDED", sessionId, endMillis, ended);
    }

    /** Writes what one kind of event has besides the fields of every event. */
    @FunctionalInterface
    private interface Fields {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private static void add(
            List<DemoRecord> records,
            SplittableRandom random,
            Scope scope,
            String type,
            String sessionId,
            long timeMillis,
            Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("type", type);
            json.writeStringField("sessionId", sessionId);
            json.writeStringField("time", Instant.ofEpochMilli(timeMillis).toString());
            json.writeStringField(
                    scope.kind() == Scope.Kind.FARM ? "farmId" : "projectId", scope.id());
            fields.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        DemoRecord record =
                new DemoRecord(timeMillis + delayMillis(random), sessionId, text.toString());
        records.add(record);
        if (random.nextInt(50) == 0) {
            long againMillis = record.dueMillis() + random.nextLong(5_000);
            records.add(new DemoRecord(againMillis, sessionId, record.json()));
        }
    }

    private static long delayMillis(SplittableRandom random) {
        int hundredth = random.nextInt(100);
        if (hundredth < 90) {
            return random.nextLong(400);
        }
        return hundredth < 96 ? random.nextLong(2_000, 8_000) : random.nextLong(15_000, 80_000);
    }

    static String queueId(String farm, int number) {
        return id("queue", farm, number);
    }

    private static String id(String kind, String farm, int number) {
        return kind + "-" + DemoLane.hex(kind + "/" + farm + "/" + number);
    }

    private static SplittableRandom random(String name) {
        long state = 1125899906842597L;
        for (int i = 0; i < name.length(); i++) {
            state = 31 * state + name.charAt(i);
        }
        return new SplittableRandom(state);
    }
}
