package io.sessionstats.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sessionstats.ingest.PackedRecord;
import io.sessionstats.ingest.ParsedRecord;
import io.sessionstats.ingest.RecordHeaders;
import io.sessionstats.ingest.SessionEventJson;
import java.time.Instant;

/**
 * Records as producers send them: sessions of ten render farms with ids as long as those of AWS
 * Deadline Cloud, and of ten projects with a device in the field and a console. A session's number
 * decides all of it but its time and its worker or device in the field.
 */
final class SessionRecords {

    private static final String TOPIC = "session-events";
    private static final int SCOPES = 10;
    private static final String[] INSTANCE_TYPES = {
        "c5.4xlarge", "c6i.8xlarge", "g5.2xlarge", "m6i.4xlarge"
    };

    private SessionRecords() {}

    /** Which kind of scope a session belongs to. */
    enum Fleet {
        FARM,
        PROJECT
    }

    static byte[] start(Fleet fleet, long session, long device, long timeMillis) {
        String details =
                switch (fleet) {
                    case FARM ->
                            text("queueId", id("queue", session % 50))
                                    + text("fleetId", id("fleet", session % 20))
                                    + text("jobId", id("job", session / 50))
                                    + text("jobName", "shot_0420_lighting_v" + session / 50)
                                    + text("userId", id("user", session % 100))
                                    + text("workerId", id("worker", device))
                                    + text("instanceType", INSTANCE_TYPES[(int) (session % 4)])
                                    + "\"usageType\":\"COMPUTE\",\"hourlyRateUsd\":1.212,";
                    case PROJECT ->
                            text("fieldDeviceId", "rover-" + device)
                                    + "\"remoteDeviceIds\":[\"console-"
                                    + device / 4
                                    + "\"],";
                };
        return record("SESSION_STARTED", fleet, session, timeMillis, details);
    }

    static byte[] end(Fleet fleet, long session, long timeMillis) {
        return record("SESSION_ENDED", fleet, session, timeMillis, text("quality", "GOOD"));
    }

    static ParsedRecord parsed(SessionEventJson json, byte[] value, long nowMillis) {
        return json.parse(value, RecordHeaders.NONE, TOPIC, 0, 0, nowMillis);
    }

    /** The event of a record, with the record itself. */
    static PackedRecord packed(SessionEventJson json, byte[] value) {
        ParsedRecord parsed = parsed(json, value, Long.MAX_VALUE / 2);
        return new PackedRecord(parsed.event(), parsed.source());
    }

    private static byte[] record(
            String type, Fleet fleet, long session, long timeMillis, String rest) {
        String scope =
                switch (fleet) {
                    case FARM -> text("farmId", id("farm", session % SCOPES));
                    case PROJECT -> text("projectId", "project-" + session % SCOPES);
                };
        String json =
                "{"
                        + text("type", type)
                        + text("sessionId", id("session", session))
                        + text("time", Instant.ofEpochMilli(timeMillis).toString())
                        + scope
                        + rest;
        return (json.substring(0, json.length() - 1) + "}").getBytes(UTF_8);
    }

    private static String text(String name, String value) {
        return "\"" + name + "\":\"" + value + "\",";
    }

    private static String id(String kind, long number) {
        long high = (number + 1) * 0x9E3779B97F4A7C15L;
        long low = Long.reverse(high) * 0xBF58476D1CE4E5B9L;
        return kind + "-" + String.format("%016x%016x", high, low);
    }
}
