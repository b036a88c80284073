package io.sessionstats.oracle;

import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionDetails;
import io.sessionstats.session.SessionEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes a random stream of sessions: lively ones, and everything that goes wrong with them. The
 * same seed and shape give the same stream.
 *
 * <p>Events of one session that contradict each other share a key, and no event comes too late, so
 * the rows in the end depend on the order within a key and on the last watermark alone: neither on
 * how partitions interleave nor on the watermarks on the way.
 */
public final class RandomSessions {

    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    private final long seed;
    private final StreamShape shape;
    private final Random random;
    private final EventJson json;
    private final Garbage garbage;
    private final RandomDetails details;
    private final RandomMoments moments;
    private final long latestLatenessMillis;
    private final Map<Scope, Integer> sessionsByScope = new HashMap<>();
    private final Map<Scope, Planned> latestByScope = new HashMap<>();
    private final List<Sent> sent = new ArrayList<>();

    private RandomSessions(long seed, StreamShape shape) {
        this.seed = seed;
        this.shape = shape;
        this.random = new Random(seed);
        this.json = new EventJson(random);
        this.garbage = new Garbage(random);
        this.details = new RandomDetails(random);
        this.moments = new RandomMoments(random, shape);
        this.latestLatenessMillis = shape.allowedLateness().minus(Duration.ofHours(1)).toMillis();
    }

    /** A stream of the given shape. */
    public static RandomStream stream(long seed, StreamShape shape) {
        return new RandomSessions(seed, shape).stream();
    }

    /** A record and the instant of its arrival, epoch milliseconds. */
    private record Sent(long arrivalMillis, ObservedRecord record) {}

    /** A session as it is meant to be. */
    private record Planned(long startMillis, long endMillis, SessionDetails details) {}

    /** What becomes of a session. */
    private enum Fate {
        PLAIN,
        NEVER_ENDS,
        NEVER_STARTED,
        REPEATED,
        LATE_END,
        LATE_START,
        ANOTHER_START,
        ANOTHER_END,
        END_BEFORE_START,
        END_BEYOND_MAXIMUM
    }

    private RandomStream stream() {
        for (Scope scope : shape.scopes()) {
            garbage.oneOfEach(randomEvent(scope)).forEach(this::sendAnyTime);
        }
        for (int i = 0; i < shape.sessions(); i++) {
            Fate[] fates = Fate.values();
            Fate fate = random.nextInt(2) == 0 ? Fate.PLAIN : fates[random.nextInt(fates.length)];
            send(pick(shape.scopes()), fate);
            if (random.nextInt(20) == 0) {
                sendAnyTime(garbage.any(randomEvent(pick(shape.scopes()))));
            }
        }
        sent.sort(Comparator.comparingLong(Sent::arrivalMillis));
        List<ObservedRecord> records = sent.stream().map(Sent::record).toList();
        RandomStream inTime = new RandomStream(seed, shape, records, List.of());
        return new RandomStream(seed, shape, records, tooLate(inTime.finalWatermarkMillis()));
    }

    private void send(Scope scope, Fate fate) {
        // Unique within its scope only: other scopes have sessions of the same id.
        String id = "session-" + sessionsByScope.merge(scope, 1, Integer::sum);
        ZoneId zone = shape.zones().zoneOf(scope);
        Planned planned = planned(scope, zone);
        latestByScope.put(scope, planned);
        long startMillis = planned.startMillis();
        SessionEvent start = SessionEvent.started(scope, id, startMillis, planned.details());
        SessionEvent end = end(start, planned.endMillis());
        String sessionKey = scope + "/" + id;
        String anyKey = pick(new String[] {sessionKey, sessionKey, id, "gateway", null});

        switch (fate) {
            case PLAIN -> {
                send(start, anyKey, commonDelay());
                send(end, anyKey, commonDelay());
            }
            case NEVER_ENDS -> send(start, anyKey, commonDelay());
            case NEVER_STARTED -> send(end, anyKey, commonDelay());
            case REPEATED -> {
                for (int i = 0; i < 4; i++) {
                    send(start, i == 0 ? anyKey : null, i < 2 ? commonDelay() : anyDelay());
                    send(end, i == 0 ? anyKey : null, i < 2 ? commonDelay() : anyDelay());
                }
            }
            case LATE_END -> {
                send(start, anyKey, commonDelay());
                send(end, null, anyDelay());
            }
            case LATE_START -> {
                send(start, null, anyDelay());
                send(end, anyKey, random.nextBoolean() ? commonDelay() : anyDelay());
            }
            case ANOTHER_START -> {
                send(start, sessionKey, commonDelay());
                send(anotherStart(start), sessionKey, commonDelay());
                send(end, sessionKey, commonDelay());
                send(start, sessionKey, anyDelay());
            }
            case ANOTHER_END -> {
                send(start, sessionKey, anyDelay());
                send(end, sessionKey, commonDelay());
                send(anotherEnd(end), sessionKey, commonDelay());
                send(end, sessionKey, anyDelay());
            }
            case END_BEFORE_START -> {
                long before = startMillis - moments.between(1, random.nextBoolean() ? 5 : HOUR);
                send(start, sessionKey, commonDelay());
                send(end(start, before), sessionKey, random.nextBoolean() ? 0 : anyDelay());
                if (random.nextBoolean()) {
                    send(end, sessionKey, commonDelay());
                }
            }
            case END_BEYOND_MAXIMUM -> {
                long maximum = startMillis + shape.maxSessionDuration().toMillis();
                long beyond = maximum + moments.between(1, random.nextBoolean() ? 5 : HOUR);
                send(start, sessionKey, commonDelay());
                send(end(start, beyond), sessionKey, commonDelay());
            }
        }
    }

    /** Some sessions come in swarms: at nearly the same time, about nearly the same. */
    private Planned planned(Scope scope, ZoneId zone) {
        Planned latest = latestByScope.get(scope);
        if (latest == null || random.nextInt(3) > 0) {
            long startMillis = moments.start(zone);
            return new Planned(startMillis, moments.end(zone, startMillis), details.of(scope));
        }
        long startMillis = near(latest.startMillis());
        long maximum = startMillis + shape.maxSessionDuration().toMillis();
        long endMillis = Math.max(startMillis, Math.min(near(latest.endMillis()), maximum));
        return new Planned(startMillis, endMillis, details.alike(latest.details()));
    }

    private long near(long millis) {
        return random.nextBoolean() ? millis : millis + moments.between(0, MINUTE);
    }

    private SessionEvent end(SessionEvent start, long endMillis) {
        return SessionEvent.ended(start.scope(), start.sessionId(), endMillis, details.quality());
    }

    /** With another time or other details; should these come out the same, it is a repetition. */
    private SessionEvent anotherStart(SessionEvent start) {
        boolean otherTime = random.nextBoolean();
        long otherMillis = start.timeMillis() + moments.between(-20 * MINUTE, 20 * MINUTE);
        SessionDetails otherDetails = details.of(start.scope());
        return SessionEvent.started(
                start.scope(),
                start.sessionId(),
                otherTime ? otherMillis : start.timeMillis(),
                otherTime ? start.details() : otherDetails);
    }

    private SessionEvent anotherEnd(SessionEvent end) {
        long millis = end.timeMillis();
        return end(
                end,
                random.nextBoolean()
                        ? millis
                        : millis + moments.between(-20 * MINUTE, 20 * MINUTE));
    }

    private void send(SessionEvent event, String key, long delayMillis) {
        // What is not over when the stream ends has not been heard of.
        if (event.timeMillis() <= shape.to().toEpochMilli()) {
            sent.add(new Sent(event.timeMillis() + delayMillis, record(event, key)));
        }
    }

    private void sendAnyTime(ObservedRecord record) {
        sent.add(new Sent(moments.any(), record));
    }

    /** Plain, or in either mode of CloudEvents. */
    private ObservedRecord record(SessionEvent event, String key) {
        return switch (random.nextInt(12)) {
            case 0 ->
                    record(
                            event,
                            key,
                            json.envelope(event),
                            Map.of("content-type", "application/cloudevents+json"));
            case 1 ->
                    record(
                            event,
                            key,
                            json.plain(event),
                            Map.of(
                                    "ce_specversion", "1.0",
                                    "ce_id", "trace-" + random.nextInt(1_000_000),
                                    "ce_source", "/sites/1",
                                    "ce_type", EventJson.type(event),
                                    "content-type", "application/json"));
            default -> record(event, key, json.plain(event), Map.of());
        };
    }

    private static ObservedRecord record(
            SessionEvent event, String key, String text, Map<String, String> headers) {
        return new ObservedRecord(key, headers, text.getBytes(StandardCharsets.UTF_8), event, null);
    }

    /** Starts, ends and repetitions of what was in time once. */
    private List<ObservedRecord> tooLate(long watermarkMillis) {
        long latest = watermarkMillis - shape.allowedLateness().toMillis() - HOUR;
        List<ObservedRecord> tooLate = new ArrayList<>();
        for (Scope scope : shape.scopes()) {
            long millis = latest - moments.between(0, 40 * HOUR);
            tooLate.add(
                    record(
                            SessionEvent.started(scope, "too late", millis, details.of(scope)),
                            null));
            tooLate.add(
                    record(
                            SessionEvent.ended(scope, "much too late", millis, details.quality()),
                            null));
        }
        sent.stream()
                .map(Sent::record)
                .filter(record -> record.event() != null)
                .filter(record -> record.event().timeMillis() <= latest)
                .limit(10)
                .forEach(tooLate::add);
        return tooLate;
    }

    private SessionEvent randomEvent(Scope scope) {
        SessionEvent start =
                SessionEvent.started(scope, "garbage", moments.any(), details.of(scope));
        return random.nextBoolean() ? start : end(start, start.timeMillis());
    }

    private long commonDelay() {
        return moments.between(0, shape.outOfOrderness().toMillis() - 1);
    }

    private long anyDelay() {
        return moments.between(0, latestLatenessMillis);
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private <T> T pick(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
