package io.sessionstats.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.session.KeyHash;
import io.sessionstats.session.PackedEvent;
import io.sessionstats.session.PackedEvent.PackedDetails;
import io.sessionstats.session.Scope;
import io.sessionstats.session.SessionDetails;
import io.sessionstats.session.SessionEvent;
import io.sessionstats.session.UsageType;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UsageKeyIdTest {

    private static final UsageKey FULL =
            new UsageKey(
                    "farm-1",
                    "queue-2",
                    "fleet-3",
                    "job-4",
                    "Zoë",
                    UsageType.LICENSE,
                    "c5.large",
                    "maya",
                    1_250_000);

    /** The store keeps ids for years: these values, of another SHA-256, must never change. */
    @Test
    void idsStayAsTheyWere() {
        UsageKey least =
                new UsageKey("farm-1", null, null, null, null, UsageType.COMPUTE, null, null, 0);

        assertThat(FULL.id())
                .isEqualTo(new UsageKeyId(6037274505380972583L, -2322565597311713593L));
        assertThat(least.id())
                .isEqualTo(new UsageKeyId(2833939678083996059L, 2327937814601016184L));
    }

    /** Whatever the session's id is, its worker, and its job's name; as it is kept, too. */
    @Test
    void idOfASessionIsThatOfItsKey() {
        for (String other : List.of("x", "something longer", "Zoë")) {
            SessionDetails details =
                    new SessionDetails(
                            FULL.queueId(),
                            FULL.fleetId(),
                            FULL.jobId(),
                            other,
                            FULL.userId(),
                            other,
                            FULL.instanceType(),
                            FULL.usageType(),
                            FULL.licenseProduct(),
                            7L,
                            null,
                            List.of());
            byte[] packed =
                    new PackedEvent.Packer()
                            .pack(
                                    SessionEvent.started(
                                            Scope.farm(FULL.farmId()), other, 1, details))
                            .bytes();

            for (byte[] kept : List.of(packed, Arrays.copyOf(packed, packed.length + 8))) {
                assertThat(
                                UsageKeyId.of(
                                        new PackedDetails(kept),
                                        FULL.hourlyRateMicroUsd(),
                                        new KeyHash()))
                        .isEqualTo(FULL.id());
            }
        }
    }

    @Test
    void eachMemberTellsKeysApartAndSoDoesItsPlace() {
        List<UsageKey> keys =
                List.of(
                        FULL,
                        key("x", null, null, null, null, UsageType.COMPUTE, null, null, 1),
                        key("x", "y", null, null, null, UsageType.COMPUTE, null, null, 1),
                        key("x", null, "y", null, null, UsageType.COMPUTE, null, null, 1),
                        key("x", null, null, "y", null, UsageType.COMPUTE, null, null, 1),
                        key("x", null, null, null, "y", UsageType.COMPUTE, null, null, 1),
                        key("x", null, null, null, null, UsageType.COMPUTE, "y", null, 1),
                        key("x", null, null, null, null, UsageType.COMPUTE, null, "y", 1),
                        key("x", null, null, null, null, UsageType.COMPUTE, null, null, 2),
                        key("x", null, null, null, null, UsageType.LICENSE, null, null, 1),
                        key("xy", null, null, null, null, UsageType.COMPUTE, null, null, 1),
                        key("x", "y", "z", null, null, UsageType.COMPUTE, null, null, 1),
                        key("x", "yz", null, null, null, UsageType.COMPUTE, null, null, 1),
                        key("x", "z", "y", null, null, UsageType.COMPUTE, null, null, 1));

        Set<UsageKeyId> ids = new HashSet<>();
        keys.forEach(key -> ids.add(key.id()));

        assertThat(ids).hasSameSizeAs(keys);
    }

    private static UsageKey key(
            String farm,
            String queue,
            String fleet,
            String job,
            String user,
            UsageType type,
            String instanceType,
            String licenseProduct,
            long rate) {
        return new UsageKey(
                farm, queue, fleet, job, user, type, instanceType, licenseProduct, rate);
    }
}
