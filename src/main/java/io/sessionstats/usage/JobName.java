package io.sessionstats.usage;

/**
 * What a farm's job is called: as the latest start of its sessions says that carries a name (of
 * several at the same instant, the name that is last in the order of its characters).
 */
public record JobName(String farmId, String jobId, String name) {}
