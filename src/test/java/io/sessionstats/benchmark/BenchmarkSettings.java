package io.sessionstats.benchmark;

import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.pairing.PairingLimits;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** What the benchmarks have in common. */
final class BenchmarkSettings {

    static final ScopeZones ZONES = ScopeZones.all(ZoneId.of("UTC"));

    /** Those of the job where nothing else is said. */
    static final PairingLimits LIMITS =
            new PairingLimits(Duration.ofHours(24).toMillis(), Duration.ofDays(7).toMillis());

    /** An hour edge with no other edge near. */
    static final long EDGE_MILLIS = Instant.parse("2026-03-10T11:00:00Z").toEpochMilli();

    static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

    private BenchmarkSettings() {}

    static int sessions() {
        return Integer.getInteger("benchmark.sessions", 1_000_000);
    }

    /** When a session that is open at the edge has started: in the half hour before it. */
    static long startMillis(long session) {
        return EDGE_MILLIS - HOUR_MILLIS / 2 + session % 1_700_000;
    }
}
