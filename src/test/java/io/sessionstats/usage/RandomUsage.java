package io.sessionstats.usage;

import io.sessionstats.oracle.NaiveUsage.Interval;
import io.sessionstats.oracle.NaiveUsage.UsedSession;
import io.sessionstats.session.UsageType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Ended sessions around a range: many start or end on an edge or beside it, some have no length,
 * some take days, some lack dimensions.
 */
final class RandomUsage {

    private static final long MAX_LENGTH_MILLIS = Duration.ofDays(7).toMillis();

    private final Random random;

    RandomUsage(Random random) {
        this.random = random;
    }

    List<UsedSession> sessions(int count, List<Interval> intervals) {
        List<UsedSession> sessions = new ArrayList<>();
        while (sessions.size() < count) {
            long start = instant(intervals);
            long end =
                    switch (random.nextInt(8)) {
                        case 0 -> start;
                        case 1 -> start + random.nextInt(5);
                        case 2 -> instant(intervals);
                        case 3 -> start + random.nextLong(MAX_LENGTH_MILLIS + 1);
                        case 4 -> start + 900_000L * random.nextInt(50);
                        default -> start + random.nextLong(Duration.ofHours(5).toMillis());
                    };
            if (start <= end && end <= start + MAX_LENGTH_MILLIS) {
                sessions.add(new UsedSession(key(), start, end));
            }
        }
        return sessions;
    }

    /** Around one edge in two cases of three, else anywhere around the range. */
    private long instant(List<Interval> intervals) {
        if (random.nextInt(3) > 0) {
            long edge = intervals.get(random.nextInt(intervals.size())).startMillis();
            if (random.nextInt(4) == 0) {
                edge = intervals.get(random.nextInt(intervals.size())).endMillis();
            }
            return switch (random.nextInt(4)) {
                case 0 -> edge;
                case 1 -> edge - 2 + random.nextInt(5);
                case 2 -> edge + 60_000L * (random.nextInt(121) - 60);
                default -> edge + random.nextInt(7_200_000) - 3_600_000;
            };
        }
        long around = MAX_LENGTH_MILLIS / 2;
        long first = intervals.get(0).startMillis() - around;
        long last = intervals.get(intervals.size() - 1).endMillis() + around;
        return first + random.nextLong(last - first);
    }

    private UsageKey key() {
        return new UsageKey(
                "farm-1",
                oneOf("queue-1", "queue-1", "queue-2", "queue-3", null),
                oneOf("fleet-1", "fleet-2", null),
                oneOf("job-1", "job-2", "job-3", "job-4", "job-5", "job-6", null),
                oneOf("user-1", "user-2", null),
                random.nextInt(4) == 0 ? UsageType.LICENSE : UsageType.COMPUTE,
                oneOf("c5.large", "g6.xlarge", null),
                oneOf("maya", null, null),
                switch (random.nextInt(5)) {
                    case 0 -> 0;
                    case 1 -> 1_000_000_000_000L - random.nextInt(2);
                    case 2 -> random.nextLong(1_000_000_000_001L);
                    default -> 1_000_000L * (1 + random.nextInt(2));
                });
    }

    private String oneOf(String... values) {
        return values[random.nextInt(values.length)];
    }
}
