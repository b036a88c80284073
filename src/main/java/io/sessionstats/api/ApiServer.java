package io.sessionstats.api;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server around the faces. It hands them requests byte for byte as they were sent, with
 * their whole bodies, and sends what they answer; it bounds how much, how long and how many; and it
 * answers itself what is for no face: {@code /livez}, {@code /readyz}, {@code /metrics} and 404. It
 * never tells a caller more of a fault than that there was one.
 */
public final class ApiServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);
    private static final int NETWORK_THREADS = 8;
    private static final int ACCEPT_QUEUE = 1_024;

    /** How long a connection without a request stays open once the server stops. */
    private static final Duration IDLE_WHILE_STOPPING = Duration.ofMillis(100);

    private final Server server;
    private final ServerConnector connector;
    private final RequestDispatch dispatch;
    private final FacePool pool;

    private ApiServer(
            Server server, ServerConnector connector, RequestDispatch dispatch, FacePool pool) {
        this.server = server;
        this.connector = connector;
        this.dispatch = dispatch;
        this.pool = pool;
    }

    /**
     * Starts a server.
     *
     * @param host the address or name to listen on
     * @param port 0 for any that is free
     * @param faces the first that speaks a request's dialect answers it
     * @throws IOException if it cannot listen there; the message says why
     */
    public static ApiServer start(
            String host,
            int port,
            ServerLimits limits,
            List<Face> faces,
            Readiness readiness,
            ApiMetrics metrics)
            throws IOException {
        QueuedThreadPool threads = new QueuedThreadPool(NETWORK_THREADS, 2);
        threads.setName("api-http");
        threads.setDaemon(true);
        Server server = new Server(threads);
        GuardedConnections http =
                new GuardedConnections(configuration(limits), limits.headFieldsMax());
        ServerConnector connector = new ServerConnector(server, 1, 1, http);
        connector.setHost(host);
        connector.setPort(port);
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setIdleTimeout(limits.headTimeout().toMillis());
        connector.setShutdownIdleTimeout(IDLE_WHILE_STOPPING.toMillis());
        server.addConnector(connector);

        OpenConnections connections =
                new OpenConnections(
                        limits.connectionsMax(),
                        limits.headTimeout(),
                        System::nanoTime,
                        metrics::connectionEvicted,
                        metrics::headTimedOut);
        connector.addEventListener(connections);
        FacePool pool = new FacePool(limits.requestThreads(), limits.requestsWaitingMax());
        gauges(metrics, connections, pool, limits);
        RequestDispatch dispatch =
                new RequestDispatch(
                        faces,
                        pool,
                        limits,
                        new RecentReadiness(readiness, RecentReadiness.LONGEST, System::nanoTime),
                        connections,
                        metrics);
        server.setHandler(
                new GracefulHandler(dispatch) {
                    @Override
                    protected void handleShutdownRejection(
                            Request request, Response response, Callback callback) {
                        dispatch.refuse(request, response, callback);
                    }
                });
        server.setErrorHandler(new HttpFaults(metrics));
        server.setStopTimeout(limits.stopTimeout().toMillis());
        server.setStopAtShutdown(false);
        try {
            server.start();
        } catch (Exception e) {
            stop(server);
            pool.stop();
            throw new IOException(
                    "cannot listen on %s port %d: %s".formatted(host, port, rootMessage(e)), e);
        }
        sweep(server, connections);
        return new ApiServer(server, connector, dispatch, pool);
    }

    /** What is sent is taken as it is: faces judge it, for signatures are over it. */
    private static HttpConfiguration configuration(ServerLimits limits) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setRequestHeaderSize(limits.headBytesMax());
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        configuration.setHttpCompliance(
                HttpCompliance.RFC9110.with(
                        "names-as-sent", HttpCompliance.Violation.CASE_SENSITIVE_FIELD_NAME));
        configuration.setHeaderCacheCaseSensitive(true);
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(true);
        return configuration;
    }

    private static void gauges(
            ApiMetrics metrics, OpenConnections connections, FacePool pool, ServerLimits limits) {
        metrics.gauge("connections", "Open connections.", connections::count);
        metrics.gauge("connections_max", "The most of them.", limits::connectionsMax);
        metrics.gauge("request_threads_busy", "Threads that answer a request.", pool::busyThreads);
        metrics.gauge("request_threads_max", "The most of them.", limits::requestThreads);
        metrics.gauge("requests_waiting", "Requests that wait for a thread.", pool::waiting);
        metrics.gauge("requests_waiting_max", "The most of them.", limits::requestsWaitingMax);
    }

    private static void sweep(Server server, OpenConnections connections) {
        server.getScheduler()
                .schedule(
                        () -> {
                            connections.closeOverdue();
                            if (server.isRunning()) {
                                sweep(server, connections);
                            }
                        },
                        SWEEP_INTERVAL);
    }

    /** The port that it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /**
     * Takes no more connections, answers the requests in progress, within a bound, and closes all
     * connections.
     */
    @Override
    public void close() {
        dispatch.stopSoon();
        stop(server);
        pool.stop();
    }

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (TimeoutException e) {
            LOG.warn("requests were still in progress when the server stopped");
        } catch (Exception e) {
            LOG.warn("the server did not stop cleanly", e);
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
