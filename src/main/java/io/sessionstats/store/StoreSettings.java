package io.sessionstats.store;

import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.usage.UsageGrain;
import java.io.Serializable;

/**
 * The settings of a job that shape stored data: with others, what it counts would not fit what is
 * there.
 */
public record StoreSettings(ScopeZones zones, UsageGrain usageGrain) implements Serializable {}
