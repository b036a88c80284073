package io.sessionstats.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sessionstats.ingest.PackedRecord;
import io.sessionstats.ingest.SourceRecord;
import java.time.Instant;
import java.util.List;

/** Sessions and events in as few words as a test needs. */
public final class SessionFixtures {

    public static final Scope NASA = Scope.project("nasa");
    public static final Scope STUDIO = Scope.farm("studio");

    private SessionFixtures() {}

    /** A time of the 10th of March 2026 in UTC, {@code "10:05"}, or any instant in full. */
    public static long at(String time) {
        String full =
                time.contains("T")
                        ? time
                        : "2026-03-10T" + time + (time.length() == 5 ? ":00Z" : "Z");
        return Instant.parse(full).toEpochMilli();
    }

    public static SessionDetails devices(String fieldDeviceId, String... remoteDeviceIds) {
        return new SessionDetails(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                fieldDeviceId,
                List.of(remoteDeviceIds).stream().distinct().sorted().toList());
    }

    public static SessionDetails worker(String workerId) {
        return new SessionDetails(
                "queue",
                "fleet",
                "job",
                "shot 12",
                "user",
                workerId,
                "c5.large",
                UsageType.COMPUTE,
                null,
                1_250_000L,
                null,
                List.of());
    }

    public static SessionEvent start(Scope scope, String sessionId, String time) {
        SessionDetails details =
                scope.kind() == Scope.Kind.FARM ? worker("worker") : devices("rover", "console");
        return SessionEvent.started(scope, sessionId, at(time), details);
    }

    public static SessionEvent start(String sessionId, String time) {
        return start(NASA, sessionId, time);
    }

    public static SessionEvent end(String sessionId, String time, Quality quality) {
        return SessionEvent.ended(NASA, sessionId, at(time), quality);
    }

    public static SessionEvent end(String sessionId, String time) {
        return end(sessionId, time, null);
    }

    /** The event as it came in, at no place of importance. */
    public static PackedRecord received(SessionEvent event) {
        byte[] value = event.toString().getBytes(UTF_8);
        return new PackedRecord(
                new PackedEvent.Packer().pack(event),
                new SourceRecord("session-events", 0, 0, value.length, value));
    }
}
