package io.sessionstats.api;

import io.sessionstats.options.ApiOptions;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running API server with all its parts, which it stops in the reverse order of their start. */
public final class StatisticsApi implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StatisticsApi.class);

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
        // Store, faces and what they run on are opened here and pushed to parts.
        List<Face> faces = List.of();
        Readiness readiness = () -> null;
        LOG.debug("faces {} with {}", faces, credentials);
        server =
                ApiServer.start(
                        options.host(),
                        options.port(),
                        ServerLimits.DEFAULT,
                        faces,
                        readiness,
                        metrics);
        parts.push(server);
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
        parts.push(file);
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
