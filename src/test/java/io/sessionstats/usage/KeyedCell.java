package io.sessionstats.usage;

/** A usage cell and whose it is. */
public record KeyedCell(UsageKey key, UsageCell cell) {}
