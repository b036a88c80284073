package io.sessionstats.usage;

/** What usage can be grouped by. */
public enum UsageDimension {
    QUEUE_ID,
    FLEET_ID,
    JOB_ID,
    USER_ID,
    USAGE_TYPE,
    INSTANCE_TYPE,
    LICENSE_PRODUCT
}
