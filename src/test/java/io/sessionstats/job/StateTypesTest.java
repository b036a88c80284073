package io.sessionstats.job;

import io.sessionstats.ingest.ParsedRecord;
import io.sessionstats.ingest.ReceivedEvent;
import io.sessionstats.ingest.RejectedEvent;
import io.sessionstats.pairing.PairingLimits;
import io.sessionstats.pairing.SessionState;
import io.sessionstats.statistics.BucketDelta;
import io.sessionstats.statistics.DeviceBucket;
import io.sessionstats.statistics.DeviceContribution;
import io.sessionstats.statistics.Tally;
import io.sessionstats.store.ChangedRow;
import io.sessionstats.usage.UsageCell;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever flows or is kept in state must be written without Kryo, or it could not be upgraded. */
class StateTypesTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                // State
                SessionState.class,
                PairingLimits.class,
                PeriodStart.class,
                DeviceBucket.class,
                ScopePeriod.class,
                Tally.class,
                CellKey.class,
                UsageCell.class,
                LatestName.class,
                // What flows
                ParsedRecord.class,
                ReceivedEvent.class,
                RejectedEvent.class,
                BucketDelta.class,
                DeviceContribution.class,
                SessionUsage.class,
                NamedStart.class,
                ChangedRow.class
            })
    void needsNoKryo(Class<?> type) {
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(type);
    }
}
