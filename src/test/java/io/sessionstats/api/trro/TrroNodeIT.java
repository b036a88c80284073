package io.sessionstats.api.trro;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The vendor's two JavaScript clients, run by Node: {@code src/test/node/trro.mjs}. Needs {@code
 * npm ci} there, and so runs with the profile {@code node} only.
 */
@Tag("node")
class TrroNodeIT {

    @Test
    void javaScriptClientsAreServed() throws Exception {
        try (TrroServer server = new TrroServer()) {
            ProcessBuilder command =
                    new ProcessBuilder("node", "--test", "--test-reporter=tap", "trro.mjs")
                            .directory(Path.of("src/test/node").toFile())
                            .redirectErrorStream(true);
            command.environment().put("TRRO_PORT", String.valueOf(server.port()));
            Process node = command.start();
            String output = new String(node.getInputStream().readAllBytes(), UTF_8);

            assertThat(node.waitFor()).as(output).isZero();
            assertThat(output).containsPattern("# pass [1-9]").contains("# fail 0");
        }
    }
}
