package io.sessionstats.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.session.UsageType;
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

    /** The store keeps ids for years: these values must never change. */
    @Test
    void idsStayAsTheyWere() {
        UsageKey least =
                new UsageKey("farm-1", null, null, null, null, UsageType.COMPUTE, null, null, 0);

        assertThat(FULL.id())
                .isEqualTo(new UsageKeyId(-1150570994471274855L, -1977002346531412866L));
        assertThat(least.id())
                .isEqualTo(new UsageKeyId(3484299511976006879L, -2185075696691213351L));
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
