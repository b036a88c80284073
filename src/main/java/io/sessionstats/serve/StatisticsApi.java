package io.sessionstats.serve;

import io.sessionstats.api.ApiMetrics;
import io.sessionstats.api.ApiServer;
import io.sessionstats.api.Credentials;
import io.sessionstats.api.CredentialsFile;
import io.sessionstats.api.CredentialsFormatException;
import io.sessionstats.api.Face;
import io.sessionstats.api.LocalCredentials;
import io.sessionstats.api.ServerLimits;
import io.sessionstats.api.TokenBuckets;
import io.sessionstats.api.deadline.AggregationRunner;
import io.sessionstats.api.deadline.Authenticator;
import io.sessionstats.api.deadline.DeadlineFace;
import io.sessionstats.api.deadline.RunnerSettings;
import io.sessionstats.api.trro.TrroFace;
import io.sessionstats.options.ApiOptions;
import io.sessionstats.options.StoreOptions;
import io.sessionstats.store.postgres.PasswordSource;
import io.sessionstats.store.postgres.PostgresDatabase;
import io.sessionstats.store.postgres.reading.PostgresServerStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running API server with all its parts, which it stops in the reverse order of their start. */
public final class StatisticsApi implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StatisticsApi.class);

    /** The vendor: results stay available for an hour after the start. */
    private static final Duration RESULTS_KEPT = Duration.ofHours(1);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private ApiServer server;

    private StatisticsApi() {}

    /**
     * Starts a server. Without a credentials file the key of {@link LocalCredentials} is the only
     * one, and another address than this machine's own is refused.
     *
     * @throws IOException if it cannot; the message says why
     * @throws CredentialsFormatException if the credentials file cannot be accepted
     */
    public static StatisticsApi start(ApiOptions options)
            throws IOException, CredentialsFormatException {
        StatisticsApi api = new StatisticsApi();
        try {
            api.startParts(options);
            return api;
        } catch (IOException | CredentialsFormatException | RuntimeException e) {
            api.close();
            throw e;
        }
    }

    private void startParts(ApiOptions options) throws IOException, CredentialsFormatException {
        ApiMetrics metrics = new ApiMetrics();
        Credentials credentials = credentials(options, metrics);
        PostgresServerStore store =
                started(PostgresServerStore.open(database(options), options.storeConnections()));
        poolGauges(metrics, store);
        List<Face> faces =
                List.of(
                        deadline(options, credentials, store, metrics),
                        trro(options, credentials, store));
        server =
                started(
                        ApiServer.start(
                                options.host(),
                                options.port(),
                                ServerLimits.DEFAULT,
                                faces,
                                () -> problem(store),
                                metrics));
    }

    private Face deadline(
            ApiOptions options,
            Credentials credentials,
            PostgresServerStore store,
            ApiMetrics metrics) {
        AggregationRunner runner =
                started(
                        new AggregationRunner(
                                store.aggregations(),
                                RunnerSettings.of(
                                        options.aggregationThreads(),
                                        options.aggregationTimeout())));
        runner.open();
        metrics.gauge(
                "aggregations_at_work", "Aggregations that run or wait here.", runner::atWork);
        return new DeadlineFace(
                store.aggregations(),
                Authenticator.signatureV4(credentials, options.clockWindow()),
                new TokenBuckets(options.requestRatePerSecond(), System::nanoTime),
                runner,
                RESULTS_KEPT);
    }

    private static Face trro(
            ApiOptions options, Credentials credentials, PostgresServerStore store) {
        return new TrroFace(
                credentials,
                store.statistics(),
                new TokenBuckets(options.trroRequestRatePerSecond(), System::nanoTime),
                Clock.systemUTC(),
                options.clockWindow());
    }

    /** What is wrong with the store; null if nothing is. */
    private static String problem(PostgresServerStore store) {
        try {
            store.check();
            return null;
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private static void poolGauges(ApiMetrics metrics, PostgresServerStore store) {
        metrics.gauge(
                "store_connections_active",
                "Connections to the store in use.",
                () -> store.poolUse().active());
        metrics.gauge(
                "store_connections_idle",
                "Open connections to the store that are not in use.",
                () -> store.poolUse().idle());
        metrics.gauge(
                "store_connections_waiting",
                "Threads that wait for a connection to the store.",
                () -> store.poolUse().waiting());
        metrics.gauge(
                "store_connections_max",
                "How many connections to the store there may be.",
                () -> store.poolUse().max());
    }

    private static PostgresDatabase database(ApiOptions options) {
        StoreOptions store = options.store();
        return new PostgresDatabase(
                store.url(),
                store.user(),
                PasswordSource.of(store.passwordFile(), StoreOptions.PASSWORD_VARIABLE),
                store.schema());
    }

    private <T extends AutoCloseable> T started(T part) {
        parts.push(part);
        return part;
    }

    private Credentials credentials(ApiOptions options, ApiMetrics metrics)
            throws IOException, CredentialsFormatException {
        if (options.credentialsFile() == null) {
            if (!List.of("127.0.0.1", "::1", "localhost").contains(options.host())) {
                throw new IllegalArgumentException(
                        options.host() + " is not this machine alone: expected a credentials file");
            }
            return new LocalCredentials();
        }
        CredentialsFile file = CredentialsFile.open(options.credentialsFile());
        started(file);
        metrics.gauge("credentials_keys", "Access keys in use.", file::size);
        metrics.gauge(
                "credentials_file_refused",
                "1 when the credentials file as it is now cannot be used, and the one before is.",
                () -> file.problem() == null ? 0 : 1);
        return file;
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} did not stop cleanly", part, e);
            }
        }
    }
}
