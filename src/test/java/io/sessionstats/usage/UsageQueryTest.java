package io.sessionstats.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.session.UsageType;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageQueryTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            textBlock =
                    """
            # farm, queue,   fleet,   by queues, by fleets
            farm-1, queue-1, none,    true,      false
            farm-1, queue-2, fleet-1, true,      true
            farm-1, queue-3, fleet-1, false,     true
            farm-1, none,    none,    false,     false
            farm-1, none,    fleet-1, false,     true
            farm-2, queue-1, fleet-1, false,     false
            """)
    void selectsUsageOfItsFarmWithOneOfItsIds(
            String farm, String queue, String fleet, boolean byQueues, boolean byFleets) {
        UsageKey key =
                new UsageKey(farm, queue, fleet, null, null, UsageType.COMPUTE, null, null, 0);

        assertThat(query(UsageDimension.QUEUE_ID, "queue-1", "queue-2").selects(key))
                .isEqualTo(byQueues);
        assertThat(query(UsageDimension.FLEET_ID, "fleet-1").selects(key)).isEqualTo(byFleets);
    }

    private static UsageQuery query(UsageDimension filter, String... ids) {
        return new UsageQuery(
                "farm-1",
                filter,
                List.of(ids),
                List.of(UsageDimension.USER_ID),
                UsagePeriods.of(0, 1, null, null, UsageGrain.DEFAULT),
                true);
    }
}
