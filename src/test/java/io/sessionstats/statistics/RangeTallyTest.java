package io.sessionstats.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.calendar.Bucket;
import io.sessionstats.calendar.Period;
import io.sessionstats.session.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

class RangeTallyTest {

    private static final Tally FIRST = new Tally(5, 2, 3, 1_000, 9, 9, 3, 1);
    private static final Tally SECOND = new Tally(4, 2, 4, 500, 9, 9, 2, 2);

    @Test
    void sessionsOverAnEdgeCountOnce() {
        RangeTally range = new RangeTally();
        range.add(100, FIRST);
        range.add(200, SECOND);

        assertThat(range.statistics()).isEqualTo(new RangeStatistics(7, 1_500, 0, 0, 5, 3));
    }

    @Test
    void orderDoesNotMatter() {
        RangeTally range = new RangeTally();
        range.add(200, SECOND);
        range.add(100, FIRST);

        assertThat(range.statistics()).isEqualTo(new RangeStatistics(7, 1_500, 0, 0, 5, 3));
    }

    /** Of what is not kept any more, the sessions that ran on are seen in the first that is. */
    @Test
    void firstBucketIsTheFirstThatIsThere() {
        RangeTally range = new RangeTally();
        range.add(200, SECOND);

        assertThat(range.statistics().sessions()).isEqualTo(4);
    }

    @Test
    void deviceOfTwoBucketsCountsOnceInEachRole() {
        RangeTally range = new RangeTally();
        range.add(row(100, List.of("a", "b"), List.of("c")));
        range.add(row(200, List.of("b", "c"), List.of("c")));

        assertThat(range.statistics()).isEqualTo(new RangeStatistics(0, 0, 3, 1, 0, 0));
    }

    @Test
    void devicesMayBeCountedElsewhere() {
        RangeTally range = new RangeTally();
        range.add(100, FIRST);

        assertThat(range.statistics(new ActiveDevices(7, 8)))
                .isEqualTo(new RangeStatistics(5, 1_000, 7, 8, 3, 1));
    }

    @Test
    void emptyRangeHasNothing() {
        assertThat(new RangeTally().statistics()).isEqualTo(new RangeStatistics(0, 0, 0, 0, 0, 0));
    }

    private static DeviceStatistics row(
            long startMillis, List<String> fieldDevices, List<String> remoteDevices) {
        return new DeviceStatistics(
                Scope.project("p"),
                "b",
                new Bucket(Period.HOUR, startMillis, startMillis + 100),
                Tally.ZERO,
                fieldDevices,
                remoteDevices);
    }
}
