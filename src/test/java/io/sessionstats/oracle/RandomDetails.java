package io.sessionstats.oracle;

import io.sessionstats.session.Quality;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionDetails;
import io.sessionstats.session.UsageType;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** What sessions are about: few devices and dimensions, so that they meet often. */
final class RandomDetails {

    /** Devices that are a robot's in one session and a console's in the next, oddly named. */
    private static final List<String> IN_BOTH_ROLES =
            List.of("arm", "机械臂 2", "crâne \"3\"", "back\\slash/4", "🤖");

    /** With one more digit, an id as Deadline Cloud has them. */
    private static final String QUEUE = "queue-" + "0".repeat(31);

    private static final String FLEET = "fleet-" + "0".repeat(31);

    private final Random random;

    RandomDetails(Random random) {
        this.random = random;
    }

    SessionDetails of(Scope scope) {
        return scope.kind() == Scope.Kind.FARM ? farm() : project();
    }

    /** The same, but for a farm's worker and the name of its job. */
    SessionDetails alike(SessionDetails other) {
        boolean farm = other.usageType() != null;
        return new SessionDetails(
                other.queueId(),
                other.fleetId(),
                other.jobId(),
                farm ? mostly("Zeichnung ", 20) : null,
                other.userId(),
                farm ? mostly("worker-", 8) : null,
                other.instanceType(),
                other.usageType(),
                other.licenseProduct(),
                other.hourlyRateMicroUsd(),
                other.fieldDeviceId(),
                other.remoteDeviceIds());
    }

    /** GOOD, NORMAL, BAD, or null for not rated. */
    Quality quality() {
        return random.nextInt(4) == 0 ? null : pick(List.of(Quality.values()));
    }

    private SessionDetails farm() {
        boolean license = random.nextInt(5) == 0;
        return new SessionDetails(
                mostly(QUEUE, 3),
                mostly(FLEET, 2),
                mostly("job-", 20),
                mostly("Zeichnung ", 20),
                mostly("user-", 4),
                mostly("worker-", 8),
                mostly("m5.", 3),
                license ? UsageType.LICENSE : UsageType.COMPUTE,
                license ? mostly("maya-", 2) : null,
                rate(),
                null,
                List.of());
    }

    /** Millionths of a dollar, the limits of the contract among them. */
    private Long rate() {
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> random.nextBoolean() ? 0L : 1_000_000_000_000L;
            case 2 -> (long) random.nextInt(10_000_000);
            default -> 250_000L * random.nextInt(40);
        };
    }

    private SessionDetails project() {
        String fieldDevice = random.nextInt(4) == 0 ? pick(IN_BOTH_ROLES) : mostly("robot-", 6);
        TreeSet<String> consoles = new TreeSet<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            consoles.add(
                    random.nextInt(4) == 0 ? pick(IN_BOTH_ROLES) : "desk-" + random.nextInt(5));
        }
        if (fieldDevice != null && random.nextInt(10) == 0) {
            consoles.add(fieldDevice);
        }
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
                fieldDevice,
                List.copyOf(consoles));
    }

    private String mostly(String prefix, int howMany) {
        return random.nextInt(7) == 0 ? null : prefix + random.nextInt(howMany);
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
