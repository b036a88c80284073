package io.sessionstats.job;

import static io.sessionstats.session.SessionFixtures.devices;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.calendar.ScopeZones;
import io.sessionstats.ingest.PackedRecord;
import io.sessionstats.ingest.SourceRecord;
import io.sessionstats.ledger.ScopeChange;
import io.sessionstats.pairing.PairingLimits;
import io.sessionstats.session.PackedEvent;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.usage.RateCard;
import java.time.Duration;
import java.time.ZoneOffset;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes in waits to be worked on in one go, but not until the memory is full of it. */
class WaitingValuesTest {

    private static final int SESSIONS = 100;

    private KeyedOneInputStreamOperatorTestHarness<Integer, PackedRecord, ScopeChange> pairing;

    @BeforeEach
    void open() throws Exception {
        pairing =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new SessionPairingOperator(
                                new PairingLimits(
                                        Duration.ofHours(24).toMillis(),
                                        Duration.ofDays(7).toMillis()),
                                ScopeZones.all(ZoneOffset.UTC),
                                RateCard.EMPTY,
                                false),
                        SessionPairingOperator::shard,
                        Types.INT);
        pairing.open();
    }

    @AfterEach
    void close() throws Exception {
        pairing.close();
    }

    @Test
    void smallEventsWaitForTheWatermark() throws Exception {
        send(100);

        assertThat(pairing.getSideOutput(SessionPairingOperator.DEVICES)).isNullOrEmpty();

        pairing.processWatermark(1_000_000);
        assertThat(pairing.getSideOutput(SessionPairingOperator.DEVICES)).hasSize(SESSIONS);
    }

    @Test
    void largeRecordsAreWorkedOnBeforeTheyFillTheMemory() throws Exception {
        send(SourceRecord.VALUE_BYTES_KEPT);

        assertThat(pairing.getSideOutput(SessionPairingOperator.DEVICES)).isNotEmpty();
    }

    private void send(int valueBytes) throws Exception {
        PackedEvent.Packer packer = new PackedEvent.Packer();
        byte[] value = new byte[valueBytes];
        Scope scope = Scope.project("p");
        for (int i = 0; i < SESSIONS; i++) {
            SessionEvent start = SessionEvent.started(scope, "s" + i, 1_000, devices("d" + i));
            SessionEvent end = SessionEvent.ended(scope, "s" + i, 2_000, null);
            for (SessionEvent event : new SessionEvent[] {start, end}) {
                pairing.processElement(
                        new PackedRecord(
                                packer.pack(event),
                                new SourceRecord("session-events", 0, i, valueBytes, value)),
                        0);
            }
        }
    }
}
