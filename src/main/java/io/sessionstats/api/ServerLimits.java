package io.sessionstats.api;

import java.time.Duration;

/**
 * What the server takes before it refuses.
 *
 * @param headBytesMax the longest head of a request, in bytes
 * @param headFieldsMax how many header fields a head may have
 * @param bodyBytesMax the longest body
 * @param bodiesBytesMax how much of bodies that are still coming in is kept at a time, in bytes;
 *     the first few KiB of each are not counted
 * @param bodyTimeout how long a whole body may take after its head
 * @param headTimeout how long a connection may take from its beginning, or from its last answer, to
 *     the end of the next head, however steadily the head trickles
 * @param connectionsMax how many connections are open at a time; one more closes the one that has
 *     waited longest for a head
 * @param requestThreads how many requests the faces answer at a time
 * @param requestsWaitingMax how many more wait for one of those threads
 * @param stopTimeout how long a stop waits for the requests in progress
 */
public record ServerLimits(
        int headBytesMax,
        int headFieldsMax,
        int bodyBytesMax,
        int bodiesBytesMax,
        Duration bodyTimeout,
        Duration headTimeout,
        int connectionsMax,
        int requestThreads,
        int requestsWaitingMax,
        Duration stopTimeout) {

    /**
     * Heads may wait for 75 s, since the vendors' clients keep connections that they do not use for
     * up to 60 s: so it is they that close them, and never the server under a request.
     */
    public static final ServerLimits DEFAULT =
            new ServerLimits(
                    16 * 1024,
                    100,
                    64 * 1024,
                    16 * 1024 * 1024,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(75),
                    4_096,
                    16,
                    256,
                    Duration.ofSeconds(10));

    public ServerLimits {
        if (headBytesMax < 1
                || headFieldsMax < 1
                || bodyBytesMax < 0
                || bodiesBytesMax < 0
                || connectionsMax < 1
                || requestThreads < 1
                || requestsWaitingMax < 1
                || bodyTimeout.isNegative()
                || headTimeout.isNegative()
                || stopTimeout.isNegative()) {
            throw new IllegalArgumentException("limits: " + this);
        }
    }

    public ServerLimits withBodiesBytesMax(int bytes) {
        return new ServerLimits(
                headBytesMax,
                headFieldsMax,
                bodyBytesMax,
                bytes,
                bodyTimeout,
                headTimeout,
                connectionsMax,
                requestThreads,
                requestsWaitingMax,
                stopTimeout);
    }

    public ServerLimits withBodyTimeout(Duration timeout) {
        return new ServerLimits(
                headBytesMax,
                headFieldsMax,
                bodyBytesMax,
                bodiesBytesMax,
                timeout,
                headTimeout,
                connectionsMax,
                requestThreads,
                requestsWaitingMax,
                stopTimeout);
    }

    public ServerLimits withHeadTimeout(Duration timeout) {
        return new ServerLimits(
                headBytesMax,
                headFieldsMax,
                bodyBytesMax,
                bodiesBytesMax,
                bodyTimeout,
                timeout,
                connectionsMax,
                requestThreads,
                requestsWaitingMax,
                stopTimeout);
    }

    public ServerLimits withConnectionsMax(int connections) {
        return new ServerLimits(
                headBytesMax,
                headFieldsMax,
                bodyBytesMax,
                bodiesBytesMax,
                bodyTimeout,
                headTimeout,
                connections,
                requestThreads,
                requestsWaitingMax,
                stopTimeout);
    }

    public ServerLimits withRequests(int threads, int waitingMax) {
        return new ServerLimits(
                headBytesMax,
                headFieldsMax,
                bodyBytesMax,
                bodiesBytesMax,
                bodyTimeout,
                headTimeout,
                connectionsMax,
                threads,
                waitingMax,
                stopTimeout);
    }
}
