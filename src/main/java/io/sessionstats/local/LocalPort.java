package io.sessionstats.local;

import io.sessionstats.options.Option;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Looks whether a port of this machine can be had. */
final class LocalPort {

    private LocalPort() {}

    /**
     * Makes sure that nothing listens on a port yet.
     *
     * @throws LocalStartException if something does, naming the option that chooses another
     */
    static void requireFree(Option<Integer> option, int port) throws LocalStartException {
        try {
            // Some systems let both be bound at once, so each is tried.
            bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)).close();
            bind(new InetSocketAddress(port)).close();
        } catch (IOException e) {
            throw new LocalStartException(
                    "port %d (option %s) cannot be used: %s; choose another with --%s"
                            .formatted(port, option.name(), e.getMessage(), option.name()),
                    e);
        }
    }

    /** A port that nothing listens on now. */
    static int findFree() throws IOException {
        try (ServerSocket socket =
                bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            return socket.getLocalPort();
        }
    }

    private static ServerSocket bind(InetSocketAddress address) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true); // Connections that are still closing do not matter
            socket.bind(address);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
