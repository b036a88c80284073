package io.sessionstats.ingest;

/** A member of a JSON object that is read: of a session event, or of a CloudEvents envelope. */
enum Member {
    TYPE("type"),
    SESSION_ID("sessionId"),
    TIME("time"),
    FARM_ID("farmId"),
    PROJECT_ID("projectId"),
    QUEUE_ID("queueId"),
    FLEET_ID("fleetId"),
    JOB_ID("jobId"),
    JOB_NAME("jobName"),
    USER_ID("userId"),
    WORKER_ID("workerId"),
    INSTANCE_TYPE("instanceType"),
    USAGE_TYPE("usageType"),
    LICENSE_PRODUCT("licenseProduct"),
    HOURLY_RATE_USD("hourlyRateUsd"),
    FIELD_DEVICE_ID("fieldDeviceId"),
    REMOTE_DEVICE_IDS("remoteDeviceIds"),
    QUALITY("quality"),
    SPEC_VERSION("specversion"),
    ID("id"),
    SOURCE("source"),
    DATA("data"),
    DATA_BASE64("data_base64");

    private final String jsonName;

    Member(String jsonName) {
        this.jsonName = jsonName;
    }

    String jsonName() {
        return jsonName;
    }

    /** Whether it is read in the outermost object only. */
    boolean ofEnvelopeOnly() {
        return switch (this) {
            case SPEC_VERSION, ID, SOURCE, DATA, DATA_BASE64 -> true;
            default -> false;
        };
    }

    /** Whether a string of any length may be right: all others are names, or words of a list. */
    boolean maybeLong() {
        return this == TIME || this == HOURLY_RATE_USD || this == DATA_BASE64;
    }

    /** The member of this name; null for one that is not read. */
    static Member named(String jsonName) {
        return switch (jsonName) {
            case "type" -> TYPE;
            case "sessionId" -> SESSION_ID;
            case "time" -> TIME;
            case "farmId" -> FARM_ID;
            case "projectId" -> PROJECT_ID;
            case "queueId" -> QUEUE_ID;
            case "fleetId" -> FLEET_ID;
            case "jobId" -> JOB_ID;
            case "jobName" -> JOB_NAME;
            case "userId" -> USER_ID;
            case "workerId" -> WORKER_ID;
            case "instanceType" -> INSTANCE_TYPE;
            case "usageType" -> USAGE_TYPE;
            case "licenseProduct" -> LICENSE_PRODUCT;
            case "hourlyRateUsd" -> HOURLY_RATE_USD;
            case "fieldDeviceId" -> FIELD_DEVICE_ID;
            case "remoteDeviceIds" -> REMOTE_DEVICE_IDS;
            case "quality" -> QUALITY;
            case "specversion" -> SPEC_VERSION;
            case "id" -> ID;
            case "source" -> SOURCE;
            case "data" -> DATA;
            case "data_base64" -> DATA_BASE64;
            default -> null;
        };
    }
}
