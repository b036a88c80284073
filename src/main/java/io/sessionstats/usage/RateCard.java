package io.sessionstats.usage;

import io.sessionstats.session.SessionDetails;
import io.sessionstats.session.UsageType;
import java.io.Serializable;
import java.util.Map;

/**
 * What sessions of farms cost whose starts send no rate, in millionths of a US dollar an hour.
 *
 * @param computeMicroUsd instance type to rate: what a {@code COMPUTE} session costs
 * @param licenseMicroUsd license product to rate: what a {@code LICENSE} session costs
 */
public record RateCard(Map<String, Long> computeMicroUsd, Map<String, Long> licenseMicroUsd)
        implements Serializable {

    /** Nothing costs anything unless its start says so. */
    public static final RateCard EMPTY = new RateCard(Map.of(), Map.of());

    public RateCard {
        computeMicroUsd = Map.copyOf(computeMicroUsd);
        licenseMicroUsd = Map.copyOf(licenseMicroUsd);
    }

    /**
     * The rate that applies to a session: what its start sent; else what the card says of its
     * license product if it holds a license, of its instance type if it computes (so that neither
     * is charged for the other); else 0.
     *
     * @param details of a farm's session; those of a project's cost 0
     */
    public long hourlyRateMicroUsd(SessionDetails details) {
        if (details.hourlyRateMicroUsd() != null) {
            return details.hourlyRateMicroUsd();
        }
        boolean license = details.usageType() == UsageType.LICENSE;
        return hourlyRateMicroUsd(
                license, license ? details.licenseProduct() : details.instanceType());
    }

    /**
     * What the card says of a session whose start has sent no rate, 0 if nothing.
     *
     * @param license whether it holds a license
     * @param priced the license product, or the instance type of a session that computes; null if
     *     it has none
     */
    public long hourlyRateMicroUsd(boolean license, String priced) {
        if (priced == null) {
            return 0;
        }
        return (license ? licenseMicroUsd : computeMicroUsd).getOrDefault(priced, 0L);
    }
}
