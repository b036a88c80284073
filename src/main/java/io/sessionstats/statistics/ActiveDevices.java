package io.sessionstats.statistics;

/** How many distinct devices were active, by role. */
public record ActiveDevices(long field, long remote) {}
