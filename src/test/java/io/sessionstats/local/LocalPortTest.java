package io.sessionstats.local;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPortTest {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0"})
    void portInUseIsRefusedUntilItIsFree(String address) throws Exception {
        int port;
        try (ServerSocket taken = listen(address)) {
            port = taken.getLocalPort();

            assertThatThrownBy(() -> LocalPort.requireFree(LocalOptions.FLINK_PORT, port))
                    .isInstanceOf(LocalStartException.class)
                    .message()
                    .startsWith("port " + port + " (option flink-port) cannot be used: ")
                    .endsWith("; choose another with --flink-port");
        }
        LocalPort.requireFree(LocalOptions.FLINK_PORT, port);
    }

    private static ServerSocket listen(String address) throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName(address));
    }
}
