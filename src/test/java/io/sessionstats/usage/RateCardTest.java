package io.sessionstats.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionstats.session.SessionDetails;
import io.sessionstats.session.SessionFixtures;
import io.sessionstats.session.UsageType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateCardTest {

    private static final RateCard CARD =
            new RateCard(Map.of("m5", 192_000L, "maya", 1L), Map.of("maya", 350_000L, "m5", 2L));

    @ParameterizedTest
    @CsvSource({
        "COMPUTE, m5, maya, , 192000",
        "LICENSE, m5, maya, , 350000",
        "COMPUTE,   , maya, , 0",
        "LICENSE, m5,     , , 0",
        "COMPUTE, c5, maya, , 0",
        "LICENSE, m5, nuke, , 0",
        "COMPUTE, m5, maya, 7, 7",
        "LICENSE, m5, maya, 0, 0",
    })
    void rateSentAppliesElseThatOfWhatTheSessionIs(
            UsageType type, String instanceType, String license, Long sent, long expected) {
        SessionDetails details =
                new SessionDetails(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        instanceType,
                        type,
                        license,
                        sent,
                        null,
                        List.of());

        assertThat(CARD.hourlyRateMicroUsd(details)).isEqualTo(expected);
        assertThat(RateCard.EMPTY.hourlyRateMicroUsd(details)).isEqualTo(sent == null ? 0 : sent);
    }

    @Test
    void projectsCostNothing() {
        assertThat(CARD.hourlyRateMicroUsd(SessionFixtures.devices("rover"))).isZero();
    }
}
