package io.sessionstats.api.trro;

import io.sessionstats.api.ApiMetrics;
import io.sessionstats.api.ApiServer;
import io.sessionstats.api.Credentials;
import io.sessionstats.api.RequestRates;
import io.sessionstats.api.ServerLimits;
import io.sessionstats.store.StatisticsReader;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Servers of the TRRO face alone, on any free port. */
public final class TrroServers {

    private TrroServers() {}

    public static ApiServer start(
            Credentials credentials, StatisticsReader statistics, RequestRates rates, Clock clock)
            throws IOException {
        return ApiServer.start(
                "127.0.0.1",
                0,
                ServerLimits.DEFAULT,
                List.of(new TrroFace(credentials, statistics, rates, clock, Duration.ofMinutes(5))),
                () -> null,
                new ApiMetrics());
    }
}
